package io.giftledger.withdraw;

import io.giftledger.economy.Money;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a creator asks for.
 *
 * @param diamonds whole diamonds to withdraw
 * @param payoutMethod the creator's id for where to pay
 * @param amount what they were shown that it pays them
 */
@Introspected
record WithdrawalRequest(
    @Positive long diamonds,
    @Pattern(regexp = PayoutMethodId.PATTERN) String payoutMethod,
    @Nullable Amount amount) {

  /**
   * Money as it was shown.
   *
   * @param amount how much, in the currency's minor unit
   * @param currency ISO 4217 code
   */
  @Introspected
  record Amount(long amount, String currency) {}

  /** What the creator was shown, if they say so. */
  Optional<Money> amountShown() {
    return Optional.ofNullable(amount).map(shown -> new Money(shown.amount(), shown.currency()));
  }
}
