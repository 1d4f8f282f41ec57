package io.giftledger.verify;

import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Posting;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
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

  private final int faultsKept;
  private long accounts;
  private long entries;
  private long entriesRead;
  private long faults;
  private final List<Fault> firstFaults = new ArrayList<>();
  private final SortedMap<String, SortedMap<String, BigInteger>> balances = new TreeMap<>();
  private int lines;

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
    return new Counts(accounts, entries, entriesRead, sums, faults, List.copyOf(firstFaults));
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
