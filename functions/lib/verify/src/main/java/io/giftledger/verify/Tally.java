package io.giftledger.verify;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Credited;
import io.giftledger.economy.Crossing;
import io.giftledger.economy.Said;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.WithdrawalRequested;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Posting;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was counted so far. Sums are exact however large; faults are counted, and the first of them
 * kept. Not thread-safe.
 */
public final class Tally {

  /** How many faults of a table are kept; they are counted beyond. */
  public static final int FAULTS_KEPT = 1_000;

  /** More different lines of a trial balance than this are not money but garbage. */
  private static final int BALANCES_MAX = 1_000;

  /** What takes diamonds out of what is held. */
  private static final Set<EntryKind> ENDS_OF_HOLDS = Set.of(PayoutPaid.KIND, PayoutFailed.KIND);

  private final int faultsKept;
  private long accounts;
  private long entries;
  private long entriesRead;
  private long faults;
  private final List<Fault> firstFaults = new ArrayList<>();
  private final SortedMap<String, SortedMap<String, BigInteger>> balances = new TreeMap<>();
  private int lines;
  private final SortedMap<String, BigInteger> conversions = new TreeMap<>();
  private final SortedMap<String, BigInteger> inTransit = new TreeMap<>();
  private BigInteger heldE4 = BigInteger.ZERO;

  /**
   * @param faultsKept how many faults to keep
   */
  public Tally(int faultsKept) {
    this.faultsKept = faultsKept;
  }

  /** Adds what was counted elsewhere, or before. */
  public void add(Counts counts) {
    accounts += counts.accounts();
    entries += counts.entries();
    entriesRead += counts.entriesRead();
    faults += counts.faults();
    add(counts.agreement());
    counts.firstFaults().stream().limit(faultsKept - firstFaults.size()).forEach(firstFaults::add);
    counts
        .balances()
        .forEach((asset, sums) -> sums.forEach((account, sum) -> add(account, asset, sum)));
  }

  /** Counts a fault. */
  public void fault(Fault fault) {
    faults++;
    if (firstFaults.size() < faultsKept) firstFaults.add(fault);
  }

  /** Everything so far. */
  public Counts counts() {
    SortedMap<String, SortedMap<String, BigInteger>> sums = new TreeMap<>();
    balances.forEach((asset, accounts) -> sums.put(asset, new TreeMap<>(accounts)));
    return new Counts(
        accounts, entries, entriesRead, sums, agreement(), faults, List.copyOf(firstFaults));
  }

  private Agreement agreement() {
    return new Agreement(new TreeMap<>(conversions), new TreeMap<>(inTransit), heldE4);
  }

  private void add(Agreement other) {
    other.conversions().forEach((bucket, sum) -> addConverted(bucket, sum));
    other.inTransit().forEach(this::addInTransit);
    heldE4 = heldE4.add(other.heldE4());
  }

  private void addConverted(String bucket, BigInteger sum) {
    BigInteger after = SumKey.add(conversions.getOrDefault(bucket, BigInteger.ZERO), sum);
    if (after.signum() == 0) conversions.remove(bucket);
    else conversions.put(bucket, after);
  }

  private void addInTransit(String account, BigInteger amount) {
    inTransit.merge(account, amount, BigInteger::add);
  }

  /** Counts something of which the record says that it arrived. */
  void arrived(Crossing crossing, Credited credited, SumKey key) {
    addConverted(Agreement.bucket(credited), key.digest(credited));
    addInTransit(crossing.inTransit().label(), BigInteger.valueOf(credited.amount()).negate());
  }

  /** Counts something of which its mark says that it is booked. */
  void marked(Credited credited, SumKey key) {
    addConverted(Agreement.bucket(credited), key.digest(credited));
  }

  /**
   * Counts something of which the entry that it arrived by says so, or that entry's record; or that
   * the record with which it is booked says so.
   */
  void credited(Credited credited, SumKey key) {
    addConverted(Agreement.bucket(credited), key.digest(credited).negate());
  }

  /** Counts what an entry made open: a gift that is sent, a withdrawal. */
  void entrySaid(Said said) {
    Crossing.leaving(said.kind())
        .ifPresent(
            crossing ->
                addInTransit(
                    crossing.inTransit().label(), BigInteger.valueOf(crossing.amount(said))));
    if (said.kind().equals(WithdrawalRequested.KIND)) {
      heldE4 = heldE4.add(diamondsE4(said));
    }
  }

  /** Counts the end of what was open, as a record says. */
  void recordSaid(Said said) {
    if (ENDS_OF_HOLDS.contains(said.kind())
        && said.record().startsWith(Withdrawal.TYPE.prefix() + "#")) {
      heldE4 = heldE4.subtract(diamondsE4(said));
    }
  }

  private static BigInteger diamondsE4(Said said) {
    return BigInteger.valueOf(said.figures().number("diamonds"))
        .multiply(BigInteger.valueOf(Earnings.E4));
  }

  /** Judges what can be told only when all of a table was added up. */
  public void judge() {
    for (String bucket : conversions.keySet()) {
      fault(
          new Fault(
              "conversions/" + bucket,
              0,
              Fault.CONVERSIONS_DIFFER,
              "of some users: operator audit names the gifts, exchanges, awards and payments"));
    }
    judgeTotals();
  }

  /** Judges the accounts of the platform alone. */
  public void judgeTotals() {
    for (Crossing crossing : Crossing.values()) {
      judge(
          crossing.inTransit(),
          crossing.asset(),
          inTransit.getOrDefault(crossing.inTransit().label(), BigInteger.ZERO),
          switch (crossing) {
            case GIFT -> "gifts that are SENT hold ";
            case EXCHANGE -> "exchanges that are REQUESTED hold ";
            case AWARD -> "awards that are REQUESTED hold ";
          });
    }
    judge(
        ChartOfAccounts.EARNINGS_HELD,
        Assets.DIAMOND_E4,
        heldE4,
        "withdrawals that have not ended hold ");
  }

  private void judge(LedgerAccount account, Asset asset, BigInteger expected, String words) {
    BigInteger stands =
        balances
            .getOrDefault(asset.code(), Collections.emptySortedMap())
            .getOrDefault(account.label(), BigInteger.ZERO);
    if (!stands.equals(expected) || stands.signum() < 0) {
      fault(new Fault(account.label(), 0, Fault.WRONG_TOTAL, words + expected + ", not " + stands));
    }
  }

  void account() {
    accounts++;
  }

  void entryRead() {
    entriesRead++;
  }

  void entry(Entry<?> entry) {
    entries++;
    entry.postings().forEach(this::posting);
  }

  void posting(Posting posting) {
    add(posting.account().label(), posting.asset().code(), BigInteger.valueOf(posting.amount()));
  }

  private void add(String account, String asset, BigInteger amount) {
    SortedMap<String, BigInteger> sums = balances.computeIfAbsent(asset, _ -> new TreeMap<>());
    BigInteger before = sums.put(account, sums.getOrDefault(account, BigInteger.ZERO).add(amount));
    if (before == null && ++lines > BALANCES_MAX) {
      throw new IllegalStateException("more than " + BALANCES_MAX + " lines in a trial balance");
    }
  }
}
