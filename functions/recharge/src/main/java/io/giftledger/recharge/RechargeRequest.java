package io.giftledger.recharge;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.economy.policy.Goods;
import io.giftledger.http.Problem;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer asks for.
 *
 * @param coinPackage the policy's id of the package; this or {@code coins}
 * @param coins how many coins; this or {@code package}
 * @param region where the viewer believes to buy; null if they need not be right
 * @param channel through which, alike
 * @param paymentMethod the payment provider's name for how it is paid
 * @param policyVersion the policy whose price the viewer was shown; null for the one in force
 * @param bonusCoins how many bonus coins the viewer was shown; null if they take what there are
 */
@Introspected
record RechargeRequest(
    @JsonProperty("package") @Nullable @Size(min = 1, max = 64) String coinPackage,
    @Nullable @Positive Long coins,
    @Nullable @Size(min = 1, max = 16) String region,
    @Nullable @Size(min = 1, max = 16) String channel,
    @NotBlank @Size(max = 128) String paymentMethod,
    @Nullable @Positive Long policyVersion,
    @Nullable @PositiveOrZero Long bonusCoins) {

  /** What is to be bought. */
  Goods goods() {
    if ((coinPackage == null) == (coins == null)) {
      throw Problem.invalidField("package", "name one of package and coins").exception();
    }
    return coinPackage != null ? new Goods.Package(coinPackage) : new Goods.Coins(coins);
  }
}
