package io.giftledger.economy.wallet;

import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.policy.Buyer;
import io.giftledger.economy.policy.Goods;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Prices;
import io.giftledger.economy.policy.Promotion;
import io.giftledger.economy.policy.TopUp;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A viewer wants to buy coins: nothing moves until their payment is there ({@link Recharged}).
 *
 * @param id the recharge's id
 * @param viewer who buys
 * @param buyer what is known of them, from which region and channel follow
 * @param goods what they buy
 * @param region where they say that they buy, if they say so
 * @param channel how they say that they buy, if they say so
 * @param paymentMethod how it shall be paid
 * @param bonusCoins how many bonus coins they were shown, if they say so
 */
public record RechargeOpened(
    String id,
    String viewer,
    Buyer buyer,
    Goods goods,
    Optional<String> region,
    Optional<String> channel,
    String paymentMethod,
    OptionalLong bonusCoins) {

  /** The promotion that holds for it, if the viewer may have that. */
  public Optional<Promotion> promotion(Policy policy, Instant at) {
    return offer(policy)
        .flatMap(offer -> policy.prices().promotion(offer, market(policy).region(), at));
  }

  /**
   * Decides under a policy.
   *
   * @param provider who can be paid like this, if there is one
   * @param promotion the promotion that the viewer gets
   */
  public Decision<Recharge> decide(
      Policy policy, Optional<String> provider, Optional<Promotion> promotion, Instant at) {
    Market market = market(policy);
    if (region.filter(named -> !named.equals(market.region())).isPresent()) {
      return refuse(
          RefusalCode.REGION_MISMATCH,
          "The viewer buys in another region than the request names.",
          Map.of("region", word(region.get()), "region_of_viewer", word(market.region())));
    }
    if (channel.filter(named -> !named.equals(market.channel())).isPresent()) {
      return refuse(
          RefusalCode.CHANNEL_MISMATCH,
          "The viewer's application sells through another channel than the request names.",
          Map.of("channel", word(channel.get()), "channel_of_client", word(market.channel())));
    }
    Optional<Prices.Offer> offer = policy.prices().offer(goods, market);
    if (offer.isEmpty()) return new Decision.Refuse<>(unsold(policy.prices(), market));
    Quote quote = Quote.of(offer.get(), market, promotion);
    if (bonusCoins.isPresent() && bonusCoins.getAsLong() != quote.bonusCoins()) {
      return refuse(
          RefusalCode.BONUS_CHANGED,
          "With the coins come other bonus coins than the viewer was shown.",
          Map.of(
              "bonus_coins", new Figure.Count(bonusCoins.getAsLong()),
              "bonus_coins_now", new Figure.Count(quote.bonusCoins()),
              "coins_now", new Figure.Count(quote.coins()),
              "price_now", quote.price().figure(),
              "policy_version_now", new Figure.Count(policy.version())));
    }
    if (provider.isEmpty()) {
      return refuse(
          RefusalCode.UNKNOWN_PAYMENT_METHOD,
          "No payment provider knows such a payment method.",
          Map.of());
    }
    return new Decision.Accept<>(
        Recharge.opened(id, viewer, quote, paymentMethod, provider.get(), policy.version(), at));
  }

  /**
   * Whether it costs something else than the viewer was shown.
   *
   * @param now the policy that counts
   * @param shown the policy that they were shown, if it is known
   * @return the refusal; empty if it costs the same, or is not sold now
   */
  public Optional<Refusal> priceChanged(Policy now, Optional<Policy> shown) {
    Optional<Prices.Offer> before = shown.flatMap(this::offer);
    return offer(now)
        .filter(offer -> !before.equals(Optional.of(offer)))
        .map(
            offer -> {
              Map<String, Figure> figures = new HashMap<>();
              figures.put("policy_version_now", new Figure.Count(now.version()));
              figures.put("coins_now", new Figure.Count(offer.coins()));
              figures.put("price_now", offer.taxed().price().figure());
              before.ifPresent(
                  its -> {
                    figures.put("coins", new Figure.Count(its.coins()));
                    figures.put("price", its.taxed().price().figure());
                  });
              return RefusalCode.PRICE_CHANGED.because(
                  "The coins do not cost what the viewer was shown.", figures);
            });
  }

  private Optional<Prices.Offer> offer(Policy policy) {
    return policy.prices().offer(goods, market(policy));
  }

  private Market market(Policy policy) {
    return policy.prices().market(buyer);
  }

  private Refusal unsold(Prices prices, Market market) {
    Map<String, Figure> figures = new HashMap<>();
    figures.put("region", word(market.region()));
    figures.put("channel", word(market.channel()));
    if (goods instanceof Goods.Package(String id) && prices.coinPackage(id).isEmpty()) {
      return RefusalCode.UNKNOWN_PACKAGE.because("There is no such package.", figures);
    }
    Prices.Unsold why = prices.unsold(goods, market);
    figures.put("reason", word(why.label()));
    return switch (why) {
      case REGION_NOT_SUPPORTED -> notSold("No coins are sold in the viewer's region.", figures);
      case CHANNEL_NOT_SOLD ->
          notSold(
              "No coins are sold in the viewer's region through their application's channel.",
              figures);
      case PACKAGE_NOT_SOLD ->
          notSold(
              "This package is not sold in the viewer's region through their application's"
                  + " channel.",
              figures);
      case TOP_UP_NOT_SOLD ->
          notSold(
              "Only packages are sold in the viewer's region through their application's channel.",
              figures);
      case COINS_OUT_OF_BOUNDS -> outOfBounds(prices.topUp());
    };
  }

  private static Refusal notSold(String detail, Map<String, Figure> figures) {
    return RefusalCode.NOT_SOLD_HERE.because(detail, figures);
  }

  private Refusal outOfBounds(TopUp topUp) {
    return RefusalCode.COINS_OUT_OF_BOUNDS.because(
        "So many coins are not sold at once.",
        Map.of(
            "coins", new Figure.Count(((Goods.Coins) goods).coins()),
            "coins_min", new Figure.Count(topUp.coinsMin()),
            "coins_max", new Figure.Count(topUp.coinsMax())));
  }

  private static Figure word(String text) {
    return new Figure.Word(text);
  }

  private static Decision<Recharge> refuse(
      RefusalCode code, String detail, Map<String, Figure> figures) {
    return new Decision.Refuse<>(code.because(detail, figures));
  }
}
