package io.giftledger.dynamodb;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.PolicyInForce;
import io.giftledger.economy.policy.PolicyNotLoadedException;
import io.giftledger.economy.policy.PolicyReading;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Table;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import org.crac.Context;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy in force: the highest version in the table that can be read, at most 60 s old. One
 * that cannot, which was put by hand, is told in the log (from which an alarm rings) and passed
 * over.
 */
@Singleton
public final class Policies implements PolicyInForce, Resource {

  private static final Logger LOG = LoggerFactory.getLogger(Policies.class);

  private static final Duration AGE_MAX = Duration.ofSeconds(60);

  /** So long after it was replaced a price that was shown still holds. */
  private static final Duration SHOWN_AGE_MAX = Duration.ofMinutes(15);

  /** So many versions that cannot be read are told in the log each time. */
  private static final int LOGGED_MAX = 20;

  private final PolicyVersions versions;
  private final LoadingCache<String, Policy> inForce;

  /** The newest that was ever in force here: still good if what is in the table is not. */
  private volatile @Nullable Policy last;

  /**
   * @param table where versions live
   * @param age tells how old what is in memory has become
   */
  public Policies(Table table, Ticker age) {
    this.versions = new PolicyVersions(table);
    this.inForce =
        Caffeine.newBuilder()
            .expireAfterWrite(AGE_MAX)
            .ticker(age)
            .maximumSize(1)
            .build(key -> load());
  }

  /**
   * The policy in force.
   *
   * @throws PolicyNotLoadedException if the table holds none that can be read, and none was in
   *     force here before
   */
  @Override
  public Policy inForce() {
    return inForce.get(Policy.PARTITION_KEY);
  }

  /**
   * The version that a viewer was shown.
   *
   * @param version its number
   * @param at the instant at which they come back to it
   * @return empty if there is no such version that can be read
   */
  public Optional<Shown> shown(long version, Instant at) {
    Policy now = inForce();
    if (version == now.version()) return Optional.of(new Shown(now, true));
    return stored(version)
        .map(
            policy ->
                // What is in force elsewhere already is newer than what is in memory here.
                new Shown(
                    policy,
                    version > now.version() || wasReplacedAfter(version, at.minus(SHOWN_AGE_MAX))));
  }

  /** A version, whether in force or not; empty if there is no such version that can be read. */
  public Optional<Policy> version(long version) {
    Policy now = inForce();
    return version == now.version() ? Optional.of(now) : stored(version);
  }

  private Optional<Policy> stored(long version) {
    return versions
        .find(version)
        .map(PolicyVersions::read)
        .flatMap(
            reading ->
                reading instanceof PolicyReading.Whole(Policy policy)
                    ? Optional.of(policy)
                    : Optional.empty());
  }

  private boolean wasReplacedAfter(long version, Instant instant) {
    return versions
        .find(version + 1)
        .flatMap(PolicyVersions::publishedAt)
        .filter(replaced -> !replaced.isBefore(instant))
        .isPresent();
  }

  /**
   * A version that a viewer was shown.
   *
   * @param policy that version
   * @param holds whether its prices still hold for them: it is in force, or was until a moment ago
   */
  public record Shown(Policy policy, boolean holds) {}

  private Policy load() {
    Policy newest = newest(versions.newestFirst(false).iterator());
    last = newest;
    return newest;
  }

  /** Of versions, the newest first, the first that can be read; none below what was in force. */
  private Policy newest(Iterator<Item> all) {
    Policy known = last;
    int unreadable = 0;
    while (all.hasNext()) {
      Item version = all.next();
      if (known != null && isOlder(version, known)) return known;
      switch (PolicyVersions.read(version)) {
        case PolicyReading.Whole(Policy policy) -> {
          return policy;
        }
        case PolicyReading.Faulty(var faults) -> {
          if (++unreadable <= LOGGED_MAX) {
            LOG.atError()
                .addKeyValue("version", version.key().sort())
                .addKeyValue("faults", faults)
                .log("policy version not loaded");
          }
        }
      }
    }
    if (known == null) throw new PolicyNotLoadedException();
    return known;
  }

  private static boolean isOlder(Item version, Policy known) {
    return version.key().sort().compareTo(Policy.key(known.version()).sort()) < 0;
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> snapshot) {}

  /** What was in force when a snapshot was taken may be in force no more. */
  @Override
  public void afterRestore(Context<? extends Resource> snapshot) {
    inForce.invalidateAll();
  }
}
