package io.giftledger.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {

  private static final Named BANK = new Named("bank");
  private static final Named STORE = new Named("store");
  private static final Named FORMER = new Named("former");

  private record Named(String name) implements Provider {}

  @Test
  void whoever_is_on_board_serves_what_is_stored_with_its_name() {
    Providers<Named> providers = providers("bank");

    assertEquals(Optional.of(BANK), providers.find("bank"));
    assertEquals(Optional.of(FORMER), providers.find("former"));
    assertTrue(providers.find("stranger").isEmpty());
    assertTrue(providers.find("").isEmpty());
  }

  @Test
  void only_the_preferred_get_something_new_in_their_order() {
    assertEquals(List.of(BANK), providers("bank").preferred());
    assertEquals(List.of(STORE, BANK), providers("store, bank").preferred());
  }

  @ParameterizedTest
  @ValueSource(strings = {"barter", "bank,barter", "Bank", "", "bank,"})
  void a_preference_for_nobody_is_refused(String preference) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> providers(preference));

    assertEquals(
        "PAYMENT_PROVIDER is \"" + preference + "\"; there is only [bank, former, store]",
        refused.getMessage());
  }

  @Test
  void two_of_one_name_are_refused() {
    assertThrows(
        IllegalStateException.class,
        () -> new Providers<>(List.of(BANK, new Named("bank")), "PAYMENT_PROVIDER", "bank"));
  }

  private static Providers<Named> providers(String preference) {
    return new Providers<>(List.of(BANK, STORE, FORMER), "PAYMENT_PROVIDER", preference);
  }
}
