package io.giftledger.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PayOutTest {

  @Test
  void a_payout_is_asked_for_after_as_long_again_as_it_took() {
    assertEquals(Duration.ofSeconds(2), PayOut.delay(Duration.ofSeconds(-5)));
    assertEquals(Duration.ofSeconds(2), PayOut.delay(Duration.ZERO));
    assertEquals(Duration.ofSeconds(7), PayOut.delay(Duration.ofSeconds(7)));
    assertEquals(Duration.ofMinutes(15), PayOut.delay(Duration.ofMinutes(15)));
    assertEquals(Duration.ofMinutes(15), PayOut.delay(Duration.ofDays(400)));
  }
}
