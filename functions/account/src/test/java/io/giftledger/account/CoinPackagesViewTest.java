package io.giftledger.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.economy.Money;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Prices;
import io.giftledger.economy.policy.Promotion;
import io.giftledger.economy.policy.Tax;
import io.giftledger.economy.policy.TopUp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a promotion does to what is shown. */
class CoinPackagesViewTest {

  private static final Instant START = Instant.parse("2026-12-01T00:00:00Z");
  private static final Instant END = Instant.parse("2026-12-08T00:00:00Z");
  private static final Market WEB = new Market("US", "web");

  private static final Prices PRICES =
      new Prices(
          List.of(new Prices.Region("US", "USD", Tax.NONE)),
          "US",
          Optional.of("web"),
          List.of(),
          List.of(
              new Prices.CoinPackage(
                  "coins-100", 100, List.of(new Prices.Price(WEB, new Money(129, "USD"))))),
          TopUp.NONE,
          List.of(
              new Promotion(
                  "week",
                  new Promotion.Bonus(Promotion.Kind.PERCENT, 20),
                  START,
                  END,
                  List.of(),
                  List.of(),
                  true,
                  false)));

  private static final Policy POLICY =
      new Policy(1, PRICES, List.of(), 1, 1, 0, 0, List.of(), new Policy.Chargebacks(2, 90));

  @Test
  void a_promotion_is_shown_with_its_bonus_while_the_viewer_would_get_it() {
    var shown = shown(true, START);
    assertEquals(20, shown.bonusCoins());
    assertEquals(
        Optional.of(new CoinPackagesView.PromotionView("week", END.toString(), true, false)),
        shown.promotion());

    for (var without : List.of(shown(false, START), shown(true, END))) {
      assertEquals(0, without.bonusCoins());
      assertEquals(Optional.empty(), without.promotion());
    }
  }

  private static CoinPackagesView.OfferView shown(boolean free, Instant at) {
    return CoinPackagesView.of(POLICY, WEB, WEB, true, Optional.empty(), _ -> free, at)
        .coinPackages()
        .getFirst();
  }
}
