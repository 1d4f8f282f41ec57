package io.giftledger.payments.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Money;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider.Standing;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxPayoutsTest {

  private static final Instant SUBMITTED_AT = Instant.parse("2026-11-20T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "sandbox_bank_ok, VERIFIED",
    "sandbox_bank_closed, VERIFIED",
    "sandbox_bank_timeout, VERIFIED",
    "sandbox_bank_late, VERIFIED",
    "sandbox_bank_late_refusal, VERIFIED",
    "sandbox_bank_returned, VERIFIED",
    "sandbox_bank_paid_late, VERIFIED",
    "sandbox_bank_slow, VERIFIED",
    "sandbox_bank_fee, VERIFIED",
    "sandbox_bank_contradicting, VERIFIED",
    "sandbox_bank_unverified, UNVERIFIED",
    "sandbox_bank_other_name, OTHER_NAME",
    "sandbox_paypal_ok, VERIFIED",
    "sandbox_bank_OK, UNKNOWN",
    "sandbox_bank_, UNKNOWN",
    "bank, UNKNOWN",
  })
  void a_token_has_its_standing(String token, Standing standing) {
    assertEquals(standing, sandboxAfter(Duration.ZERO).standing(token));
  }

  @Test
  void the_same_order_is_the_same_payout_and_another_order_another() {
    PayoutAnswer first = pay("sandbox_bank_ok", Duration.ZERO);
    assertTrue(assertInstanceOf(PayoutAnswer.Paid.class, first).payoutId().startsWith("sbxpo_"));
    assertEquals(first, pay("sandbox_bank_ok", Duration.ofDays(1)));
    assertNotEquals(first, sandboxAfter(Duration.ZERO).pay(order("another", "sandbox_bank_ok")));
  }

  @Test
  void a_closed_account_is_refused() {
    assertEquals(
        new PayoutAnswer.Refused("account_closed"), pay("sandbox_bank_closed", Duration.ZERO));
  }

  @Test
  void nothing_is_paid_to_an_account_that_is_not_verified_or_not_known() {
    assertEquals(
        new PayoutAnswer.Refused("account_not_verified"),
        pay("sandbox_bank_unverified", Duration.ZERO));
    assertEquals(new PayoutAnswer.Refused("unknown_account"), pay("bank", Duration.ZERO));
  }

  @Test
  void an_answer_that_times_out_is_the_same_payout_later() {
    assertThrows(
        UncheckedIOException.class, () -> pay("sandbox_bank_timeout", Duration.ofMillis(2_999)));
    assertEquals(
        pay("sandbox_bank_ok", Duration.ZERO), pay("sandbox_bank_timeout", Duration.ofSeconds(3)));
  }

  @Test
  void a_late_answer_is_pending_first() {
    assertEquals(new PayoutAnswer.Pending(), pay("sandbox_bank_late", Duration.ofMillis(2_999)));
    assertInstanceOf(PayoutAnswer.Paid.class, pay("sandbox_bank_late", Duration.ofSeconds(3)));
    assertEquals(
        new PayoutAnswer.Pending(), pay("sandbox_bank_late_refusal", Duration.ofMillis(2_999)));
    assertEquals(
        new PayoutAnswer.Refused("rejected_by_bank"),
        pay("sandbox_bank_late_refusal", Duration.ofSeconds(3)));
  }

  private static PayoutAnswer pay(String token, Duration afterSubmission) {
    return sandboxAfter(afterSubmission).pay(order("key", token));
  }

  private static SandboxPayouts sandboxAfter(Duration afterSubmission) {
    return new SandboxPayouts(
        InstantSource.fixed(SUBMITTED_AT.plus(afterSubmission)),
        Optional.empty(),
        Optional.empty());
  }

  private static PayoutOrder order(String key, String token) {
    return new PayoutOrder(key, "mia", token, new Money(5_000, "USD"), SUBMITTED_AT, SUBMITTED_AT);
  }
}
