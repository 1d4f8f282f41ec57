package io.giftledger.payments.sandbox;

import io.giftledger.economy.Money;
import io.giftledger.payments.PaymentEvent;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A webhook of the sandbox: what the payment half puts into the queue, and what comes back signed.
 *
 * @param id the event's id; delivered again, it has the same
 * @param type what happened
 * @param createdAt when
 * @param data to which payment
 */
@Serdeable(naming = SnakeCaseStrategy.class)
public record SandboxEvent(
    @NotBlank @Size(max = 64) String id,
    @NotBlank @Size(max = 64) String type,
    @NotBlank @Size(max = 64) String createdAt,
    @NotNull @Valid Data data) {

  /** The type of an event that tells of money. */
  public static final String SUCCEEDED = "payment.succeeded";

  /** The type of an event that tells of a decline. */
  public static final String FAILED = "payment.failed";

  /**
   * A payment.
   *
   * @param paymentId the sandbox's id for it
   * @param rechargeId what it is for
   * @param userId who pays
   * @param amount in the currency's minor unit; read as a decimal, because a {@code long} would
   *     quietly drop a fraction
   * @param currency ISO 4217
   * @param declineReason why it failed, if it did
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  public record Data(
      @NotNull @Pattern(regexp = "[\\x21-\\x7e]{1,64}") String paymentId,
      @NotBlank @Size(max = 64) String rechargeId,
      @NotBlank @Size(max = 128) String userId,
      @NotNull @PositiveOrZero @Digits(integer = 18, fraction = 0) BigDecimal amount,
      @NotBlank @Size(max = 3) String currency,
      @Nullable @Size(max = 64) String declineReason) {

    PaymentEvent.Payment payment() {
      return new PaymentEvent.Payment(
          paymentId, rechargeId, userId, new Money(amount.longValueExact(), currency));
    }
  }

  /**
   * As much of an event as all types have.
   *
   * @param type what happened
   */
  @Serdeable
  record Kind(@NotBlank @Size(max = 64) String type) {}

  /** Why the payment failed. */
  String declineReason() {
    return Optional.ofNullable(data.declineReason()).orElse("unknown");
  }
}
