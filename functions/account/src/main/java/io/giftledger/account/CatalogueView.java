package io.giftledger.account;

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
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record CatalogueGift(String id, String name, long coins, Optional<MoneyView> price) {}

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
                        policy.prices().worth(gift.coins(), market).map(MoneyView::of)))
            .toList());
  }
}
