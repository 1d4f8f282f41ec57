package io.giftledger.payments.sandbox;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;

/**
 * A webhook of the sandbox about a payout.
 *
 * @param id the event's id; delivered again, it has the same
 * @param type what happened
 * @param createdAt when
 * @param data to which payout
 */
@Serdeable(naming = SnakeCaseStrategy.class)
public record SandboxPayoutEvent(String id, String type, String createdAt, Data data) {

  /** The type of an event that tells that the bank returned a payout that was paid. */
  public static final String RETURNED = "payout.returned";

  /** The type of an event that tells that a payout was paid although it had failed. */
  public static final String PAID_LATE = "payout.paid_late";

  /**
   * A payout.
   *
   * @param payoutId the sandbox's id for it
   * @param withdrawalId what it is for
   * @param amount in the currency's minor unit
   * @param currency ISO 4217
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  public record Data(String payoutId, String withdrawalId, long amount, String currency) {}
}
