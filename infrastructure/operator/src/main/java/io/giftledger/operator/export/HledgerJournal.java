package io.giftledger.operator.export;

import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Posting;
import java.io.IOException;
import java.io.Writer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;

/**
 * A journal of hledger: each entry is a transaction, its {@code ref} the code. Accounts and
 * commodities are declared before their first use, as {@code hledger check --strict} asks; those of
 * an owner again if their entries do not come one after another.
 */
public final class HledgerJournal implements EntryWriter {

  private final Writer out;
  private final Set<String> declared = new HashSet<>();

  /** Those of {@link #owner}. */
  private final Set<String> owners = new HashSet<>();

  private String owner = "";

  /**
   * @param out where it is written; closed with the journal
   */
  public HledgerJournal(Writer out) throws IOException {
    this.out = out;
    out.write("decimal-mark .\n");
  }

  @Override
  public void write(Entry<?> entry) throws IOException {
    String partition = entry.account().partitionKey();
    if (!partition.equals(owner)) {
      owner = partition;
      owners.clear();
    }
    out.write("\n");
    for (Posting posting : entry.postings()) {
      declare(declared, "commodity " + Names.commodity(posting.asset()));
      declare(
          posting.account().isOwners() ? owners : declared,
          "account " + Names.account(posting.account(), entry.account().owner()));
    }
    out.write(LocalDate.ofInstant(entry.at(), ZoneOffset.UTC) + " * ");
    if (!entry.ref().isEmpty()) out.write("(" + code(entry.ref()) + ") ");
    out.write(entry.kind().label() + " | " + partition);
    out.write("  ; sequence:" + entry.sequence() + ", at:" + entry.at());
    out.write(", policy:" + entry.policyVersion() + ", hash:" + entry.hash().hex() + "\n");
    for (Posting posting : entry.postings()) {
      out.write("    " + Names.account(posting.account(), entry.account().owner()) + "  ");
      out.write(Names.amount(posting.asset(), posting.amount()));
      out.write(" " + Names.commodity(posting.asset()) + "\n");
    }
  }

  private void declare(Set<String> before, String directive) throws IOException {
    if (before.add(directive)) out.write(directive + "\n");
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
