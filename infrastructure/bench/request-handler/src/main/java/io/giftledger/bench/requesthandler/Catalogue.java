package io.giftledger.bench.requesthandler;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** What is read of the policy. */
@Serdeable
record Catalogue(List<CatalogueGift> gifts) {

  /** A gift and its price. */
  @Serdeable
  record CatalogueGift(String id, long coins) {}

  /** What one of a gift costs. */
  long price(String gift) {
    return gifts.stream()
        .filter(candidate -> candidate.id().equals(gift))
        .findFirst()
        .orElseThrow()
        .coins();
  }
}
