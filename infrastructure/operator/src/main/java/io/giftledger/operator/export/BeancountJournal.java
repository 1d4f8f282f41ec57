package io.giftledger.operator.export;

import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Posting;
import java.io.IOException;
import java.io.Writer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;

/**
 * A ledger of Beancount: each entry is a transaction, its {@code ref}, number and hash metadata.
 * The platform's accounts are opened first, those of an owner before their first use; Beancount
 * sorts by day itself. If those of an owner do not come one after another, Beancount is told to
 * open their accounts itself.
 */
public final class BeancountJournal implements EntryWriter {

  /** Accounts are open from then on: which entry of theirs is the first, is not known before. */
  private static final LocalDate BEGIN = LocalDate.EPOCH;

  private final Writer out;
  private final Set<LedgerAccount> platforms = new HashSet<>();

  /** Those of {@link #owner}. */
  private final Set<LedgerAccount> owners = new HashSet<>();

  private final boolean isByAccount;
  private String owner = "";

  /**
   * @param out where it is written; closed with the ledger
   * @param isByAccount whether the entries of an account come one after another
   */
  public BeancountJournal(Writer out, boolean isByAccount) throws IOException {
    this.out = out;
    this.isByAccount = isByAccount;
    out.write("option \"title\" \"Giftledger\"\n");
    if (!isByAccount) out.write("plugin \"beancount.plugins.auto_accounts\"\n");
    out.write("\n");
    for (LedgerAccount account : ChartOfAccounts.ALL) {
      if (!account.isOwners()) open(platforms, account, "");
    }
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
      LedgerAccount account = posting.account();
      if (!account.isOwners()) open(platforms, account, "");
      else if (isByAccount) open(owners, account, entry.account().owner());
    }
    out.write(LocalDate.ofInstant(entry.at(), ZoneOffset.UTC) + " * ");
    out.write(text(entry.kind().label()) + " " + text(partition) + "\n");
    if (!entry.ref().isEmpty()) out.write("  ref: " + text(entry.ref()) + "\n");
    out.write("  sequence: " + entry.sequence() + "\n");
    out.write("  at: " + text(entry.at().toString()) + "\n");
    out.write("  policy: " + entry.policyVersion() + "\n");
    out.write("  hash: " + text(entry.hash().hex()) + "\n");
    for (Posting posting : entry.postings()) {
      out.write("  " + Names.account(posting.account(), entry.account().owner()) + "  ");
      out.write(Names.amount(posting.asset(), posting.amount()));
      out.write(" " + Names.commodity(posting.asset()) + "\n");
    }
  }

  private void open(Set<LedgerAccount> opened, LedgerAccount account, String of)
      throws IOException {
    if (opened.add(account)) {
      out.write(BEGIN + " open " + Names.account(account, of) + "\n");
    }
  }

  private static String text(String words) {
    return "\"" + words.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
