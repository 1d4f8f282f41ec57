package io.giftledger.sendgift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Code;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.Profiles;
import io.giftledger.testkit.TestPolicy;
import java.time.Instant;
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

class GiftOrderTest {

  private static final Instant AT = Instant.parse("2026-11-30T23:59:59.999Z");
  private static final Instant NEXT_MONTH = Instant.parse("2026-12-01T00:00:00Z");
  private static final Gift.Target LIVE = new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-1");
  private static final Policy POLICY =
      TestPolicy.version(7).gift("rose", 1).gift("panda", 5).gift("lion", 29_999).build();

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
    assertEquals(gift.key().sort(), draft.ref());
    assertEquals(7, draft.policyVersion());
    assertEquals("creator panda 3 15 15 5000", draft.details());
    assertEquals(
        Gifts.sent()
            .id("id")
            .by("viewer")
            .to("creator")
            .gift("panda", 3)
            .coins(15)
            .policy(7)
            .in(LIVE)
            .walletCoins(85)
            .at(AT)
            .build(),
        gift);
  }

  @Test
  void nobody_sends_a_gift_to_themselves() {
    GiftOrder order = new GiftOrder("id", "viewer", "viewer", "rose", 1, LIVE);

    assertEquals(Code.GIFT_TO_SELF, refusal(decide(order, wallet(100))).code());
  }

  @Test
  void what_the_catalogue_does_not_have_cannot_be_sent() {
    assertEquals(Code.UNKNOWN_GIFT, refusal(decide(order("unicorn", 1), wallet(100))).code());
  }

  @Test
  void as_many_as_the_policy_allows_can_be_sent_at_once_and_no_more() {
    assertEquals(0, accepted(decide(order("rose", 10_000), wallet(10_000))).walletCoins());

    Refusal refusal = refusal(decide(order("rose", 10_001), wallet(1_000_000)));

    assertEquals(Code.QUANTITY_TOO_LARGE, refusal.code());
    assertEquals(Map.of("quantity", 10_001L, "quantity_max", 10_000L), refusal.numbers());
  }

  @Test
  void a_quantity_that_would_overflow_is_too_large() {
    assertEquals(
        Code.QUANTITY_TOO_LARGE,
        refusal(decide(order("lion", Long.MAX_VALUE), wallet(100))).code());
  }

  @Test
  void a_creator_whom_the_platform_does_not_know_cannot_receive() {
    assertEquals(
        Code.UNKNOWN_CREATOR,
        refusal(order("rose", 1).decide(wallet(100), AT, POLICY, Optional.empty())).code());
  }

  @Test
  void a_creator_needs_a_thousand_followers() {
    assertEquals(99, accepted(decide(order("rose", 1), wallet(100), 1_000, false)).walletCoins());

    Refusal refusal = refusal(decide(order("rose", 1), wallet(100), 999, false));

    assertEquals(Code.CREATOR_NOT_ELIGIBLE, refusal.code());
    assertEquals(Map.of("followers_min", 1_000L), refusal.numbers());
  }

  @Test
  void a_suspended_creator_cannot_receive() {
    assertEquals(
        Code.CREATOR_NOT_ELIGIBLE,
        refusal(decide(order("rose", 1), wallet(100), 1_000_000, true)).code());
  }

  @Test
  void a_gift_may_cost_all_that_the_wallet_has_and_not_one_coin_more() {
    assertEquals(0, accepted(decide(order("rose", 100), wallet(100))).walletCoins());

    Refusal refusal = refusal(decide(order("rose", 101), wallet(100)));

    assertEquals(Code.INSUFFICIENT_COINS, refusal.code());
    assertEquals(Map.of("coins", 101L, "wallet_coins", 100L), refusal.numbers());
  }

  @Test
  void a_budget_may_be_spent_to_the_last_coin() {
    Head<Wallet> head = head(new Wallet(100, "2026-11", 40, OptionalLong.of(50)));

    assertEquals(
        50, accepted(decide(order("rose", 10), head)).draft(head).state().spentInMonth(AT));

    Refusal refusal = refusal(decide(order("rose", 11), head));

    assertEquals(Code.BUDGET_EXCEEDED, refusal.code());
    assertEquals(Map.of("coins", 11L, "spent_this_month", 40L, "budget", 50L), refusal.numbers());
  }

  @Test
  void a_budget_below_what_is_spent_already_allows_nothing() {
    Head<Wallet> head = head(new Wallet(100, "2026-11", 40, OptionalLong.of(0)));

    assertEquals(Code.BUDGET_EXCEEDED, refusal(decide(order("rose", 1), head)).code());
  }

  @Test
  void a_budget_begins_anew_with_the_month() {
    GiftOrder order = order("rose", 50);
    Head<Wallet> head = head(new Wallet(100, "2026-11", 50, OptionalLong.of(50)));

    assertEquals(Code.BUDGET_EXCEEDED, refusal(decide(order, head)).code());
    assertEquals(
        50,
        accepted(order.decide(head, NEXT_MONTH, POLICY, profile(1_000, false)))
            .draft(head)
            .state()
            .spentInMonth(NEXT_MONTH));
  }

  @Test
  void the_first_rule_that_says_no_is_named() {
    Head<Wallet> poor = head(new Wallet(0, "2026-11", 50, OptionalLong.of(50)));
    var ineligible = profile(0, true);

    assertEquals(
        List.of(
            Code.GIFT_TO_SELF,
            Code.UNKNOWN_GIFT,
            Code.QUANTITY_TOO_LARGE,
            Code.UNKNOWN_CREATOR,
            Code.CREATOR_NOT_ELIGIBLE,
            Code.BUDGET_EXCEEDED,
            Code.INSUFFICIENT_COINS),
        List.of(
            refusal(
                    new GiftOrder("id", "viewer", "viewer", "unicorn", 10_001, LIVE)
                        .decide(poor, AT, POLICY, Optional.empty()))
                .code(),
            refusal(order("unicorn", 10_001).decide(poor, AT, POLICY, Optional.empty())).code(),
            refusal(order("rose", 10_001).decide(poor, AT, POLICY, Optional.empty())).code(),
            refusal(order("rose", 1).decide(poor, AT, POLICY, Optional.empty())).code(),
            refusal(order("rose", 1).decide(poor, AT, POLICY, ineligible)).code(),
            refusal(decide(order("rose", 1), poor)).code(),
            refusal(decide(order("rose", 1), wallet(0))).code()));
  }

  @Property
  void coins_are_never_negative_and_what_is_spent_is_what_the_gifts_cost(
      @ForAll @LongRange(min = 0, max = 200_000) long coins,
      @ForAll @LongRange(min = -1, max = 200_000) long budget,
      @ForAll @Size(max = 30) List<@From("orders") GiftOrder> orders) {
    Wallet start =
        Wallet.BOOK
            .opening()
            .plus(coins)
            .withBudget(budget < 0 ? OptionalLong.empty() : OptionalLong.of(budget));
    Wallet wallet = start;
    long cost = 0;
    for (GiftOrder order : orders) {
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
                    || refusal.code() == Code.BUDGET_EXCEEDED);
      }
      assertTrue(wallet.coins() >= 0);
      assertEquals(coins - cost, wallet.coins());
      assertEquals(cost, wallet.spentInMonth(AT));
      assertTrue(budget < 0 || cost <= budget);
    }
  }

  @Provide
  Arbitrary<GiftOrder> orders() {
    return Combinators.combine(
            Arbitraries.of("rose", "panda", "lion"), Arbitraries.longs().between(1, 10_000))
        .as(GiftOrderTest::order);
  }

  private static GiftOrder order(String gift, long quantity) {
    return new GiftOrder("id", "viewer", "creator", gift, quantity, LIVE);
  }

  private static Head<Wallet> wallet(long coins) {
    return head(Wallet.BOOK.opening().plus(coins));
  }

  private static Head<Wallet> head(Wallet wallet) {
    return new Head<>(Wallet.BOOK.account("viewer"), 1, Instant.EPOCH, Hash.ZERO, wallet);
  }

  private static Decision<Gift> decide(GiftOrder order, Head<Wallet> head) {
    return decide(order, head, 1_000, false);
  }

  private static Decision<Gift> decide(
      GiftOrder order, Head<Wallet> head, long followers, boolean suspended) {
    return order.decide(head, AT, POLICY, profile(followers, suspended));
  }

  private static Optional<CreatorProfile> profile(long followers, boolean suspended) {
    Profiles profile = Profiles.of("creator").followers(followers);
    return Optional.of((suspended ? profile.suspended() : profile).build());
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
