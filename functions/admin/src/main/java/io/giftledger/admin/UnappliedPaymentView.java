package io.giftledger.admin;

import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.http.view.MoneyView;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A payment that is applied to no recharge, or was not at first.
 *
 * @param provider who took it
 * @param payment the provider's id for it
 * @param bookedAt when it was booked
 * @param status {@code unapplied}, {@code refunding}, {@code refunded} or {@code applied}
 * @param reason a word for why it is applied to none
 * @param amount how much was paid
 * @param left how much of it can be paid back or applied
 * @param recharge what it was for, as far as the provider says
 * @param user who paid, likewise
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record UnappliedPaymentView(
    String provider,
    String payment,
    Instant bookedAt,
    String status,
    String reason,
    MoneyView amount,
    MoneyView left,
    Optional<String> recharge,
    Optional<String> user) {

  static UnappliedPaymentView of(UnappliedPayment payment) {
    return new UnappliedPaymentView(
        payment.provider(),
        payment.paymentId(),
        payment.booking().at(),
        status(payment),
        payment.reason(),
        MoneyView.of(payment.amount()),
        MoneyView.of(payment.left()),
        payment.recharge(),
        payment.user());
  }

  static String status(UnappliedPayment payment) {
    return payment.status().name().toLowerCase(Locale.ROOT);
  }

  /**
   * A page of them, the newest first.
   *
   * @param next the cursor of the next page; absent on the last
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Page(List<UnappliedPaymentView> payments, Optional<String> next) {}
}
