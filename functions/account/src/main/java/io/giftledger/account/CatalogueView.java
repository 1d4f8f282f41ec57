package io.giftledger.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.giftledger.economy.policy.Effect;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Policy;
import io.giftledger.http.view.MoneyView;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.Optional;

/** What may be sent. */
@Serdeable(naming = SnakeCaseStrategy.class)
record CatalogueView(long policyVersion, long quantityMax, List<CatalogueGift> gifts) {

  /**
   * A gift, and what one of it costs.
   *
   * @param price what its coins cost the viewer in money; absent if none are sold to them
   * @param effect what the live room plays for it; absent if nothing
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record CatalogueGift(
      String id, String name, long coins, Optional<MoneyView> price, Optional<EffectView> effect) {}

  /**
   * An effect; of one without {@code url} the page draws its own.
   *
   * @param sha256 the digest of what lies there, in lower-case hexadecimal digits
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record EffectView(
      String kind, Optional<String> url, Optional<String> sha256, long durationMs, int tier) {
    static EffectView of(Effect effect) {
      return new EffectView(
          effect.kind().label(),
          effect.asset().map(Effect.Asset::url),
          effect.asset().map(Effect.Asset::sha256),
          effect.duration().toMillis(),
          effect.tier());
    }
  }

  /**
   * The gifts of a policy.
   *
   * @param market where the viewer buys coins, and how
   */
  static CatalogueView of(Policy policy, Market market) {
    return new CatalogueView(
        policy.version(),
        policy.giftQuantityMax(),
        policy.gifts().stream()
            .map(
                gift ->
                    new CatalogueGift(
                        gift.id(),
                        gift.name(),
                        gift.coins(),
                        policy.prices().worth(gift.coins(), market).map(MoneyView::of),
                        gift.effect().map(EffectView::of)))
            .toList());
  }
}
