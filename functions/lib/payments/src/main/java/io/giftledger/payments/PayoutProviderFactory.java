package io.giftledger.payments;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes the payout provider that the environment names. */
@Factory
final class PayoutProviderFactory {

  /**
   * @param name {@code PAYOUT_PROVIDER}
   * @throws IllegalArgumentException if there is none of that name: the function must not start
   */
  @Singleton
  PayoutProvider provider(@Property(name = "payout.provider") String name, InstantSource clock) {
    return switch (name) {
      case SandboxPayouts.NAME -> new SandboxPayouts(clock);
      default ->
          throw new IllegalArgumentException(
              "PAYOUT_PROVIDER is \"%s\"; there is only \"%s\""
                  .formatted(name, SandboxPayouts.NAME));
    };
  }
}
