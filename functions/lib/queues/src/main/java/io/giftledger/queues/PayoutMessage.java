package io.giftledger.queues;

import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.ledger.Account;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A message of the payouts queue: a withdrawal that waits for its payout.
 *
 * @param creator who is to be paid
 * @param withdrawal the withdrawal's id
 * @param once true to ask the provider this one time; else the message comes back until there is a
 *     definite answer
 * @param resolution how it ends, if a person settles it
 */
@Serdeable
public record PayoutMessage(
    String creator, String withdrawal, boolean once, @Nullable PayoutResolution resolution) {

  /** One that is read names a withdrawal, and a resolution in it is whole. */
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

  /** Settle it as a person says. */
  public static PayoutMessage resolved(
      String creator, String withdrawal, PayoutResolution resolution) {
    return new PayoutMessage(creator, withdrawal, true, resolution);
  }

  /** How it ends, if a person settles it. */
  public Optional<PayoutResolution> byHand() {
    return Optional.ofNullable(resolution);
  }

  private void requireWhole() {
    if (!Account.isOwner(creator) || withdrawal.isEmpty()) {
      throw new IllegalArgumentException("it names no withdrawal");
    }
    byHand()
        .ifPresent(
            end ->
                Stream.of(end.kind(), end.text(), end.by(), end.note())
                    .forEach(part -> Objects.requireNonNull(part, "not a whole resolution")));
  }
}
