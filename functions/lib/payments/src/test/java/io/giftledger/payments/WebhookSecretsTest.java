package io.giftledger.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.payments.WebhookSignature.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebhookSecretsTest {

  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

  private Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private List<String> stored = List.of("old");
  private boolean answers = true;
  private int reads;

  private final WebhookSecrets<WebhookSignature> secrets =
      new WebhookSecrets<>(this::read, WebhookSignature::new, () -> now);

  private List<String> read() {
    reads++;
    if (!answers) throw new IllegalStateException("no answer");
    return stored;
  }

  @Test
  void a_secret_is_read_when_it_is_first_needed_and_then_kept() {
    assertEquals(0, reads);

    for (int second = 0; second < 300; second++) {
      assertEquals(Optional.empty(), check("old"));
      now = now.plusSeconds(1);
    }

    assertEquals(1, reads);
  }

  @Test
  void during_a_rotation_both_are_accepted_and_what_is_signed_has_the_new_one() {
    check("old");
    stored = List.of("new", "old");
    pass(CachedSecret.PAUSE);

    assertEquals(Optional.empty(), check("new"));
    assertEquals(Optional.empty(), check("old"));
    assertEquals(signed("new"), secrets.current().sign(BODY, now));
    assertEquals(2, reads);
  }

  @Test
  void one_that_does_not_count_any_more_is_believed_for_five_minutes_at_most() {
    check("old");
    stored = List.of("new");
    now = now.plus(CachedSecret.AGE_MAX);
    assertEquals(Optional.empty(), check("old"));

    pass(Duration.ZERO);

    assertEquals(Optional.of(Fault.MISMATCH), check("old"));
    assertEquals(Optional.empty(), check("new"));
  }

  @Test
  void who_signs_with_anything_has_the_secret_read_twice_a_minute_at_most() {
    for (int second = 0; second < 120; second++) {
      assertEquals(Optional.of(Fault.MISMATCH), check("guessed"));
      now = now.plusSeconds(1);
    }

    assertEquals(4, reads);
  }

  @Test
  void what_is_no_signature_or_an_old_one_has_nothing_read_again() {
    check("old");
    pass(CachedSecret.PAUSE);
    String old = new WebhookSignature("old").sign(BODY, now.minusSeconds(301));

    assertEquals(Optional.of(Fault.MALFORMED), secrets.check("nonsense", BODY));
    assertEquals(Optional.of(Fault.EXPIRED), secrets.check(old, BODY));
    assertEquals(1, reads);
  }

  @Test
  void while_there_is_no_answer_the_known_one_goes_on_and_is_asked_for_with_pauses() {
    check("old");
    answers = false;
    pass(CachedSecret.AGE_MAX);

    assertEquals(Optional.empty(), check("old"));
    assertEquals(Optional.empty(), check("old"));
    assertEquals(2, reads);

    answers = true;
    stored = List.of("new");
    pass(CachedSecret.PAUSE);
    assertEquals(Optional.empty(), check("new"));
    assertEquals(3, reads);
  }

  @Test
  void nothing_is_believed_before_a_secret_was_read() {
    answers = false;
    assertThrows(IllegalStateException.class, () -> check("old"));

    answers = true;
    assertEquals(Optional.empty(), check("old"));
  }

  @Test
  void a_clock_that_was_put_back_makes_no_secret_younger() {
    check("old");
    stored = List.of("new");
    now = now.minus(Duration.ofHours(1));

    assertEquals(Optional.of(Fault.MISMATCH), check("old"));
  }

  private void pass(Duration time) {
    now = now.plus(time).plusMillis(1);
  }

  private Optional<Fault> check(String secret) {
    return secrets.check(signed(secret), BODY);
  }

  private String signed(String secret) {
    return new WebhookSignature(secret).sign(BODY, now);
  }
}
