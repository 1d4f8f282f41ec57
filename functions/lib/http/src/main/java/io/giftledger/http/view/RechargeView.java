package io.giftledger.http.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.economy.wallet.Quote;
import io.giftledger.economy.wallet.Recharge;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A recharge as its viewer sees it. The names are written out: a naming strategy would not let the
 * package be called what a Java field cannot.
 */
@Serdeable
public record RechargeView(
    String id,
    String status,
    @JsonProperty("package") String coinPackage,
    String region,
    String channel,
    long coins,
    @JsonProperty("bonus_coins") long bonusCoins,
    Optional<String> promotion,
    MoneyView price,
    MoneyView tax,
    @JsonProperty("taken_back") Optional<MoneyView> takenBack,
    Optional<List<RefundView>> refunds,
    @JsonProperty("payment_method") String paymentMethod,
    String provider,
    @JsonProperty("payment_id") Optional<String> paymentId,
    @JsonProperty("policy_version") long policyVersion,
    @JsonProperty("opened_at") String openedAt,
    @JsonProperty("decline_reason") Optional<String> declineReason,
    @JsonProperty("settled_at") Optional<String> settledAt,
    Optional<PaymentView> payment) {

  /**
   * The recharge as it was when its payment was opened.
   *
   * @param status how far it had come
   * @param paymentId the payment provider's id for it, if there was one
   * @param payment how the viewer goes on
   */
  public static RechargeView opened(
      Recharge recharge,
      Recharge.Status status,
      Optional<String> paymentId,
      Optional<PaymentView> payment) {
    return of(
        recharge,
        status,
        Optional.empty(),
        Optional.empty(),
        paymentId,
        Optional.empty(),
        Optional.empty(),
        payment);
  }

  /** The recharge as it is. Why it was declined is of no concern once it is paid after all. */
  public static RechargeView now(Recharge recharge) {
    return of(
        recharge,
        recharge.status(),
        Optional.of(
            new MoneyView(
                recharge.adjustments().takenMinor(), recharge.quote().price().currency())),
        RefundView.of(recharge.adjustments()),
        recharge.paymentId(),
        recharge.declineReason().filter(_ -> recharge.status() == Recharge.Status.DECLINED),
        recharge.settledAt().map(Instant::toString),
        Optional.empty());
  }

  /** Its viewer has not paid it yet, as far as they see, until its coins are there. */
  private static String word(Recharge.Status status) {
    Recharge.Status seen =
        status == Recharge.Status.APPLIED ? Recharge.Status.AWAITING_PAYMENT : status;
    return seen.name().toLowerCase(Locale.ROOT);
  }

  private static RechargeView of(
      Recharge recharge,
      Recharge.Status status,
      Optional<MoneyView> takenBack,
      Optional<List<RefundView>> refunds,
      Optional<String> paymentId,
      Optional<String> declineReason,
      Optional<String> settledAt,
      Optional<PaymentView> payment) {
    Quote quote = recharge.quote();
    return new RechargeView(
        recharge.id(),
        word(status),
        quote.coinPackage(),
        quote.region(),
        quote.channel(),
        quote.coins(),
        quote.bonusCoins(),
        quote.promotion(),
        MoneyView.of(quote.price()),
        new MoneyView(quote.taxMinor(), quote.price().currency()),
        takenBack,
        refunds,
        recharge.paymentMethod(),
        recharge.provider(),
        paymentId,
        recharge.policyVersion(),
        recharge.openedAt().toString(),
        declineReason,
        settledAt,
        payment);
  }
}
