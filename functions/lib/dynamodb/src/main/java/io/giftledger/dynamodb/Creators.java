package io.giftledger.dynamodb;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.ledger.table.Table;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** The platform's creators, as the table tells. */
@Singleton
public final class Creators {

  private static final Duration AGE_MAX = Duration.ofSeconds(60);
  private static final int PROFILES_MAX = 10_000;

  private final Table table;
  private final Cache<String, CreatorProfile> recent;

  /**
   * @param table where profiles live
   * @param age tells how old what is in memory has become
   */
  public Creators(Table table, Ticker age) {
    this.table = table;
    this.recent =
        Caffeine.newBuilder()
            .expireAfterWrite(AGE_MAX)
            .ticker(age)
            .maximumSize(PROFILES_MAX)
            .build();
  }

  /** A creator's profile as it was at most 60 s ago. An unknown creator is looked up each time. */
  public Optional<CreatorProfile> recent(String creator) {
    CreatorProfile cached = recent.getIfPresent(creator);
    if (cached != null) return Optional.of(cached);
    Optional<CreatorProfile> read =
        table.get(CreatorProfile.key(creator), false).map(CreatorProfile::of);
    read.ifPresent(profile -> recent.put(creator, profile));
    return read;
  }

  /** A creator's profile as it is now. */
  public Optional<CreatorProfile> current(String creator) {
    return table.get(CreatorProfile.key(creator), true).map(CreatorProfile::of);
  }

  /** One of a creator's payout methods as it is now. */
  public Optional<PayoutMethod> payoutMethod(String creator, String id) {
    return table.get(PayoutMethod.key(creator, id), true).map(PayoutMethod::of);
  }

  /** Stores a payout method in place of one with the same id. */
  public void store(PayoutMethod method) {
    table.replace(method.item());
  }
}
