package io.giftledger.recharge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.Money;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.policy.Buyer;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharge.Status;
import io.giftledger.ledger.Outcome;
import io.giftledger.payments.Opening;
import io.giftledger.payments.PaymentOrder;
import io.giftledger.payments.PaymentProvider;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.Providers;
import io.giftledger.payments.RefundAnswer;
import io.giftledger.payments.RefundOrder;
import io.giftledger.payments.UnbookedEvents;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.giftledger.payments.booking.SettleRecharge;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class OpenRechargeTest {

  private static final RechargeRequest ASKED =
      new RechargeRequest("coins-1000", null, "US", "web", "card", null, null);

  private static final Client CLIENT = new Client();

  private final String viewer = "viewer-" + UUID.randomUUID();
  private final FakeProvider fake = new FakeProvider();
  private final OtherProvider other = new OtherProvider();

  /** A provider that takes the same payment method, and has the money at once. */
  private static final class OtherProvider implements PaymentProvider {
    @Override
    public String name() {
      return "other";
    }

    @Override
    public boolean accepts(String paymentMethod) {
      return paymentMethod.equals("card") || paymentMethod.equals("balance");
    }

    @Override
    public Opening open(PaymentOrder order) {
      return new Opening.Settled("other-" + order.rechargeId());
    }

    @Override
    public Opening reopen(PaymentOrder order, String paymentId) {
      return new Opening.Settled(paymentId);
    }

    @Override
    public RefundAnswer refund(RefundOrder order) {
      throw new UnsupportedOperationException();
    }

    @Override
    public WebhookReading read(Webhook webhook) {
      throw new UnsupportedOperationException();
    }
  }

  /** A function with some providers on board. */
  private static final class Function {
    private final OpenRecharge openRecharge;
    private final OpenPayment openPayment;

    Function(String preference, PaymentProvider... onBoard) {
      InstantSource clock = InstantSource.system();
      var providers = new Providers<>(List.of(onBoard), "PAYMENT_PROVIDER", preference);
      var policies = new Policies(CLIENT.table, Ticker.systemTicker());
      openRecharge = new OpenRecharge(CLIENT.ledger, policies, providers, clock);
      openPayment =
          new OpenPayment(
              CLIENT.ledger,
              providers,
              SettleRecharge.in(CLIENT.ledger, policies, clock),
              new UnbookedEvents(CLIENT.ledger, clock));
    }

    Outcome<Recharge> open(String viewer, String key, RechargeRequest asked) {
      Buyer buyer = new Buyer(Optional.empty(), Optional.empty());
      return openRecharge.open(viewer, Optional.empty(), buyer, key, asked);
    }

    /** Opens a recharge, or finds it, and opens its payment. */
    Optional<Opening> pay(String viewer, String key, RechargeRequest asked) {
      return openPayment.open(
          switch (open(viewer, key, asked)) {
            case Outcome.Opened<Recharge>(var recharge) -> recharge;
            case Outcome.Replayed<Recharge>(var recharge) -> recharge;
            case Outcome.KeyReused<Recharge> _, Outcome.Refused<Recharge> _ ->
                throw new AssertionError("refused");
          });
    }
  }

  @AfterAll
  static void stop() {
    CLIENT.close();
  }

  @Test
  void a_request_whose_answer_was_lost_goes_on_with_the_same_payment() {
    Function function = new Function("fake", fake);
    fake.answerIsLost = true;
    assertThrows(PaymentProviderException.class, () -> function.pay(viewer, "key", ASKED));
    fake.answerIsLost = false;

    Opening opening = function.pay(viewer, "key", ASKED).orElseThrow();

    Recharge recharge = stored("key");
    assertEquals(Optional.of("payment-" + recharge.id()), recharge.paymentId());
    assertEquals(recharge.paymentId(), opening.knownPaymentId());
    PaymentOrder order =
        new PaymentOrder(recharge.id(), viewer, "coins-1000", new Money(1_299, "USD"), "card");
    assertEquals(List.of(order, order), fake.orders);
  }

  @Test
  void a_payment_that_was_opened_is_not_opened_again_and_is_gone_on_with_alike() {
    Function function = new Function("fake", fake);
    Optional<Opening> first = function.pay(viewer, "key", ASKED);

    assertInstanceOf(Outcome.Replayed.class, function.open(viewer, "key", ASKED));
    assertEquals(first, function.pay(viewer, "key", ASKED));
    assertEquals(1, fake.orders.size());
  }

  @Test
  void what_was_accepted_once_is_still_answered_when_it_is_no_more() {
    Function function = new Function("fake", fake);
    function.pay(viewer, "key", ASKED);
    fake.accepted = "shells";

    assertInstanceOf(Outcome.Replayed.class, function.open(viewer, "key", ASKED));

    assertInstanceOf(
        Outcome.KeyReused.class,
        function.open(
            viewer, "key", new RechargeRequest("coins-100", null, null, null, "card", null, null)));
    Outcome<Recharge> fresh = function.open(viewer, "new key", ASKED);
    assertEquals(
        RefusalCode.UNKNOWN_PAYMENT_METHOD,
        assertInstanceOf(Outcome.Refused.class, fresh).refusal().code());
    assertTrue(CLIENT.storedFor(viewer, "new key").isEmpty());
  }

  @Test
  void a_new_recharge_goes_to_the_first_preferred_provider_that_takes_the_method() {
    new Function("fake,other", fake, other).pay(viewer, "one", ASKED);
    new Function("other,fake", fake, other).pay(viewer, "two", ASKED);
    new Function("fake,other", fake, other)
        .pay(
            viewer,
            "three",
            new RechargeRequest("coins-1000", null, "US", "web", "balance", null, null));

    assertEquals("fake", stored("one").provider());
    assertEquals("other", stored("two").provider());
    assertEquals("other", stored("three").provider());
  }

  @Test
  void a_recharge_without_its_payment_yet_is_opened_with_its_own_provider() {
    fake.answerIsLost = true;
    assertThrows(
        PaymentProviderException.class,
        () -> new Function("fake", fake, other).pay(viewer, "key", ASKED));
    fake.answerIsLost = false;

    new Function("other", fake, other).pay(viewer, "key", ASKED);

    assertEquals("fake", stored("key").provider());
    assertEquals(Optional.of("payment-" + stored("key").id()), stored("key").paymentId());
    assertEquals(0, CLIENT.coins(viewer));
  }

  @Test
  void without_its_provider_a_payment_is_not_opened_but_one_that_was_is_still_answered() {
    fake.answerIsLost = true;
    assertThrows(
        PaymentProviderException.class, () -> new Function("fake", fake).pay(viewer, "no", ASKED));
    fake.answerIsLost = false;
    new Function("fake", fake).pay(viewer, "yes", ASKED);
    Function without = new Function("other", other);

    assertEquals(Optional.empty(), without.pay(viewer, "yes", ASKED));
    assertEquals(
        "fake",
        assertThrows(PaymentProviderException.class, () -> without.pay(viewer, "no", ASKED))
            .provider());
  }

  @Test
  void what_is_settled_when_it_is_opened_is_credited_once() {
    Function function = new Function("other", other);

    function.pay(viewer, "key", ASKED);
    function.pay(viewer, "key", ASKED);

    assertEquals(Status.PAID, stored("key").status());
    assertEquals(1_000, CLIENT.coins(viewer));
    assertEquals(1, CLIENT.entries(viewer).size());
  }

  private Recharge stored(String key) {
    return CLIENT.storedFor(viewer, key).orElseThrow();
  }
}
