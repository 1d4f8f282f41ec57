package io.giftledger.http.view;

import io.giftledger.economy.earnings.Withdrawal;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A withdrawal as its creator sees it.
 *
 * @param gross what its diamonds are worth
 * @param fee what the creator pays for the payout
 * @param amount what is paid to them: the rest
 * @param failureReason why it failed, if it has: one that was paid all the same has not
 */
@Serdeable(naming = SnakeCaseStrategy.class)
public record WithdrawalView(
    String id,
    String status,
    long diamonds,
    MoneyView gross,
    MoneyView fee,
    MoneyView amount,
    String payoutMethod,
    long policyVersion,
    String requestedAt,
    Optional<String> payoutId,
    Optional<String> failureReason,
    Optional<String> settledAt,
    Optional<String> returnReason,
    Optional<String> returnedAt) {

  /** The withdrawal as it was when it was requested. */
  public static WithdrawalView requested(Withdrawal withdrawal) {
    return of(
        withdrawal,
        Withdrawal.Status.REQUESTED,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The withdrawal as it is. */
  public static WithdrawalView now(Withdrawal withdrawal) {
    return of(
        withdrawal,
        withdrawal.status(),
        withdrawal.payoutId(),
        withdrawal.failureReason().filter(_ -> withdrawal.status() == Withdrawal.Status.FAILED),
        withdrawal.decidedAt().map(Instant::toString),
        withdrawal.returned());
  }

  private static WithdrawalView of(
      Withdrawal withdrawal,
      Withdrawal.Status status,
      Optional<String> payoutId,
      Optional<String> failureReason,
      Optional<String> settledAt,
      Optional<Withdrawal.Return> returned) {
    return new WithdrawalView(
        withdrawal.id(),
        status.name().toLowerCase(Locale.ROOT),
        withdrawal.diamonds(),
        MoneyView.of(withdrawal.gross()),
        new MoneyView(withdrawal.feeMinor(), withdrawal.amount().currency()),
        MoneyView.of(withdrawal.amount()),
        withdrawal.payoutMethod(),
        withdrawal.policyVersion(),
        withdrawal.requestedAt().toString(),
        payoutId,
        failureReason,
        settledAt,
        returned.map(Withdrawal.Return::reason),
        returned.map(Withdrawal.Return::at).map(Instant::toString));
  }
}
