package io.giftledger.operator.export;

import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Posting;
import java.io.IOException;
import java.io.Writer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/** A table for a warehouse as RFC 4180 writes it, one row a posting. */
public final class CsvPostings implements EntryWriter {

  static final String HEADER =
      "day,at,account,sequence,leg,kind,ref,policy_version,ledger_account,commodity,amount,asset,"
          + "units,hash\r\n";

  private final Writer out;

  /**
   * @param out where it is written; closed with the table
   */
  public CsvPostings(Writer out) throws IOException {
    this.out = out;
    out.write(HEADER);
  }

  @Override
  public void write(Entry<?> entry) throws IOException {
    out.write(rows(entry));
  }

  /** The rows of an entry; none if it posts nothing. */
  static String rows(Entry<?> entry) {
    StringBuilder rows = new StringBuilder();
    List<Posting> postings = entry.postings();
    for (int leg = 0; leg < postings.size(); leg++) {
      Posting posting = postings.get(leg);
      rows.append(
          List.of(
                  LocalDate.ofInstant(entry.at(), ZoneOffset.UTC),
                  entry.at(),
                  entry.account().partitionKey(),
                  entry.sequence(),
                  leg + 1,
                  entry.kind().label(),
                  entry.ref(),
                  entry.policyVersion(),
                  posting.account().label(),
                  Names.commodity(posting.asset()),
                  Names.amount(posting.asset(), posting.amount()),
                  posting.asset().code(),
                  posting.amount(),
                  entry.hash().hex())
              .stream()
              .map(Object::toString)
              .map(CsvPostings::field)
              .collect(Collectors.joining(",", "", "\r\n")));
    }
    return rows.toString();
  }

  private static String field(String text) {
    return text.matches("[^\",\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
