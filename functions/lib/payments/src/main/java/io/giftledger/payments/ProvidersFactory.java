package io.giftledger.payments;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.util.List;

/** Gathers the providers that a function has on board: each is a bean. */
@Factory
final class ProvidersFactory {

  /**
   * @param preference {@code PAYMENT_PROVIDER}
   */
  @Singleton
  Providers<PaymentProvider> payment(
      List<PaymentProvider> onBoard, @Property(name = "payment.provider") String preference) {
    return new Providers<>(onBoard, "PAYMENT_PROVIDER", preference);
  }

  /**
   * @param preference {@code PAYOUT_PROVIDER}
   */
  @Singleton
  Providers<PayoutProvider> payout(
      List<PayoutProvider> onBoard, @Property(name = "payout.provider") String preference) {
    return new Providers<>(onBoard, "PAYOUT_PROVIDER", preference);
  }
}
