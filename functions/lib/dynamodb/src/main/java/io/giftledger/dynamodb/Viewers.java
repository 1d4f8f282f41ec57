package io.giftledger.dynamodb;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.ledger.table.Table;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.crac.Context;
import org.crac.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The platform's viewers, as the table tells. What is wrong with a profile is told in the log. */
@Singleton
public final class Viewers implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(Viewers.class);

  private static final Duration AGE_MAX = Duration.ofSeconds(60);
  private static final int PROFILES_MAX = 10_000;

  private final Table table;
  private final Cache<String, Optional<ViewerProfile>> recent;

  /**
   * @param table where profiles live
   * @param age tells how old what is in memory has become
   */
  public Viewers(Table table, Ticker age) {
    this.table = table;
    this.recent =
        Caffeine.newBuilder()
            .expireAfterWrite(AGE_MAX)
            .ticker(age)
            .maximumSize(PROFILES_MAX)
            .build();
  }

  /**
   * A viewer's profile as it was at most 60 s ago, if the platform had told of them by then. One
   * that is not whole is looked up each time.
   */
  public Optional<ViewerProfile> recent(String viewer) {
    Optional<ViewerProfile> cached = recent.getIfPresent(viewer);
    if (cached != null) return cached;
    Optional<ViewerProfile> read = profile(viewer);
    if (read.filter(profile -> !profile.faults().isEmpty()).isEmpty()) recent.put(viewer, read);
    return read;
  }

  /** A viewer's profile as it was a moment ago, if the platform has told of them. */
  public Optional<ViewerProfile> profile(String viewer) {
    return read(viewer, false);
  }

  /** A viewer's profile as it is now, if the platform has told of them. */
  public Optional<ViewerProfile> current(String viewer) {
    return read(viewer, true);
  }

  private Optional<ViewerProfile> read(String viewer, boolean consistent) {
    Optional<ViewerProfile> read =
        table.get(ViewerProfile.key(viewer), consistent).map(ViewerProfile::of);
    read.filter(profile -> !profile.faults().isEmpty())
        .ifPresent(
            profile ->
                LOG.atError()
                    .addKeyValue("partition", ViewerProfile.key(viewer).partition())
                    .addKeyValue("attributes", profile.faults())
                    .log("viewer item invalid"));
    return read;
  }

  /** Stores a profile in place of the one that there is. */
  public void store(ViewerProfile profile) {
    table.replace(profile.item());
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> snapshot) {}

  /** What the platform told before a snapshot was taken may be otherwise by now. */
  @Override
  public void afterRestore(Context<? extends Resource> snapshot) {
    recent.invalidateAll();
  }
}
