package io.giftledger.operator.export;

import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Posting;
import java.io.IOException;
import java.io.Writer;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** A journal of hledger: each entry is a transaction, its {@code ref} the code. */
public final class HledgerJournal implements EntryWriter {

  private final Writer out;

  /**
   * @param out where it is written; closed with the journal
   */
  public HledgerJournal(Writer out) throws IOException {
    this.out = out;
    out.write("decimal-mark .\n");
  }

  @Override
  public void write(Entry<?> entry) throws IOException {
    out.write("\n" + LocalDate.ofInstant(entry.at(), ZoneOffset.UTC) + " * ");
    if (!entry.ref().isEmpty()) out.write("(" + code(entry.ref()) + ") ");
    out.write(entry.kind().label() + " | " + entry.account().partitionKey());
    out.write("  ; sequence:" + entry.sequence() + ", at:" + entry.at());
    out.write(", policy:" + entry.policyVersion() + ", hash:" + entry.hash().hex() + "\n");
    for (Posting posting : entry.postings()) {
      out.write("    " + Names.account(posting.account(), entry.account().owner()) + "  ");
      out.write(Names.amount(posting.asset(), posting.amount()));
      out.write(" " + Names.commodity(posting.asset()) + "\n");
    }
  }

  /** A provider's id may have what would end the code, or the line. */
  private static String code(String ref) {
    return ref.replace("%", "%25").replace("(", "%28").replace(")", "%29").replace(";", "%3B");
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
