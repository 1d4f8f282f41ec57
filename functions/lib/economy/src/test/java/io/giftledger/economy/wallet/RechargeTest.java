package io.giftledger.economy.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Assets;
import io.giftledger.economy.Money;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.policy.Buyer;
import io.giftledger.economy.policy.Goods;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Prices;
import io.giftledger.economy.policy.Tax;
import io.giftledger.economy.policy.TopUp;
import io.giftledger.economy.wallet.Recharge.Status;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Buying coins: from the order to the coins in the wallet. */
class RechargeTest {

  private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");
  private static final Optional<String> PROVIDER = Optional.of("fake");

  @Test
  void an_order_takes_coins_and_price_from_the_policy() {
    Recharge recharge = accepted(policy(1_000, 1_299));

    assertEquals("id", recharge.id());
    assertEquals("viewer", recharge.viewer());
    assertEquals(1_000, recharge.quote().coins());
    assertEquals(new Money(1_299, "USD"), recharge.quote().price());
    assertEquals(7, recharge.policyVersion());
    assertEquals("fake", recharge.provider());
    assertEquals(AT, recharge.openedAt());
    assertEquals(Status.AWAITING_PAYMENT, recharge.status());
    assertTrue(recharge.paymentId().isEmpty());
  }

  @Test
  void a_package_must_be_sold_there_and_like_this() {
    assertEquals(RefusalCode.UNKNOWN_PACKAGE, refusal(order("other", "US", "web", "card")));
    assertEquals(RefusalCode.NOT_SOLD_HERE, refusal(order("coins", "DE", "web", "card")));
    assertEquals(RefusalCode.NOT_SOLD_HERE, refusal(order("coins", "US", "ios", "card")));
  }

  @Test
  void somebody_must_take_the_payment_method() {
    assertEquals(
        RefusalCode.UNKNOWN_PAYMENT_METHOD,
        refusal(order("coins", "US", "web", "shells"), Optional.empty()));
  }

  @Property
  void what_is_credited_balances_and_is_what_was_sold(
      @ForAll @LongRange(min = 1, max = 1_000_000_000L) long coins,
      @ForAll @LongRange(min = 1, max = 1_000_000_000L) long minor,
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long before) {
    Head<Wallet> opening = Head.opening(Wallet.BOOK.account("viewer"));
    Head<Wallet> head =
        new Head<>(
            opening.account(), 1, 1, AT, opening.hash(), Wallets.plus(opening.state(), before));

    Recharge recharge = accepted(policy(coins, minor));
    var movement = (Movement.Append<Wallet>) new Recharged(recharge, "payment").movement(head, AT);

    Map<Asset, Long> sums =
        movement.draft().postings().stream()
            .collect(
                Collectors.groupingBy(Posting::asset, Collectors.summingLong(Posting::amount)));
    assertEquals(Map.of(Assets.COIN, 0L, Asset.money("USD"), 0L), sums);
    assertEquals(before + coins, movement.draft().state().coins());
    Write.Transition paid = assertInstanceOf(Write.Transition.class, movement.changes().getFirst());
    assertEquals(recharge.key(), paid.key());
    assertEquals(Set.of("AWAITING_PAYMENT", "DECLINED"), paid.from());
    assertEquals("PAID", paid.set().text("status"));
    assertEquals("payment", paid.set().text("paymentId"));
  }

  private static Recharge accepted(Policy policy) {
    return (Recharge)
        assertInstanceOf(
                Decision.Accept.class,
                order("coins", "US", "web", "card").decide(policy, PROVIDER, Optional.empty(), AT))
            .record();
  }

  private static Refusal.Code refusal(RechargeOpened order) {
    return refusal(order, PROVIDER);
  }

  private static Refusal.Code refusal(RechargeOpened order, Optional<String> provider) {
    return assertInstanceOf(
            Decision.Refuse.class, order.decide(policy(1, 1), provider, Optional.empty(), AT))
        .refusal()
        .code();
  }

  private static RechargeOpened order(
      String coinPackage, String region, String channel, String paymentMethod) {
    return new RechargeOpened(
        "id",
        "viewer",
        new Buyer(Optional.of(region), Optional.of(channel)),
        new Goods.Package(coinPackage),
        Optional.empty(),
        Optional.empty(),
        paymentMethod,
        OptionalLong.empty());
  }

  private static Policy policy(long coins, long minor) {
    var price = new Prices.Price(new Market("US", "web"), new Money(minor, "USD"));
    return new Policy(
        7,
        new Prices(
            List.of(new Prices.Region("US", "USD", Tax.NONE)),
            "US",
            Optional.of("web"),
            List.of(new Prices.Client("web", "web"), new Prices.Client("ios", "ios")),
            List.of(new Prices.CoinPackage("coins", coins, List.of(price))),
            TopUp.NONE,
            List.of()),
        List.of(),
        1,
        1,
        5_000,
        0,
        List.of(),
        new Policy.Chargebacks(2, 90));
  }
}
