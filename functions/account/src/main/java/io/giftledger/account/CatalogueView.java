package io.giftledger.account;

import io.giftledger.economy.policy.Policy;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;

/** What may be sent. */
@Serdeable(naming = SnakeCaseStrategy.class)
record CatalogueView(long policyVersion, long quantityMax, List<CatalogueGift> gifts) {

  /** A gift, and what one of it costs. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record CatalogueGift(String id, String name, long coins) {}

  /** The gifts of a policy. */
  static CatalogueView of(Policy policy) {
    return new CatalogueView(
        policy.version(),
        policy.giftQuantityMax(),
        policy.gifts().stream()
            .map(gift -> new CatalogueGift(gift.id(), gift.name(), gift.coins()))
            .toList());
  }
}
