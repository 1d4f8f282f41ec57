package io.giftledger.payments.stripe;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a payment intent, a charge, a refund or a dispute, and kept of it: nothing that
 * says who paid and with which card. Each kind has a part of it, and what it has more, in whatever
 * version of Stripe's API, is passed over.
 *
 * @param id Stripe's id for it
 * @param amount how much, in Stripe's minor unit; read as a decimal, because a {@code long} would
 *     quietly drop a fraction
 * @param currency ISO 4217, in lower case
 * @param amountReceived how much of a payment intent was paid
 * @param status how it stands
 * @param paymentIntent the id of the payment that a charge, refund or dispute belongs to
 * @param metadata what we said of the payment, or of a refund that we asked for: a charge takes it
 *     over, a dispute and a refund that somebody else asked for do not
 * @param lastPaymentError why a payment was declined
 * @param balanceTransaction the id of what a charge or a refund did to the balance, once it is
 *     there
 * @param failureBalanceTransaction the id of what it did that a refund failed
 * @param balanceTransactions what a dispute did to the balance
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record StripeObject(
    @NotNull @Pattern(regexp = ID) String id,
    @NotNull BigDecimal amount,
    @NotNull @Pattern(regexp = "[a-z]{3}") String currency,
    @Nullable BigDecimal amountReceived,
    @Nullable @Size(max = 64) String status,
    @Nullable @Pattern(regexp = ID) String paymentIntent,
    @Nullable @Valid Metadata metadata,
    @Nullable @Valid Decline lastPaymentError,
    @Nullable @Pattern(regexp = ID) String balanceTransaction,
    @Nullable @Pattern(regexp = ID) String failureBalanceTransaction,
    @Nullable @Size(max = 10) List<@Valid @NotNull BalanceTransaction> balanceTransactions) {

  /** What an id of Stripe's is made of; it may stand in a path. */
  static final String ID = "[A-Za-z0-9_]{1,255}";

  /**
   * What we say of a payment when it is opened, and of a refund when it is asked for.
   *
   * @param rechargeId what is paid for
   * @param viewer who pays
   * @param refundId our id for the refund
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Metadata(
      @Nullable @Size(max = 500) String rechargeId,
      @Nullable @Size(max = 500) String viewer,
      @Nullable @Pattern(regexp = "[!-~]{1,255}") String refundId) {}

  /**
   * Why a payment was declined.
   *
   * @param code Stripe's word
   * @param declineCode the bank's, if it said one
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Decline(@Nullable String code, @Nullable String declineCode) {}

  /** What something did to the balance, all of it. */
  @Serdeable
  record BalanceTransactions(List<@Valid @NotNull BalanceTransaction> all) {}

  /**
   * What something did to the balance.
   *
   * @param id Stripe's id for it
   * @param fee what Stripe keeps, in its minor unit; negative if it gives it back
   * @param currency of the balance, not of the payment
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record BalanceTransaction(
      @NotNull @Pattern(regexp = ID) String id,
      @NotNull BigDecimal fee,
      @NotNull @Pattern(regexp = "[a-z]{3}") String currency) {}
}
