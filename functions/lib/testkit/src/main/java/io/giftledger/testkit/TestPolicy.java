package io.giftledger.testkit;

import io.giftledger.economy.Money;
import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Prices;
import io.giftledger.economy.policy.Tax;
import io.giftledger.economy.policy.TopUp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A policy with what a test needs of it: {@code TestPolicy.version(7).gift("rose", 1).build()}.
 * Quantities, points, commission and followers are those of the product's default policy; it sells
 * nothing and pays out nowhere unless that is said.
 */
public final class TestPolicy {

  private final long version;
  private final List<Prices.CoinPackage> packages = new ArrayList<>();
  private final List<Policy.CatalogueGift> gifts = new ArrayList<>();
  private final List<Policy.WithdrawalTerms> terms = new ArrayList<>();

  private TestPolicy(long version) {
    this.version = version;
  }

  /** A policy of some version. */
  public static TestPolicy version(long version) {
    return new TestPolicy(version);
  }

  /** Sells a package on the web in the United States, for cents. */
  public TestPolicy sells(String id, long coins, long cents) {
    var price = new Prices.Price(new Market("US", "web"), new Money(cents, "USD"));
    packages.add(new Prices.CoinPackage(id, coins, List.of(price)));
    return this;
  }

  /** Has a gift in its catalogue. */
  public TestPolicy gift(String id, long coins) {
    gifts.add(new Policy.CatalogueGift(id, id, coins));
    return this;
  }

  /** Pays out to a country; the limits are in minor units of the currency. */
  public TestPolicy paysOut(
      String country, String currency, DiamondRate rate, long minimum, long weeklyMaximum) {
    terms.add(
        new Policy.WithdrawalTerms(
            country, rate, new Money(minimum, currency), new Money(weeklyMaximum, currency)));
    return this;
  }

  /** The record. */
  public Policy build() {
    return new Policy(
        version,
        new Prices(
            List.of(new Prices.Region("US", "USD", Tax.NONE)),
            "US",
            Optional.of("web"),
            List.of(),
            List.copyOf(packages),
            TopUp.NONE,
            List.of()),
        List.copyOf(gifts),
        10_000,
        1,
        5_000,
        1_000,
        List.copyOf(terms),
        new Policy.Chargebacks(2, 90),
        List.of());
  }
}
