package io.giftledger.account;

import io.giftledger.economy.policy.Policy;
import io.giftledger.http.view.MoneyView;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.Optional;

/** What coins are sold for. */
@Serdeable(naming = SnakeCaseStrategy.class)
record CoinPackagesView(long policyVersion, List<CoinPackage> coinPackages) {

  /** A package with its prices. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record CoinPackage(String id, long coins, List<Price> prices) {}

  /** What a package costs in a region through a channel. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Price(String region, String channel, MoneyView price) {}

  /**
   * The packages that a policy sells, each with the prices that match.
   *
   * @param region only prices of this region, if present
   * @param channel only prices of this channel, if present
   */
  static CoinPackagesView of(Policy policy, Optional<String> region, Optional<String> channel) {
    return new CoinPackagesView(
        policy.version(),
        policy.coinPackages().stream()
            .map(
                sold ->
                    new CoinPackage(
                        sold.id(),
                        sold.coins(),
                        sold.prices().stream()
                            .filter(
                                price -> region.isEmpty() || region.get().equals(price.region()))
                            .filter(
                                price -> channel.isEmpty() || channel.get().equals(price.channel()))
                            .map(
                                price ->
                                    new Price(
                                        price.region(),
                                        price.channel(),
                                        MoneyView.of(price.amount())))
                            .toList()))
            .filter(sold -> !sold.prices().isEmpty())
            .toList());
  }
}
