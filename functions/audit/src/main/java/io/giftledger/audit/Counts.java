package io.giftledger.audit;

import io.micronaut.serde.annotation.Serdeable;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an audit has counted.
 *
 * @param accounts accounts that have an entry as of the audit's instant
 * @param entries entries as of that instant
 * @param entriesRead all entries, those after it included
 * @param balances the trial balance as of that instant: for {@code <ledger account> <asset>} the
 *     sum of all postings, in decimal
 * @param faults how many accounts (and objects of the digest) have a fault
 * @param firstFaults some of them
 */
@Serdeable
public record Counts(
    long accounts,
    long entries,
    long entriesRead,
    SortedMap<String, String> balances,
    long faults,
    List<Fault> firstFaults) {

  /** Nothing yet. */
  public static final Counts NONE = new Counts(0, 0, 0, new TreeMap<>(), 0, List.of());

  /** The sum of all ledger accounts, by asset; each must be zero. */
  public SortedMap<String, BigInteger> totals() {
    SortedMap<String, BigInteger> totals = new TreeMap<>();
    balances.forEach(
        (line, sum) ->
            totals.merge(
                line.substring(line.indexOf(' ') + 1), new BigInteger(sum), BigInteger::add));
    return totals;
  }
}
