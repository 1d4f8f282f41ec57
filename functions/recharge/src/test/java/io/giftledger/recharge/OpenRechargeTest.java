package io.giftledger.recharge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Refusal.Code;
import io.micronaut.json.JsonMapper;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class OpenRechargeTest {

  private static final RechargeRequest ASKED =
      new RechargeRequest("coins-1000", "US", "web", "card");

  private static final Client CLIENT = new Client();

  private final String viewer = "viewer-" + UUID.randomUUID();
  private final FakeProvider provider = new FakeProvider();
  private final OpenRecharge openRecharge =
      new OpenRecharge(
          CLIENT.ledger,
          new Policies(CLIENT.table, JsonMapper.createDefault(), Ticker.systemTicker()),
          provider,
          InstantSource.system());

  @AfterAll
  static void stop() {
    CLIENT.close();
  }

  @Test
  void a_request_whose_answer_was_lost_goes_on_with_the_same_payment() {
    provider.answerIsLost = true;
    assertThrows(PaymentProviderException.class, () -> openRecharge.open(viewer, "key", ASKED));
    provider.answerIsLost = false;

    Recharge recharge = replayed(openRecharge.open(viewer, "key", ASKED));

    assertEquals(Optional.of("payment-" + recharge.id()), recharge.paymentId());
    assertEquals(recharge, CLIENT.stored(viewer, recharge.id()));
    PaymentOrder order = new PaymentOrder(recharge.id(), viewer, new Money(1_299, "USD"), "card");
    assertEquals(List.of(order, order), provider.orders);
  }

  @Test
  void a_recharge_with_a_payment_asks_the_provider_no_more() {
    Recharge opened =
        (Recharge)
            assertInstanceOf(Outcome.Opened.class, openRecharge.open(viewer, "key", ASKED))
                .record();

    assertEquals(opened, replayed(openRecharge.open(viewer, "key", ASKED)));
    assertEquals(1, provider.orders.size());
  }

  @Test
  void what_was_accepted_once_is_still_answered_when_it_is_no_more() {
    openRecharge.open(viewer, "key", ASKED);
    provider.accepted = "shells";

    replayed(openRecharge.open(viewer, "key", ASKED));

    assertInstanceOf(
        Outcome.KeyReused.class,
        openRecharge.open(viewer, "key", new RechargeRequest("coins-100", "US", "web", "card")));
    Outcome<Recharge> fresh = openRecharge.open(viewer, "new key", ASKED);
    assertEquals(
        Code.UNKNOWN_PAYMENT_METHOD,
        assertInstanceOf(Outcome.Refused.class, fresh).refusal().code());
    assertTrue(CLIENT.storedFor(viewer, "new key").isEmpty());
  }

  private static Recharge replayed(Outcome<Recharge> outcome) {
    return (Recharge) assertInstanceOf(Outcome.Replayed.class, outcome).record();
  }
}
