package io.giftledger.payments.stripe;

import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/**
 * As much of a webhook as all of Stripe's events have.
 *
 * @param id the event's id; delivered again, it has the same
 * @param type what happened
 * @param livemode whether it happened to real money
 * @param data to what
 */
@Serdeable
record StripeEvent(
    @NotNull @Pattern(regexp = StripeObject.ID) String id,
    @NotBlank @Size(max = 255) String type,
    @NotNull Boolean livemode,
    @NotNull @Valid Data data) {

  /**
   * What it happened to.
   *
   * @param object as it is now
   */
  @Serdeable
  record Data(@NotNull JsonNode object) {}

  /** What an event can tell of. */
  enum Kind {
    /** A payment was made. */
    PAID,
    /** A payment was declined or given up. */
    DECLINED,
    /** A charge, which says what the payment cost. */
    CHARGED,
    /** A refund stands otherwise than before. */
    REFUND,
    /** A dispute stands otherwise than before. */
    DISPUTE
  }

  /** What it tells of; empty if that is of no concern. */
  Optional<Kind> kind() {
    return switch (type) {
      case "payment_intent.succeeded" -> Optional.of(Kind.PAID);
      case "payment_intent.payment_failed", "payment_intent.canceled" -> Optional.of(Kind.DECLINED);
      case "charge.succeeded", "charge.updated" -> Optional.of(Kind.CHARGED);
      case "refund.created", "refund.updated", "refund.failed", "charge.refund.updated" ->
          Optional.of(Kind.REFUND);
      case "charge.dispute.created",
          "charge.dispute.updated",
          "charge.dispute.closed",
          "charge.dispute.funds_withdrawn",
          "charge.dispute.funds_reinstated" ->
          Optional.of(Kind.DISPUTE);
      default -> Optional.empty();
    };
  }
}
