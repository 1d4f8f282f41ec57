package io.giftledger.recharge;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;

/** Makes the payment provider that the environment names. */
@Factory
final class PaymentProviderFactory {

  /**
   * @param name {@code PAYMENT_PROVIDER}
   * @throws IllegalArgumentException if there is none of that name: the function must not start
   */
  @Singleton
  PaymentProvider provider(
      @Property(name = "payment.provider") String name, BeanProvider<SandboxPayments> sandbox) {
    return switch (name) {
      case SandboxPayments.NAME -> sandbox.get();
      default ->
          throw new IllegalArgumentException(
              "PAYMENT_PROVIDER is \"%s\"; there is only \"%s\""
                  .formatted(name, SandboxPayments.NAME));
    };
  }
}
