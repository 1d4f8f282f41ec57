package io.giftledger.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.payments.WebhookSignature.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final byte[] BODY = "{\"id\":1}".getBytes(StandardCharsets.UTF_8);

  private final WebhookSignature signature = new WebhookSignature("secret");

  @Test
  void the_signature_is_an_hmac_over_time_and_body() {
    // printf '1800000000.{"id":1}' | openssl dgst -sha256 -hmac secret
    assertEquals(
        "t=1800000000,v1=13f5f3ceb661492ea4336cee7f302a6e4270648ee00192c9d783c5e2b1fba7be",
        signature.sign(BODY, NOW));
  }

  @Property
  void what_was_signed_within_the_tolerance_is_accepted(
      @ForAll byte[] body, @ForAll @LongRange(min = -300, max = 300) long seconds) {
    assertEquals(
        Optional.empty(), check(signature.sign(body, NOW.plusSeconds(seconds)), body, NOW));
  }

  @Property
  void what_was_signed_outside_of_the_tolerance_is_refused(
      @ForAll @LongRange(min = 301, max = 1_000_000_000L) long seconds) {
    assertEquals(
        Optional.of(Fault.EXPIRED),
        check(signature.sign(BODY, NOW.minusSeconds(seconds)), BODY, NOW));
    assertEquals(
        Optional.of(Fault.EXPIRED),
        check(signature.sign(BODY, NOW.plusSeconds(seconds)), BODY, NOW));
  }

  @Property
  void a_body_with_another_byte_is_refused(
      @ForAll @NotEmpty byte[] body,
      @ForAll @IntRange(min = 1, max = 255) int change,
      @ForAll @IntRange(min = 0, max = 1_000) int place) {
    String signed = signature.sign(body, NOW);
    byte[] other = body.clone();
    other[place % body.length] ^= (byte) change;

    assertEquals(Optional.of(Fault.MISMATCH), check(signed, other, NOW));
  }

  @Property
  void any_other_text_is_no_signature(@ForAll String text) {
    assertEquals(Optional.of(Fault.MISMATCH), check(text, BODY, NOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "t=1800000000",
        "v1=0000000000000000000000000000000000000000000000000000000000000000",
        "t=,v1=0000000000000000000000000000000000000000000000000000000000000000",
        "t=-1,v1=0000000000000000000000000000000000000000000000000000000000000000",
        "t=1800000000,v1=0000000000000000000000000000000000000000000000000000000000000000",
        "t=99999999999999999999,v1=00000000000000000000000000000000000000000000000000000000000000",
      })
  void a_forged_signature_is_refused(String forged) {
    assertEquals(Optional.of(Fault.MISMATCH), check(forged, BODY, NOW));
  }

  @Test
  void the_time_is_signed_too() {
    String signed = signature.sign(BODY, NOW.minusSeconds(1_000));

    assertEquals(
        Optional.of(Fault.MISMATCH),
        check(signed.replace("t=1799999000", "t=1800000000"), BODY, NOW));
  }

  @Test
  void another_secret_makes_another_signature() {
    assertEquals(
        Optional.of(Fault.MISMATCH),
        check(new WebhookSignature("other").sign(BODY, NOW), BODY, NOW));
  }

  @Test
  void one_signature_of_several_has_to_fit_and_other_schemes_say_nothing() {
    String good = signature.sign(BODY, NOW).replace("t=1800000000,", "");
    String forged = "v1=" + "0".repeat(64);

    for (String several :
        List.of(
            "t=1800000000," + forged + "," + good,
            "t=1800000000," + good + "," + forged,
            "t=1800000000,v0=abc," + good + ",v2=abc,x",
            good + ",t=1800000000")) {
      assertEquals(Optional.empty(), check(several, BODY, NOW), several);
    }
    for (String none :
        List.of(
            "t=1800000000," + forged + "," + forged,
            "t=1800000000," + good.replace("v1", "v0"),
            "t=1800000000," + good.toUpperCase(Locale.ROOT))) {
      assertEquals(Optional.of(Fault.MISMATCH), check(none, BODY, NOW), none);
    }
  }

  @Test
  void while_one_secret_replaces_another_either_is_accepted_and_the_new_one_signs() {
    WebhookSignature both = new WebhookSignature("new, secret");
    WebhookSignature replacement = new WebhookSignature("new");

    assertEquals(replacement.sign(BODY, NOW), both.sign(BODY, NOW));
    assertEquals(Optional.empty(), both.check(signature.sign(BODY, NOW), BODY, NOW));
    assertEquals(Optional.empty(), both.check(replacement.sign(BODY, NOW), BODY, NOW));
    assertEquals(
        Optional.of(Fault.MISMATCH),
        both.check(new WebhookSignature("other").sign(BODY, NOW), BODY, NOW));
  }

  private Optional<Fault> check(String text, byte[] body, Instant now) {
    return signature.check(text, body, now);
  }
}
