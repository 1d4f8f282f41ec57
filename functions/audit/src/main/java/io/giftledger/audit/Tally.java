package io.giftledger.audit;

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

  /** More different lines of a trial balance than this are not money but garbage. */
  private static final int BALANCES_MAX = 1_000;

  private final int faultsKept;
  private long accounts;
  private long entries;
  private long entriesRead;
  private long faults;
  private final List<Fault> firstFaults = new ArrayList<>();
  private final SortedMap<String, BigInteger> balances = new TreeMap<>();

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
    counts.balances().forEach((line, sum) -> add(line, new BigInteger(sum)));
  }

  /** Everything so far. */
  public Counts counts() {
    SortedMap<String, String> sums = new TreeMap<>();
    balances.forEach((line, sum) -> sums.put(line, sum.toString()));
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
    for (Posting posting : entry.postings()) {
      add(
          posting.account().label() + " " + posting.asset().code(),
          BigInteger.valueOf(posting.amount()));
    }
  }

  void fault(Fault fault) {
    faults++;
    if (firstFaults.size() < faultsKept) firstFaults.add(fault);
  }

  private void add(String line, BigInteger amount) {
    balances.merge(line, amount, BigInteger::add);
    if (balances.size() > BALANCES_MAX) {
      throw new IllegalStateException("more than " + BALANCES_MAX + " lines in a trial balance");
    }
  }
}
