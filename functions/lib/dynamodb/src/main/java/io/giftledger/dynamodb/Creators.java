package io.giftledger.dynamodb;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform's creators, as the table tells. What is wrong with an item is told in the log; who
 * needs just that refuses.
 */
@Singleton
public final class Creators {

  private static final Logger LOG = LoggerFactory.getLogger(Creators.class);

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

  /**
   * A creator's profile as it was at most 60 s ago. An unknown creator, and one whose profile does
   * not decide on gifts, is looked up each time.
   */
  public Optional<CreatorProfile> recent(String creator) {
    CreatorProfile cached = recent.getIfPresent(creator);
    if (cached != null) return Optional.of(cached);
    Optional<CreatorProfile> read = profile(creator, false);
    read.filter(CreatorProfile::isWholeForGifts).ifPresent(profile -> recent.put(creator, profile));
    return read;
  }

  /** A creator's profile as it is now. */
  public Optional<CreatorProfile> current(String creator) {
    return profile(creator, true);
  }

  private Optional<CreatorProfile> profile(String creator, boolean consistent) {
    Key key = CreatorProfile.key(creator);
    Optional<CreatorProfile> read = table.get(key, consistent).map(CreatorProfile::of);
    read.ifPresent(profile -> tell(key, profile.faults()));
    return read;
  }

  /** One of a creator's payout methods as it is now. */
  public Optional<PayoutMethod> payoutMethod(String creator, String id) {
    Key key = PayoutMethod.key(creator, id);
    Optional<PayoutMethod> read = table.get(key, true).map(PayoutMethod::of);
    read.ifPresent(method -> tell(key, method.faults()));
    return read;
  }

  private static void tell(Key key, Set<String> faults) {
    if (faults.isEmpty()) return;
    LOG.atError()
        .addKeyValue("partition", key.partition())
        .addKeyValue("sort", key.sort())
        .addKeyValue("attributes", faults)
        .log("creator item invalid");
  }

  /** Stores a profile in place of the one that there is. */
  public void store(CreatorProfile profile) {
    table.replace(profile.item());
  }

  /** Stores a payout method in place of one with the same id. */
  public void store(PayoutMethod method) {
    table.replace(method.item());
  }
}
