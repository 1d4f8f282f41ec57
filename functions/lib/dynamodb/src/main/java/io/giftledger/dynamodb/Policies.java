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
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy in force: the highest version in the table that can be read, at most 60 s old. One
 * that cannot, which was put by hand, is told in the log (from which an alarm rings) and passed
 * over.
 */
@Singleton
public final class Policies implements PolicyInForce {

  private static final Logger LOG = LoggerFactory.getLogger(Policies.class);

  private static final Duration AGE_MAX = Duration.ofSeconds(60);

  /** So long after it was replaced a price that was shown still holds. */
  private static final Duration SHOWN_AGE_MAX = Duration.ofMinutes(15);

  /** So many versions are looked at: what is published can be read. */
  private static final int VERSIONS_MAX = 20;

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
    return versions
        .find(version)
        .flatMap(Policies::read)
        .map(
            policy ->
                // What is in force elsewhere already is newer than what is in memory here.
                new Shown(
                    policy,
                    version > now.version() || wasReplacedAfter(version, at.minus(SHOWN_AGE_MAX))));
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
    Optional<Policy> inTable =
        versions
            .newestFirst(false)
            .limit(VERSIONS_MAX)
            .map(Policies::read)
            .flatMap(Optional::stream)
            .findFirst();
    Policy newest =
        Stream.concat(inTable.stream(), Stream.ofNullable(last))
            .max(Comparator.comparingLong(Policy::version))
            .orElseThrow(PolicyNotLoadedException::new);
    last = newest;
    return newest;
  }

  private static Optional<Policy> read(Item version) {
    return switch (PolicyVersions.read(version)) {
      case PolicyReading.Whole(Policy policy) -> Optional.of(policy);
      case PolicyReading.Faulty(var faults) -> {
        LOG.atError()
            .addKeyValue("version", version.key().sort())
            .addKeyValue("faults", faults)
            .log("policy version not loaded");
        yield Optional.empty();
      }
    };
  }
}
