package io.giftledger.queues;

import io.giftledger.ledger.Account;
import io.micronaut.serde.annotation.Serdeable;

/**
 * A message of the payouts queue, too: a purchase that was returned, whose money is to be paid
 * back.
 *
 * @param viewer who bought
 * @param recharge the recharge's id
 * @param refund our id for the return
 */
@Serdeable
public record RefundMessage(String viewer, String recharge, String refund) {

  /** One that is read names a return. */
  public static final MessageType<RefundMessage> TYPE =
      MessageType.of(RefundMessage.class, RefundMessage::requireWhole);

  private void requireWhole() {
    if (!Account.isOwner(viewer) || recharge.isEmpty() || refund.isEmpty()) {
      throw new IllegalArgumentException("it names no return");
    }
  }
}
