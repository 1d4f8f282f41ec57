package io.giftledger.verify;

import io.giftledger.ledger.Asset;
import io.giftledger.ledger.LedgerAccount;
import io.micronaut.serde.annotation.Serdeable;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was counted of a table, or of a part of it.
 *
 * @param accounts accounts that have an entry as of the walk's instant
 * @param entries entries as of that instant
 * @param entriesRead all entries, those after it included
 * @param balances the trial balance as of that instant: for each asset, by ledger account, the sum
 *     of all postings in the asset's own unit
 * @param agreement what gifts, conversions and the platform's accounts say of each other
 * @param faults how many faults were found
 * @param firstFaults some of them
 */
@Serdeable
public record Counts(
    long accounts,
    long entries,
    long entriesRead,
    SortedMap<String, SortedMap<String, BigInteger>> balances,
    Agreement agreement,
    long faults,
    List<Fault> firstFaults) {

  /** Nothing yet. */
  public static final Counts NONE =
      new Counts(0, 0, 0, Collections.emptySortedMap(), Agreement.NONE, 0, List.of());

  /**
   * The balance of a ledger account; zero if nothing was ever posted to it.
   *
   * @throws ArithmeticException if it is too large for a {@code long}
   */
  public long balance(LedgerAccount account, Asset asset) {
    return balances
        .getOrDefault(asset.code(), Collections.emptySortedMap())
        .getOrDefault(account.label(), BigInteger.ZERO)
        .longValueExact();
  }

  /** The sum of all ledger accounts, by asset. */
  public SortedMap<String, BigInteger> totals() {
    SortedMap<String, BigInteger> totals = new TreeMap<>();
    balances.forEach(
        (asset, sums) ->
            totals.put(asset, sums.values().stream().reduce(BigInteger.ZERO, BigInteger::add)));
    return totals;
  }

  /** The assets whose total is not zero; none in a table that is whole. */
  public List<String> unbalanced() {
    return totals().entrySet().stream()
        .filter(total -> total.getValue().signum() != 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether nothing is wrong: no fault, and a trial balance of zero for each asset. */
  public boolean isWhole() {
    return faults == 0 && unbalanced().isEmpty();
  }
}
