package io.giftledger.screen;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.economy.policy.Live;
import io.giftledger.economy.recognition.FanLevels;
import io.giftledger.economy.recognition.Recognition;
import io.giftledger.ledger.table.TableBusyException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crac.Context;
import org.crac.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How great fans of a creator those are who give. Each fan is read once a minute at most, however
 * much they give: what has been given since does not count yet, as on boards. Where it cannot be
 * read, gifts are shown without it.
 */
@Singleton
final class Fandom implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(Fandom.class);

  private static final Duration AGE_MAX = Duration.ofSeconds(60);
  private static final int FANS_MAX = 10_000;

  private final Recognition recognition;

  /** What each had given when it was read; 0 for who was no fan yet. */
  private final Cache<FanOf, Long> recent;

  private record FanOf(String creator, String viewer) {}

  Fandom(Recognition recognition, Ticker age) {
    this.recognition = recognition;
    this.recent =
        Caffeine.newBuilder().expireAfterWrite(AGE_MAX).ticker(age).maximumSize(FANS_MAX).build();
  }

  /** Reads those of a creator's fans of whom nothing recent is known, together. */
  void learn(String creator, Set<String> viewers) {
    Set<String> unknown = new HashSet<>(viewers);
    unknown.removeIf(viewer -> recent.getIfPresent(new FanOf(creator, viewer)) != null);
    if (unknown.isEmpty()) return;
    try {
      Map<String, Long> coins = recognition.lifetimeCoins(creator, unknown);
      for (String viewer : unknown) {
        recent.put(new FanOf(creator, viewer), coins.getOrDefault(viewer, 0L));
      }
    } catch (TableBusyException busy) {
      LOG.atWarn().addKeyValue("creator", creator).setCause(busy).log("fans not read");
    }
  }

  /** The badge of who gives to a creator now; empty if they have none, or that is not known. */
  Optional<Integer> badge(String creator, String viewer, Live live, Instant now) {
    return Optional.ofNullable(recent.getIfPresent(new FanOf(creator, viewer)))
        .flatMap(coins -> FanLevels.of(live).badge(coins, now, now));
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> snapshot) {}

  /** Who was a fan before a snapshot was taken may be a greater one by now. */
  @Override
  public void afterRestore(Context<? extends Resource> snapshot) {
    recent.invalidateAll();
  }
}
