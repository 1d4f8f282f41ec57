package io.giftledger.economy.wallet;

import static io.giftledger.economy.wallet.Wallets.lots;
import static io.giftledger.economy.wallet.Wallets.plus;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.Identity;
import io.giftledger.economy.policy.Live;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Policy.CatalogueGift;
import io.giftledger.economy.policy.Prices;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GiftSentTest {

  private static final Instant AT = Instant.parse("2026-11-30T23:59:59.999Z");
  private static final Instant NEXT_MONTH = Instant.parse("2026-12-01T00:00:00Z");
  private static final Gift.Target LIVE = new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-1");
  private static final Market MARKET = new Market("US", "web");

  private static final Policy POLICY =
      new Policy(
          7,
          Prices.NONE,
          List.of(
              new CatalogueGift("rose", "Rose", 1),
              new CatalogueGift("panda", "Panda", 5),
              new CatalogueGift("lion", "Lion", 29_999)),
          10_000,
          1,
          5_000,
          1_000,
          List.of(),
          new Policy.Chargebacks(2, 90));

  @Test
  void a_gift_takes_its_coins_and_fixes_points_commission_and_policy() {
    Head<Wallet> head = wallet(100);
    Decision<Gift> decision = decide(order("panda", 3), head);

    if (!(decision instanceof Decision.Accept<Gift>(Gift gift))) {
      throw new AssertionError(decision);
    }
    Draft<Wallet> draft = gift.draft(head);
    assertEquals(GiftSent.KIND, draft.kind());
    assertEquals(
        List.of(
            new Posting(ChartOfAccounts.WALLET, Assets.COIN, -15),
            new Posting(ChartOfAccounts.GIFTS_IN_TRANSIT, Assets.COIN, 15)),
        draft.postings());
    assertEquals(85, draft.state().coins());
    assertEquals(15, draft.state().spentInMonth(AT));
    assertEquals(15, draft.state().lifetimeCoins());
    assertEquals(gift.key().sort(), draft.ref());
    assertEquals(7, draft.policyVersion());
    assertEquals(
        Item.builder()
            .text("creator", "creator")
            .text("gift", "panda")
            .number("quantity", 3)
            .number("coins", 15)
            .number("points", 15)
            .number("commissionBasisPoints", 5_000)
            .text("liveStream", "stream-1")
            .number("unpaidCoins", 15)
            .build(),
        draft.details());
    assertEquals(
        new Gift(
            "id",
            "viewer",
            "creator",
            "panda",
            3,
            15,
            15,
            5_000,
            7,
            LIVE,
            85,
            Optional.empty(),
            new Gift.Show(Combo.of("id", "creator", "panda", 3, LIVE, AT), 0, 1, 15),
            AT,
            Gift.Status.SENT,
            OptionalLong.empty(),
            Optional.empty()),
        gift);
  }

  @Test
  void gifts_that_are_alike_are_one_combo_whatever_comes_between() {
    Head<Wallet> head = wallet(1_000);
    Gift first = accepted(decide(order("rose", 9), head));
    Wallet after = first.draft(head).state();
    Wallet meanwhile =
        plus(after, 50).with(Budget.of(900)).with(Standing.GOOD).with(plus(after, 50).lots());
    Gift second = accepted(decide(order("rose", 2), head(meanwhile)));

    assertEquals(11, second.show().combo().count());
    assertEquals(10, second.show().milestone());
    assertEquals(0, first.show().milestone());
    assertEquals(Optional.of(second.show().combo()), second.draft(head(meanwhile)).state().combo());
  }

  @Test
  void a_level_is_reached_by_the_gift_that_crosses_its_threshold() {
    Head<Wallet> head = wallet(1_000);
    Gift first = accepted(decide(order("rose", 99), head));
    Gift second = accepted(decide(order("rose", 1), head(first.draft(head).state())));
    Wallet hundred = second.draft(head(first.draft(head).state())).state();
    Gift third = accepted(decide(order("rose", 1), head(hundred)));

    assertEquals(
        List.of(1L, 2L, 0L),
        List.of(first.show().level(), second.show().level(), third.show().level()));
  }

  @Test
  void a_gift_says_how_many_of_its_coins_nobody_bought() {
    Lots some =
        new Lots(
            List.of(
                new Lot(1, 1, 3, Lot.Kind.BONUS, Optional.empty()),
                new Lot(2, 2, 4, Lot.Kind.EXCHANGED, Optional.empty()),
                new Lot(3, 3, 100, Lot.Kind.PAID, Optional.of(new Money(129, "USD")))));
    Wallet wallet = Wallet.BOOK.opening().with(some);
    Gift mixed = accepted(decide(order("rose", 9), head(wallet)));
    Gift bought = accepted(decide(order("rose", 9), head(mixed.draft(head(wallet)).state())));

    assertEquals(List.of(7L, 0L), List.of(mixed.show().unpaidCoins(), bought.show().unpaidCoins()));
    assertEquals(
        List.of(2L, 9L), List.of(Gift.paidCoins(mixed.item()), Gift.paidCoins(bought.item())));
    assertEquals(
        List.of(2L, 9L),
        List.of(
            GiftSent.paidCoins(mixed.draft(head(wallet)).details()),
            GiftSent.paidCoins(bought.draft(head(mixed.draft(head(wallet)).state())).details())));
    assertEquals(mixed, Gift.TYPE.read(mixed.item()));
  }

  @Test
  void so_many_gifts_in_a_second_and_no_more() {
    Wallet wallet = plus(Wallet.BOOK.opening(), 1_000);
    for (int gift = 0; gift < Live.GIFTS_PER_SECOND_MAX; gift++) {
      Head<Wallet> head = head(wallet);
      wallet =
          accepted(decide(order(gift % 2 == 0 ? "rose" : "panda", 1), head)).draft(head).state();
    }
    Head<Wallet> head = head(wallet);

    Refusal refusal = refusal(decide(order("rose", 1), head));

    assertEquals(RefusalCode.TOO_MANY_GIFTS, refusal.code());
    assertEquals(Map.of("gifts_per_second", new Figure.Count(99)), refusal.figures());
    accepted(
        order("rose", 1)
            .decide(
                head, AT.plusMillis(1), POLICY, profile(1_000, false), Optional.empty(), MARKET));
  }

  @Test
  void a_gift_is_not_sent_later_than_it_was_meant_to_be() {
    assertEquals(
        RefusalCode.GIFT_EXPIRED, refusal(decide(until(AT.minusMillis(1)), wallet(100))).code());
    accepted(decide(until(AT), wallet(100)));
  }

  private static GiftSent until(Instant expiresAt) {
    return new GiftSent(
        "id", "viewer", "creator", "rose", 1, LIVE, OptionalLong.empty(), Optional.of(expiresAt));
  }

  @Test
  void nobody_sends_a_gift_to_themselves() {
    GiftSent order = new GiftSent("id", "viewer", "viewer", "rose", 1, LIVE, OptionalLong.empty());

    assertEquals(RefusalCode.GIFT_TO_SELF, refusal(decide(order, wallet(100))).code());
  }

  @Test
  void what_the_catalogue_does_not_have_cannot_be_sent() {
    assertEquals(
        RefusalCode.UNKNOWN_GIFT, refusal(decide(order("unicorn", 1), wallet(100))).code());
  }

  @Test
  void as_many_as_the_policy_allows_can_be_sent_at_once_and_no_more() {
    assertEquals(0, accepted(decide(order("rose", 10_000), wallet(10_000))).walletCoins());

    Refusal refusal = refusal(decide(order("rose", 10_001), wallet(1_000_000)));

    assertEquals(RefusalCode.QUANTITY_TOO_LARGE, refusal.code());
    assertEquals(
        Map.of("quantity", new Figure.Count(10_001), "quantity_max", new Figure.Count(10_000)),
        refusal.figures());
  }

  @Test
  void a_quantity_that_would_overflow_is_too_large() {
    assertEquals(
        RefusalCode.QUANTITY_TOO_LARGE,
        refusal(decide(order("lion", Long.MAX_VALUE), wallet(100))).code());
  }

  @Test
  void a_creator_whom_the_platform_does_not_know_cannot_receive() {
    assertEquals(
        RefusalCode.UNKNOWN_CREATOR,
        refusal(
                order("rose", 1)
                    .decide(wallet(100), AT, POLICY, Optional.empty(), Optional.empty(), MARKET))
            .code());
  }

  @Test
  void a_creator_needs_a_thousand_followers() {
    assertEquals(99, accepted(decide(order("rose", 1), wallet(100), 1_000, false)).walletCoins());

    Refusal refusal = refusal(decide(order("rose", 1), wallet(100), 999, false));

    assertEquals(RefusalCode.CREATOR_NOT_ELIGIBLE, refusal.code());
    assertEquals(Map.of("followers_min", new Figure.Count(1_000)), refusal.figures());
  }

  @Test
  void a_suspended_creator_cannot_receive() {
    assertEquals(
        RefusalCode.CREATOR_NOT_ELIGIBLE,
        refusal(decide(order("rose", 1), wallet(100), 1_000_000, true)).code());
  }

  @Test
  void a_gift_may_cost_all_that_the_wallet_has_and_not_one_coin_more() {
    assertEquals(0, accepted(decide(order("rose", 100), wallet(100))).walletCoins());

    Refusal refusal = refusal(decide(order("rose", 101), wallet(100)));

    assertEquals(RefusalCode.INSUFFICIENT_COINS, refusal.code());
    assertEquals(
        Map.of("coins", new Figure.Count(101), "wallet_coins", new Figure.Count(100)),
        refusal.figures());
  }

  @Test
  void a_gift_is_sent_at_the_price_that_was_shown_and_at_no_other() {
    assertEquals(15, accepted(decide(shown("panda", 3, 15), wallet(100))).coins());

    for (long coins : new long[] {1, 5, 14, 16, Long.MAX_VALUE}) {
      Refusal refusal = refusal(decide(shown("panda", 3, coins), wallet(100)));

      assertEquals(RefusalCode.PRICE_CHANGED, refusal.code());
      assertEquals(
          Map.of("coins", new Figure.Count(coins), "coins_now", new Figure.Count(15)),
          refusal.figures());
    }
  }

  @Test
  void a_wallet_that_is_frozen_sends_no_gift_and_says_all_that_is_in_its_way() {
    Standing frozen = new Standing(Optional.of("fraud"), List.of());
    Head<Wallet> head = head(new Wallet(lots(100), 0, 0, Spent.NONE, Budget.NONE, frozen));
    Head<Wallet> indebted = head(new Wallet(lots(100), 7, 0, Spent.NONE, Budget.NONE, frozen));

    Refusal refusal = refusal(decide(order("rose", 1), head));
    assertEquals(RefusalCode.WALLET_FROZEN, refusal.code());
    assertEquals(Map.of("reason", new Figure.Word("fraud")), refusal.figures());
    assertEquals(RefusalCode.WALLET_FROZEN, refusal(decide(order("rose", 1), indebted)).code());
    assertEquals(
        Map.of("reason", new Figure.Word("fraud"), "debt_coins", new Figure.Count(7)),
        refusal(decide(order("rose", 1), indebted)).figures());
  }

  @Test
  void who_owes_coins_sends_nothing_until_they_are_paid() {
    Head<Wallet> head = head(new Wallet(lots(100), 7, 0, Spent.NONE, Budget.NONE, Standing.GOOD));

    Refusal refusal = refusal(decide(order("rose", 1), head));

    assertEquals(RefusalCode.WALLET_IN_DEBT, refusal.code());
    assertEquals(Map.of("debt_coins", new Figure.Count(7)), refusal.figures());
  }

  @Test
  void a_budget_may_be_spent_to_the_last_coin() {
    Head<Wallet> head =
        head(
            new Wallet(
                lots(100),
                0,
                40,
                Spent.ofCoins(LocalDate.parse("2026-11-20"), 40),
                Budget.of(50),
                Standing.GOOD));

    assertEquals(
        50, accepted(decide(order("rose", 10), head)).draft(head).state().spentInMonth(AT));

    Refusal refusal = refusal(decide(order("rose", 11), head));

    assertEquals(RefusalCode.BUDGET_EXCEEDED, refusal.code());
    assertEquals(
        Map.of(
            "coins",
            new Figure.Count(11),
            "spent_this_month",
            new Figure.Count(40),
            "coins_per_month",
            new Figure.Count(50)),
        refusal.figures());
  }

  @Test
  void a_budget_below_what_is_spent_already_allows_nothing() {
    Head<Wallet> head =
        head(
            new Wallet(
                lots(100),
                0,
                40,
                Spent.ofCoins(LocalDate.parse("2026-11-20"), 40),
                Budget.of(0),
                Standing.GOOD));

    assertEquals(RefusalCode.BUDGET_EXCEEDED, refusal(decide(order("rose", 1), head)).code());
  }

  @Test
  void a_budget_begins_anew_with_the_month() {
    GiftSent order = order("rose", 50);
    Head<Wallet> head =
        head(
            new Wallet(
                lots(100),
                0,
                50,
                Spent.ofCoins(LocalDate.parse("2026-11-20"), 50),
                Budget.of(50),
                Standing.GOOD));

    assertEquals(RefusalCode.BUDGET_EXCEEDED, refusal(decide(order, head)).code());
    assertEquals(
        50,
        accepted(
                order.decide(
                    head, NEXT_MONTH, POLICY, profile(1_000, false), Optional.empty(), MARKET))
            .draft(head)
            .state()
            .spentInMonth(NEXT_MONTH));
  }

  @Test
  void the_first_rule_that_says_no_is_named() {
    Head<Wallet> poor =
        head(
            new Wallet(
                lots(0),
                0,
                50,
                Spent.ofCoins(LocalDate.parse("2026-11-20"), 50),
                Budget.of(50),
                Standing.GOOD));
    var ineligible = profile(0, true);

    assertEquals(
        List.of(
            RefusalCode.GIFT_TO_SELF,
            RefusalCode.UNKNOWN_GIFT,
            RefusalCode.QUANTITY_TOO_LARGE,
            RefusalCode.UNKNOWN_CREATOR,
            RefusalCode.CREATOR_NOT_ELIGIBLE,
            RefusalCode.PRICE_CHANGED,
            RefusalCode.BUDGET_EXCEEDED,
            RefusalCode.INSUFFICIENT_COINS),
        List.of(
            refusal(
                    new GiftSent(
                            "id", "viewer", "viewer", "unicorn", 10_001, LIVE, OptionalLong.empty())
                        .decide(poor, AT, POLICY, Optional.empty(), Optional.empty(), MARKET))
                .code(),
            refusal(
                    order("unicorn", 10_001)
                        .decide(poor, AT, POLICY, Optional.empty(), Optional.empty(), MARKET))
                .code(),
            refusal(
                    order("rose", 10_001)
                        .decide(poor, AT, POLICY, Optional.empty(), Optional.empty(), MARKET))
                .code(),
            refusal(
                    order("rose", 1)
                        .decide(poor, AT, POLICY, Optional.empty(), Optional.empty(), MARKET))
                .code(),
            refusal(order("rose", 1).decide(poor, AT, POLICY, ineligible, Optional.empty(), MARKET))
                .code(),
            refusal(decide(shown("rose", 1, 5), poor)).code(),
            refusal(decide(order("rose", 1), poor)).code(),
            refusal(decide(order("rose", 1), wallet(0))).code()));
  }

  @Property
  void coins_are_never_negative_and_what_is_spent_is_what_the_gifts_cost(
      @ForAll @LongRange(min = 0, max = 200_000) long coins,
      @ForAll @LongRange(min = -1, max = 200_000) long budget,
      @ForAll @Size(max = 30) List<@From("orders") GiftSent> orders) {
    Wallet start =
        plus(Wallet.BOOK.opening(), coins).with(budget < 0 ? Budget.NONE : Budget.of(budget));
    Wallet wallet = start;
    long cost = 0;
    for (GiftSent order : orders) {
      switch (decide(order, head(wallet))) {
        case Decision.Accept<Gift>(Gift gift) -> {
          Draft<Wallet> draft = gift.draft(head(wallet));
          assertEquals(price(gift.gift()) * gift.quantity(), gift.coins());
          assertEquals(gift.coins(), gift.points());
          assertEquals(0, draft.postings().stream().mapToLong(Posting::amount).sum());
          assertEquals(-gift.coins(), draft.postings().getFirst().amount());
          wallet = draft.state();
          cost += gift.coins();
        }
        case Decision.Refuse<Gift>(Refusal refusal) ->
            assertTrue(
                price(order.gift()) * order.quantity() > wallet.coins()
                    || refusal.code() == RefusalCode.BUDGET_EXCEEDED);
      }
      assertTrue(wallet.coins() >= 0);
      assertEquals(coins - cost, wallet.coins());
      assertEquals(cost, wallet.spentInMonth(AT));
      assertEquals(cost, wallet.lifetimeCoins());
      assertTrue(budget < 0 || cost <= budget);
    }
  }

  @Provide
  Arbitrary<GiftSent> orders() {
    return Combinators.combine(
            Arbitraries.of("rose", "panda", "lion"), Arbitraries.longs().between(1, 10_000))
        .as(GiftSentTest::order);
  }

  private static GiftSent order(String gift, long quantity) {
    return new GiftSent("id", "viewer", "creator", gift, quantity, LIVE, OptionalLong.empty());
  }

  /** An order of what the viewer was shown a price for. */
  private static GiftSent shown(String gift, long quantity, long coins) {
    return new GiftSent("id", "viewer", "creator", gift, quantity, LIVE, OptionalLong.of(coins));
  }

  private static Head<Wallet> wallet(long coins) {
    return head(plus(Wallet.BOOK.opening(), coins));
  }

  private static Head<Wallet> head(Wallet wallet) {
    return new Head<>(Wallet.BOOK.account("viewer"), 1, 1, Instant.EPOCH, Hash.ZERO, wallet);
  }

  private static Decision<Gift> decide(GiftSent order, Head<Wallet> head) {
    return decide(order, head, 1_000, false);
  }

  private static Decision<Gift> decide(
      GiftSent order, Head<Wallet> head, long followers, boolean suspended) {
    return order.decide(head, AT, POLICY, profile(followers, suspended), Optional.empty(), MARKET);
  }

  private static Optional<CreatorProfile> profile(long followers, boolean suspended) {
    return Optional.of(
        new CreatorProfile(
            "creator",
            followers,
            suspended ? CreatorProfile.Status.SUSPENDED : CreatorProfile.Status.ACTIVE,
            "US",
            Optional.empty(),
            Identity.VERIFIED));
  }

  private static long price(String gift) {
    return POLICY.gift(gift).orElseThrow().coins();
  }

  private static Gift accepted(Decision<Gift> decision) {
    return switch (decision) {
      case Decision.Accept<Gift>(Gift gift) -> gift;
      case Decision.Refuse<Gift> refused -> throw new AssertionError(refused);
    };
  }

  private static Refusal refusal(Decision<Gift> decision) {
    return switch (decision) {
      case Decision.Refuse<Gift>(Refusal refusal) -> refusal;
      case Decision.Accept<Gift> accepted -> throw new AssertionError(accepted);
    };
  }
}
