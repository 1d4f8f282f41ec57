package io.giftledger.dynamodb;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.economy.Money;
import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Policy;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Table;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.SerdeImport;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** The policy in force: the highest version in the table, at most 60 s old. */
@SerdeImport(Policy.class)
@SerdeImport(Policy.CoinPackage.class)
@SerdeImport(Policy.Price.class)
@SerdeImport(Policy.CatalogueGift.class)
@SerdeImport(Policy.WithdrawalTerms.class)
@SerdeImport(DiamondRate.class)
@SerdeImport(Money.class)
@Singleton
public final class Policies {

  private static final Duration AGE_MAX = Duration.ofSeconds(60);

  private final Table table;
  private final JsonMapper json;
  private final LoadingCache<String, Policy> inForce;

  /**
   * @param table where versions live
   * @param json reads their documents
   * @param age tells how old what is in memory has become
   */
  public Policies(Table table, JsonMapper json, Ticker age) {
    this.table = table;
    this.json = json;
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
   * @throws IllegalStateException if the table holds none: the deployment is not finished
   */
  public Policy inForce() {
    return inForce.get(Policy.PARTITION_KEY);
  }

  private Policy load() {
    Item newest =
        table
            .newest(Policy.PARTITION_KEY, Policy.SORT_KEY_PREFIX, 1, Optional.empty(), false)
            .stream()
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the table holds no policy"));
    try {
      return Objects.requireNonNull(json.readValue(newest.text("document"), Policy.class));
    } catch (IOException malformed) {
      throw new UncheckedIOException("the policy " + newest.key().sort(), malformed);
    }
  }
}
