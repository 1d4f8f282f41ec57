package io.giftledger.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.payments.WebhookSignature.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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
    assertEquals(Optional.of(Fault.MALFORMED), check(text, BODY, NOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "t=1800000000,v1=0000000000000000000000000000000000000000000000000000000000000000",
        "t=1800000000,v1=",
        "t=1800000000,v1=13F5F3CEB661492EA4336CEE7F302A6E4270648EE00192C9D783C5E2B1FBA7BE",
      })
  void a_forged_signature_is_refused(String forged) {
    assertEquals(Optional.of(Fault.MISMATCH), check(forged, BODY, NOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "t=1800000000",
        "v1=13f5f3ceb661492ea4336cee7f302a6e4270648ee00192c9d783c5e2b1fba7be",
        "t=,v1=13f5f3ceb661492ea4336cee7f302a6e4270648ee00192c9d783c5e2b1fba7be",
        "t=-1,v1=13f5f3ceb661492ea4336cee7f302a6e4270648ee00192c9d783c5e2b1fba7be",
        "t=1800000000.0,v1=13f5f3ceb661492ea4336cee7f302a6e4270648ee00192c9d783c5e2b1fba7be",
        "t=99999999999999999999,v1=13f5f3ceb661492ea4336cee7f302a6e4270648ee00192c9d783c5e2b1fba7be",
        "T=1800000000,v1=13f5f3ceb661492ea4336cee7f302a6e4270648ee00192c9d783c5e2b1fba7be",
        "t=1800000000;v1=13f5f3ceb661492ea4336cee7f302a6e4270648ee00192c9d783c5e2b1fba7be",
        "t=1800000000,v0=13f5f3ceb661492ea4336cee7f302a6e4270648ee00192c9d783c5e2b1fba7be",
        "t=1,t=1800000000,v1=13f5f3ceb661492ea4336cee7f302a6e4270648ee00192c9d783c5e2b1fba7be",
      })
  void what_is_not_written_as_a_signature_is_malformed(String text) {
    assertEquals(Optional.of(Fault.MALFORMED), check(text, BODY, NOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "t=1800000000,v1=GOOD,v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39",
        "t=1800000000,v1=0000000000000000000000000000000000000000000000000000000000000000,v1=GOOD",
        "t=1800000000,v1=GOOD,v1=0000000000000000000000000000000000000000000000000000000000000000",
        "v1=GOOD,t=1800000000",
      })
  void the_headers_that_a_rotation_or_another_scheme_makes_are_accepted(String header) {
    String good = "13f5f3ceb661492ea4336cee7f302a6e4270648ee00192c9d783c5e2b1fba7be";

    assertEquals(Optional.empty(), check(header.replace("GOOD", good), BODY, NOW));
  }

  /** What may stand in a header beside its time. */
  @Provide
  Arbitrary<List<String>> others() {
    Arbitrary<String> value = Arbitraries.strings().withChars("0123456789abcdef").ofLength(64);
    Arbitrary<String> name = Arbitraries.of("v0", "v1", "v2", "v10", "V1", "tt", "");
    return Combinators.combine(name, value)
        .as((scheme, hex) -> scheme + "=" + hex)
        .list()
        .ofMaxSize(8);
  }

  @Property
  void one_right_signature_among_any_others_in_any_order_is_accepted_and_none_is_not(
      @ForAll("others") List<String> others, @ForAll Random order) {
    List<String> elements = new ArrayList<>(others);
    elements.add("t=1800000000");
    Collections.shuffle(elements, order);
    Fault without =
        others.stream().anyMatch(other -> other.startsWith("v1="))
            ? Fault.MISMATCH
            : Fault.MALFORMED;

    assertEquals(Optional.of(without), check(String.join(",", elements), BODY, NOW));
    elements.add(
        order.nextInt(elements.size() + 1), signature.sign(BODY, NOW).replace("t=1800000000,", ""));
    assertEquals(Optional.empty(), check(String.join(",", elements), BODY, NOW));
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
            "t=1800000000,v1=" + good.substring(3).toUpperCase(Locale.ROOT))) {
      assertEquals(Optional.of(Fault.MISMATCH), check(none, BODY, NOW), none);
    }
    assertEquals(
        Optional.of(Fault.MALFORMED), check("t=1800000000," + good.replace("v1", "v0"), BODY, NOW));
  }

  @Test
  void while_one_secret_replaces_another_either_is_accepted_and_the_new_one_signs() {
    WebhookSignature both = new WebhookSignature("new", "secret");
    WebhookSignature replacement = new WebhookSignature("new");

    assertEquals(replacement.sign(BODY, NOW), both.sign(BODY, NOW));
    assertEquals(Optional.empty(), both.check(signature.sign(BODY, NOW), BODY, NOW));
    assertEquals(Optional.empty(), both.check(replacement.sign(BODY, NOW), BODY, NOW));
    assertEquals(
        Optional.of(Fault.MISMATCH),
        both.check(new WebhookSignature("other").sign(BODY, NOW), BODY, NOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void a_blank_secret_signs_nothing(String blank) {
    assertThrows(IllegalArgumentException.class, () -> new WebhookSignature("secret", blank));
  }

  private Optional<Fault> check(String text, byte[] body, Instant now) {
    return signature.check(text, body, now);
  }
}
