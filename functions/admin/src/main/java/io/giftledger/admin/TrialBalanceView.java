package io.giftledger.admin;

import io.giftledger.verify.Counts;
import io.giftledger.verify.Manifest;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The books as the last audit found and signed them.
 *
 * @param asOf what is counted: entries until then
 * @param accounts how many accounts have one
 * @param entries how many there are
 * @param faults how many faults the audit found; {@code verify-digest} names them
 * @param balances the sum of all postings, for each ledger account and asset
 * @param unbalanced the assets whose balances do not add up to zero
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record TrialBalanceView(
    Instant asOf,
    long accounts,
    long entries,
    long faults,
    List<Balance> balances,
    List<String> unbalanced) {

  /**
   * What stands on a ledger account.
   *
   * @param account the ledger account
   * @param asset {@code coin}, {@code point}, {@code diamond_e4} or a currency
   * @param balance in the asset's unit
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Balance(String account, String asset, BigInteger balance) {}

  static TrialBalanceView of(Manifest manifest) {
    Counts counts = manifest.counts();
    List<Balance> balances = new ArrayList<>();
    counts
        .balances()
        .forEach(
            (asset, sums) ->
                sums.forEach((account, sum) -> balances.add(new Balance(account, asset, sum))));
    return new TrialBalanceView(
        manifest.asOf(),
        counts.accounts(),
        counts.entries(),
        counts.faults(),
        balances,
        counts.unbalanced());
  }
}
