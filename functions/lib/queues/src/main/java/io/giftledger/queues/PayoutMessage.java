package io.giftledger.queues;

import io.giftledger.ledger.Account;
import io.giftledger.ledger.RecordType;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message of the payouts queue: a withdrawal that waits for its payout.
 *
 * @param creator who is to be paid
 * @param withdrawal the withdrawal's id
 * @param once true to ask the provider this one time; else the message comes back until there is a
 *     definite answer
 * @param resolution the id of the proposal that says how it ends, if two people settle it; what
 *     they said is read there
 */
@Serdeable
public record PayoutMessage(
    String creator, String withdrawal, boolean once, @Nullable String resolution) {

  /** One that is read names a withdrawal, and a proposal if it names any. */
  public static final MessageType<PayoutMessage> TYPE =
      MessageType.of(PayoutMessage.class, PayoutMessage::requireWhole);

  /** Have it paid: ask until there is a definite answer. */
  public static PayoutMessage of(String creator, String withdrawal) {
    return new PayoutMessage(creator, withdrawal, false, null);
  }

  /** Ask once. */
  public static PayoutMessage once(String creator, String withdrawal) {
    return new PayoutMessage(creator, withdrawal, true, null);
  }

  /**
   * Settle it as two people say.
   *
   * @param proposal the id of what one proposed and the other approved
   */
  public static PayoutMessage resolved(String creator, String withdrawal, String proposal) {
    return new PayoutMessage(creator, withdrawal, true, proposal);
  }

  /** The id of the proposal that says how it ends, if two people settle it. */
  public Optional<String> byHand() {
    return Optional.ofNullable(resolution);
  }

  private void requireWhole() {
    if (!Account.isOwner(creator) || withdrawal.isEmpty()) {
      throw new IllegalArgumentException("it names no withdrawal");
    }
    if (byHand().filter(id -> !RecordType.isId(id)).isPresent()) {
      throw new IllegalArgumentException("it names no proposal");
    }
  }
}
