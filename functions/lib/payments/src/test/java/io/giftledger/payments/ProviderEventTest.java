package io.giftledger.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.economy.Money;
import io.giftledger.payments.UnbookedEvent.Reason;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderEventTest {

  private static final Instant AT = Instant.parse("2026-11-26T12:00:00.125Z");

  @ParameterizedTest
  @EnumSource(Reason.class)
  void what_is_stored_is_read_as_it_was(Reason reason) {
    for (UnbookedEvent event :
        new UnbookedEvent[] {
          new UnbookedEvent(event("evt#1", "{}"), reason, AT),
          new UnbookedEvent(
              new ProviderEvent(
                  "stripe",
                  "evt_2",
                  "charge.refunded",
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  ""),
              reason,
              AT)
        }) {
      assertEquals(event, UnbookedEvent.read(event.item()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4242424242424242",
        "4242 4242 4242 4242",
        "4242-4242-4242-4242",
        "378282246310005",
        "30569309025904",
        "6304000000000000000"
      })
  void a_cards_number_is_not_kept(String number) {
    assertEquals("{\"card\":\"<masked>\"}", event("1", "{\"card\":\"" + number + "\"}").body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"sbxevt_424242424242424242424242\"}",
        "{\"amount\":129900,\"at\":\"2026-11-26T12:00:00.000Z\"}",
        "{\"number\":4242424242424241}",
        "{\"id\":\"pi_4242424242424242x\"}",
        "{\"id\":\"e-a81bc81b-4242-4242-4242-424242424242\"}",
        "{\"id\":\"viewer-00000000-4242-4242-8000-0000000000ab\"}"
      })
  void ids_amounts_and_times_are_kept(String body) {
    assertEquals(body, event("1", body).body());
  }

  @Test
  void a_long_body_is_cut() {
    assertEquals(4_096, event("1", "x".repeat(65_000)).body().length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ä", "line\n"})
  void what_cannot_be_told_apart_is_no_event(String id) {
    assertThrows(IllegalArgumentException.class, () -> event(id, ""));
  }

  private static ProviderEvent event(String id, String body) {
    return new ProviderEvent(
        "sandbox",
        id,
        "payment.refunded",
        Optional.of("viewer-1"),
        Optional.of("RECHARGE#1"),
        Optional.of("pay_1"),
        Optional.of(new Money(129, "USD")),
        body);
  }
}
