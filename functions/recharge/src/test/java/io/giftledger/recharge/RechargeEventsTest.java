package io.giftledger.recharge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharge.Status;
import io.giftledger.payments.sandbox.SandboxEvent;
import io.giftledger.testkit.HttpAnswer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

class RechargeEventsTest {

  private static final String BODY = Client.order("coins-1000", "sandbox_card");

  private static final Client CLIENT = new Client();

  /** What may happen to a recharge. */
  enum Event {
    SUCCEEDED,
    FAILED,
    SUCCEEDED_WITH_TOO_LITTLE,
    SUCCEEDED_WITH_A_BAD_SIGNATURE,
    REQUESTED_AGAIN
  }

  @AfterContainer
  static void stop() {
    CLIENT.close();
  }

  @Property(tries = 40)
  void whatever_happens_coins_are_credited_once_if_they_are_paid_for(
      @ForAll @Size(max = 8) List<Event> events, @ForAll boolean atOnce) throws Exception {
    String viewer = "viewer-" + UUID.randomUUID();
    HttpAnswer opened = CLIENT.recharge(viewer, "key", BODY);
    Recharge recharge = CLIENT.stored(viewer, opened.text("id"));

    List<Callable<Integer>> calls =
        events.stream().map(event -> call(event, viewer, recharge, opened)).toList();
    try (var threads =
        atOnce
            ? Executors.newVirtualThreadPerTaskExecutor()
            : Executors.newSingleThreadExecutor()) {
      var statuses = threads.invokeAll(calls);
      for (int index = 0; index < events.size(); index++) {
        assertEquals(expected(events.get(index)), statuses.get(index).get());
      }
    }

    boolean paid = events.contains(Event.SUCCEEDED);
    var entries = CLIENT.entries(viewer);
    assertEquals(paid ? 1 : 0, entries.size());
    assertEquals(paid ? 1_000 : 0, CLIENT.coins(viewer));
    assertEquals(CLIENT.coins(viewer), -issued(viewer));
    Status status =
        paid
            ? Status.PAID
            : events.contains(Event.FAILED) ? Status.DECLINED : Status.AWAITING_PAYMENT;
    assertEquals(status, CLIENT.stored(viewer, recharge.id()).status());
    assertEquals(opened.body(), CLIENT.recharge(viewer, "key", BODY).body());
  }

  private static Callable<Integer> call(
      Event event, String viewer, Recharge recharge, HttpAnswer opened) {
    return () ->
        switch (event) {
          case SUCCEEDED -> CLIENT.webhook(Client.event(SandboxEvent.SUCCEEDED, recharge)).status();
          case FAILED -> CLIENT.webhook(Client.event(SandboxEvent.FAILED, recharge)).status();
          case SUCCEEDED_WITH_TOO_LITTLE ->
              CLIENT
                  .webhook(
                      Client.event(
                          SandboxEvent.SUCCEEDED,
                          recharge,
                          Map.of("amount", 129, "payment_id", "other-" + recharge.id())))
                  .status();
          case SUCCEEDED_WITH_A_BAD_SIGNATURE ->
              CLIENT
                  .webhook("sandbox", Client.event(SandboxEvent.SUCCEEDED, recharge), Map.of())
                  .status();
          case REQUESTED_AGAIN -> {
            HttpAnswer again = CLIENT.recharge(viewer, "key", BODY);
            assertEquals(opened.body(), again.body());
            yield again.status();
          }
        };
  }

  private static int expected(Event event) {
    return switch (event) {
      case SUCCEEDED, FAILED, SUCCEEDED_WITH_TOO_LITTLE -> 200;
      case SUCCEEDED_WITH_A_BAD_SIGNATURE -> 401;
      case REQUESTED_AGAIN -> 201;
    };
  }

  private static long issued(String viewer) {
    return CLIENT.entries(viewer).stream()
        .flatMap(entry -> entry.postings().stream())
        .filter(
            posting ->
                posting.account().equals(ChartOfAccounts.COINS_ISSUED)
                    && posting.asset().equals(Assets.COIN))
        .mapToLong(posting -> posting.amount())
        .sum();
  }
}
