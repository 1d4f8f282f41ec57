package io.giftledger.http.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.economy.wallet.Recharge;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
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
    MoneyView price,
    @JsonProperty("payment_method") String paymentMethod,
    String provider,
    @JsonProperty("payment_id") Optional<String> paymentId,
    @JsonProperty("policy_version") long policyVersion,
    @JsonProperty("opened_at") String openedAt,
    @JsonProperty("decline_reason") Optional<String> declineReason,
    @JsonProperty("settled_at") Optional<String> settledAt) {

  /**
   * The recharge as it was when it was opened.
   *
   * @param paymentId the payment provider's id for it
   */
  public static RechargeView opened(Recharge recharge, String paymentId) {
    return of(
        recharge,
        Recharge.Status.AWAITING_PAYMENT,
        Optional.of(paymentId),
        Optional.empty(),
        Optional.empty());
  }

  /** The recharge as it is. Why it was declined is of no concern once it is paid after all. */
  public static RechargeView now(Recharge recharge) {
    return of(
        recharge,
        recharge.status(),
        recharge.paymentId(),
        recharge.declineReason().filter(_ -> recharge.status() == Recharge.Status.DECLINED),
        recharge.settledAt().map(Instant::toString));
  }

  private static RechargeView of(
      Recharge recharge,
      Recharge.Status status,
      Optional<String> paymentId,
      Optional<String> declineReason,
      Optional<String> settledAt) {
    return new RechargeView(
        recharge.id(),
        status.name().toLowerCase(Locale.ROOT),
        recharge.coinPackage(),
        recharge.region(),
        recharge.channel(),
        recharge.coins(),
        MoneyView.of(recharge.price()),
        recharge.paymentMethod(),
        recharge.provider(),
        paymentId,
        recharge.policyVersion(),
        recharge.openedAt().toString(),
        declineReason,
        settledAt);
  }
}
