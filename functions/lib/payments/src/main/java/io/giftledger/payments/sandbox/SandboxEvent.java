package io.giftledger.payments.sandbox;

import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.ProviderEvent;
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
    @NotNull @Pattern(regexp = "[\\x21-\\x7e]{1,64}") String id,
    @NotBlank @Size(max = 64) String type,
    @NotBlank @Size(max = 64) String createdAt,
    @NotNull @Valid Data data) {

  /** The type of an event that tells of money. */
  public static final String SUCCEEDED = "payment.succeeded";

  /** The type of an event that tells of a decline. */
  public static final String FAILED = "payment.failed";

  /** The type of an event that tells that a payment, or a part of it, was paid back. */
  public static final String REFUNDED = "payment.refunded";

  /** The type of an event that tells that a refund did not reach the payer, and came back. */
  public static final String REFUND_FAILED = "payment.refund_failed";

  /** The type of an event that tells that the payer's bank took a payment back. */
  public static final String DISPUTED = "payment.disputed";

  /** The type of an event that tells that the bank gave back what it had taken. */
  public static final String DISPUTE_WON = "payment.dispute_won";

  /** The type of an event that tells what the provider keeps for its service. */
  public static final String FEE_CHARGED = "payment.fee_charged";

  /** The type of an event that tells that the provider gives a fee back. */
  public static final String FEE_RETURNED = "payment.fee_returned";

  /**
   * A payment.
   *
   * @param paymentId the sandbox's id for it
   * @param rechargeId what it is for; empty only of a refund of ours of a payment that is for
   *     nothing
   * @param userId who pays; empty likewise
   * @param amount in the currency's minor unit; read as a decimal, because a {@code long} would
   *     quietly drop a fraction
   * @param currency ISO 4217
   * @param declineReason why it failed, if it did
   * @param adjustmentId the sandbox's id for what became of it, if that is told; the amount is that
   *     of the adjustment then
   * @param refundId the id that a refund was asked for with, if it was
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  public record Data(
      @NotNull @Pattern(regexp = "[\\x21-\\x7e]{1,64}") String paymentId,
      @NotNull @Size(max = 64) String rechargeId,
      @NotNull @Size(max = 128) String userId,
      @NotNull @PositiveOrZero @Digits(integer = 18, fraction = 0) BigDecimal amount,
      @NotBlank @Size(max = 3) String currency,
      @Nullable @Size(max = 64) String declineReason,
      @Nullable @Pattern(regexp = "[\\x21-\\x7e]{1,64}") String adjustmentId,
      @Nullable @Pattern(regexp = "[\\x21-\\x7e]{1,64}") String refundId) {

    /** Whether it says for what and by whom the payment is, or we know: the refund is ours. */
    boolean isAttributed() {
      return refundId != null || (!rechargeId.isBlank() && !userId.isBlank());
    }

    /** What became of the payment; empty if the event does not say it as it must. */
    Optional<Adjustment> adjustment(Adjustment.Cause cause) {
      if (adjustmentId == null || amount.signum() == 0) return Optional.empty();
      Money money = new Money(amount.longValueExact(), currency);
      return Optional.of(
          cause == Adjustment.Cause.REFUND && refundId != null
              ? new Adjustment(refundId, Adjustment.Cause.RETURN, money)
              : new Adjustment(adjustmentId, cause, money));
    }

    PaymentEvent.Reference reference() {
      return new PaymentEvent.Reference(paymentId, rechargeId, userId);
    }

    PaymentEvent.Payment payment() {
      return new PaymentEvent.Payment(
          paymentId, rechargeId, userId, new Money(amount.longValueExact(), currency));
    }
  }

  /**
   * As much of an event as all types have.
   *
   * @param id the event's id; what is of no concern may have none
   * @param type what happened
   */
  @Serdeable
  record Kind(@Nullable String id, @NotBlank @Size(max = 64) String type) {}

  /**
   * What an event says that is only kept: nothing has to be there.
   *
   * @param data about which payment or payout
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Hint(@Nullable About data) {

    /**
     * A payment or a payout.
     *
     * @param paymentId the sandbox's id for the payment
     * @param payoutId or for the payout
     * @param rechargeId what the payment is for
     * @param withdrawalId what the payout is for
     * @param userId who pays
     * @param amount in the currency's minor unit
     * @param currency ISO 4217
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    record About(
        @Nullable String paymentId,
        @Nullable String payoutId,
        @Nullable String rechargeId,
        @Nullable String withdrawalId,
        @Nullable String userId,
        @Nullable BigDecimal amount,
        @Nullable String currency) {

      static final About NOTHING = new About(null, null, null, null, null, null, null);

      ProviderEvent event(String id, String type, String body) {
        return new ProviderEvent(
            Sandbox.NAME,
            id,
            type,
            Optional.ofNullable(userId),
            ref(),
            Optional.ofNullable(paymentId == null ? payoutId : paymentId),
            money(),
            body);
      }

      private Optional<String> ref() {
        if (rechargeId != null && !rechargeId.isBlank()) {
          return Optional.of("RECHARGE#" + rechargeId);
        }
        return withdrawalId == null ? Optional.empty() : Optional.of("WITHDRAWAL#" + withdrawalId);
      }

      private Optional<Money> money() {
        if (amount == null || currency == null || !currency.matches("[A-Z]{3}")) {
          return Optional.empty();
        }
        try {
          return Optional.of(new Money(amount.longValueExact(), currency));
        } catch (ArithmeticException noWholeNumber) {
          return Optional.empty();
        }
      }
    }
  }

  /** The event as it was told. */
  ProviderEvent source(String body) {
    return new ProviderEvent(
        Sandbox.NAME,
        id,
        type,
        Optional.of(data.userId()).filter(user -> !user.isBlank()),
        Optional.of(data.rechargeId()).filter(id -> !id.isBlank()).map(id -> "RECHARGE#" + id),
        Optional.of(data.paymentId()),
        Optional.of(new Money(data.amount().longValueExact(), data.currency())),
        body);
  }

  /** Why the payment failed. */
  String declineReason() {
    return Optional.ofNullable(data.declineReason()).orElse("unknown");
  }
}
