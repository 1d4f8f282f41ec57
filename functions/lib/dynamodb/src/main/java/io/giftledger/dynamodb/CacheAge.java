package io.giftledger.dynamodb;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Makes what the age of a cached value is told by: never the clock of the wall, which may jump. */
@Factory
final class CacheAge {

  @Singleton
  Ticker ticker() {
    return Ticker.systemTicker();
  }
}
