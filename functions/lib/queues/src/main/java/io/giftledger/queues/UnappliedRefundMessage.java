package io.giftledger.queues;

import io.giftledger.ledger.Account;
import io.micronaut.serde.annotation.Serdeable;

/**
 * A message of the payouts queue, too: an unapplied payment that an operator wants to be paid back,
 * as far as it is left.
 *
 * @param provider who took it
 * @param payment the provider's id for it
 * @param by who wants it
 * @param note where that can be looked up
 */
@Serdeable
public record UnappliedRefundMessage(String provider, String payment, String by, String note) {

  /** One that is read names a payment. */
  public static final MessageType<UnappliedRefundMessage> TYPE =
      MessageType.of(UnappliedRefundMessage.class, UnappliedRefundMessage::requireWhole);

  private void requireWhole() {
    if (!Account.isOwner(provider) || payment.isEmpty()) {
      throw new IllegalArgumentException("it names no payment");
    }
  }
}
