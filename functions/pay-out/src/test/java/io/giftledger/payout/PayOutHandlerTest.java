package io.giftledger.payout;

import static io.giftledger.emulator.QueueReader.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.PayoutResolution.Kind;
import io.giftledger.economy.earnings.PayoutReturned;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.Withdrawal.Status;
import io.giftledger.economy.payment.AwaitedPayment;
import io.giftledger.economy.payment.PaymentUnapplied;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.PaymentAdjusted;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.emulator.QueueReader;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Value;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutEvent;
import io.giftledger.payments.UnbookedEvent;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.payments.WebhookSignature;
import io.giftledger.testkit.AtOnce;
import io.giftledger.testkit.Creator;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.EventSource;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.HttpAnswer;
import io.giftledger.testkit.HttpApi;
import io.giftledger.testkit.Json;
import io.giftledger.testkit.NeededPermissions;
import io.giftledger.testkit.QueueMessage;
import io.giftledger.testkit.Recharges;
import io.giftledger.testkit.Viewer;
import io.giftledger.testkit.Withdrawals;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

@ExtendWith(NeededPermissions.class)
class PayOutHandlerTest {

  private static final List<String> ALL_WELL = List.of();

  private static final WebhookSignature SIGNATURE =
      new WebhookSignature(Embedded.AWS.secret("SandboxWebhookSecret"));

  private static PayOutHandler handler;
  private static PayoutWebhookHandler webhookHandler;
  private static EventSource source;
  private static QueueReader payouts;
  private static QueueReader deadLetterQueue;
  private static QueueReader webhooks;

  private final Creator creator = new Creator();

  @BeforeAll
  static void start() {
    handler = new PayOutHandler(Embedded.environment("PayOutFunction"));
    webhookHandler = new PayoutWebhookHandler(Embedded.environment("PayoutWebhookFunction"));
    source = new EventSource(handler);
    payouts = new QueueReader(Embedded.AWS, "Payouts");
    deadLetterQueue = new QueueReader(Embedded.AWS, "PayoutsDead");
    webhooks = new QueueReader(Embedded.AWS, "SandboxWebhooks");
  }

  @AfterAll
  static void stop() {
    handler.close();
    webhookHandler.close();
  }

  @Test
  void a_requested_withdrawal_is_paid() {
    String id = requested("sandbox_bank_ok");

    assertEquals(ALL_WELL, deliver(id));

    Withdrawal paid = stored(id);
    assertEquals(Status.PAID, paid.status());
    assertTrue(paid.payoutId().orElseThrow().startsWith("sbxpo_"));
    assertTrue(paid.submittedAt().isPresent());
    Entry<Earnings> entry = creator.newest();
    assertEquals(PayoutPaid.KIND, entry.kind());
    assertEquals(Optional.of(entry.at()), paid.settledAt());
    assertEquals("WITHDRAWAL#" + id, entry.ref());
    assertEquals(10_000, entry.state().diamonds());
    assertEquals(0, entry.state().heldDiamonds());
    assertEquals(5_000, entry.state().withdrawn().minor());
    creator.chain();
  }

  @Test
  void a_refused_payout_returns_the_diamonds_and_the_weekly_room() {
    String id = requested("sandbox_bank_closed");

    assertEquals(ALL_WELL, deliver(id));

    Withdrawal failed = stored(id);
    assertEquals(Status.FAILED, failed.status());
    assertEquals(Optional.of("account_closed"), failed.failureReason());
    assertTrue(failed.payoutId().isEmpty());
    Entry<Earnings> entry = creator.newest();
    assertEquals(PayoutFailed.KIND, entry.kind());
    assertEquals(20_000, entry.state().diamonds());
    assertEquals(0, entry.state().heldDiamonds());
    assertEquals(0, entry.state().withdrawn().minor());
    creator.chain();
  }

  @Test
  void a_time_out_leaves_it_submitted_and_the_next_delivery_finds_it_paid_once() {
    String id = requested("sandbox_bank_timeout");

    assertEquals(List.of("message"), deliver(id));
    assertEquals(Status.SUBMITTED, stored(id).status());
    assertEquals(List.of("message"), deliver(id));
    assertEquals(2, creator.newest().sequence());

    submittedEarlier(id, Duration.ofSeconds(3));
    assertEquals(ALL_WELL, deliver(id));
    Withdrawal paid = stored(id);
    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.PAID, paid.status());
    assertEquals(paid, stored(id));
    assertEquals(3, creator.newest().sequence());
    creator.chain();
  }

  @Test
  void a_late_answer_is_asked_for_again_until_it_comes() {
    String id = requested("sandbox_bank_late");

    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.SUBMITTED, stored(id).status());
    Message again = payouts.next(message -> message.body().contains(id));
    submittedEarlier(id, Duration.ofSeconds(3));
    assertEquals(ALL_WELL, deliverBody("again", again.body()));
    assertEquals(Status.PAID, stored(id).status());
    assertEquals(0, creator.newest().state().heldDiamonds());
  }

  @Test
  void a_late_refusal_returns_the_diamonds() {
    String id = requested("sandbox_bank_late_refusal");
    deliver(id);
    submittedEarlier(id, Duration.ofSeconds(3));

    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.FAILED, stored(id).status());
    assertEquals(20_000, creator.newest().state().diamonds());
  }

  @Test
  void a_clock_that_lags_does_not_stop_a_pending_payout() {
    String id = requested("sandbox_bank_late");
    deliver(id);
    submittedEarlier(id, Duration.ofSeconds(-60));

    assertEquals(ALL_WELL, deliver(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sandbox_bank_ok", "sandbox_bank_closed"})
  void a_message_delivered_ten_times_at_once_settles_once(String token) throws Exception {
    String id = requested(token);
    List<List<String>> answers = AtOnce.call(10, () -> deliver(id));

    assertEquals(Collections.nCopies(10, ALL_WELL), answers);
    assertEquals(3, creator.newest().sequence());
    assertEquals(0, creator.newest().state().heldDiamonds());
    creator.chain();
  }

  @Test
  void what_is_settled_stays_as_it_is() {
    String id = requested("sandbox_bank_ok");
    deliver(id);
    Withdrawal paid = stored(id);

    assertEquals(ALL_WELL, deliver(id));

    assertEquals(paid, stored(id));
    assertEquals(3, creator.newest().sequence());
  }

  @Test
  void a_message_that_makes_no_sense_is_set_aside_alone_with_its_cause() {
    String id = requested("sandbox_bank_ok");
    Map<String, String> causes =
        Map.of(
            "garbage", "malformed_body",
            "empty", "malformed_body",
            "null", "malformed_body",
            "nobody", "malformed_body",
            "stranger", "unknown_withdrawal",
            "unknown", "unknown_withdrawal");

    List<String> failed =
        source.deliver(
            message("garbage", "not json"),
            message("empty", "{}"),
            message("null", "null"),
            message("nobody", body("not a user id", id)),
            message("stranger", body("stranger-" + creator.id(), id)),
            message("unknown", body(creator.id(), "0".repeat(26))),
            message("good", body(creator.id(), id)));

    assertEquals(ALL_WELL, failed);
    assertEquals(Status.PAID, stored(id).status());
    assertEquals(
        causes,
        deadLetterQueue.takeAll().stream()
            .collect(
                Collectors.toMap(
                    letter -> attribute(letter, "id"), letter -> attribute(letter, "cause"))));
  }

  @Test
  void a_withdrawal_in_flight_is_paid_by_its_own_provider_whichever_is_preferred() {
    // The function gives new payout methods to the sandbox.
    String id = requested("other_bank", "other");

    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.PAID, stored(id).status());
    assertEquals(Optional.of("other-" + id), stored(id).payoutId());
    creator.chain();
  }

  @Test
  void an_answer_that_contradicts_what_was_settled_changes_nothing_and_is_kept() {
    String id = requested("other_two_faced", "other");
    OtherPayouts.meanwhile = () -> assertEquals(ALL_WELL, deliver(id));

    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.FAILED, stored(id).status());
    assertEquals(20_000, creator.newest().state().diamonds());
    creator.chain();
    Key key = new Key("PROVIDER_EVENTS", "EVENT#other#" + id + "-paid");
    UnbookedEvent kept = UnbookedEvent.read(Embedded.TABLE.get(key, true).orElseThrow());
    assertEquals(Reason.PAYOUT_PAID_LATE, kept.reason());
    assertEquals(Optional.of(creator.id()), kept.event().user());
    assertEquals(Optional.of("WITHDRAWAL#" + id), kept.event().ref());
    assertEquals(Optional.of("other-" + id), kept.event().paymentId());
    assertEquals(Optional.of(stored(id).amount()), kept.event().amount());
  }

  /** Money that is booked wrongly is the platform's for ever. */
  @Test
  void a_payout_for_a_fee_that_nothing_costs_is_for_a_person() {
    String id = requested("other_dear", "other");

    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.SUBMITTED, stored(id).status());
    assertEquals(Optional.of(Reason.AMOUNT_IMPLAUSIBLE), told(id + "-paid"));
    creator.chain();
  }

  @ParameterizedTest
  @CsvSource({
    "sandbox_bank_returned, PAID, payout.returned, RETURNED, ",
    "sandbox_bank_slow, SUBMITTED, payout.paid, PAID, ",
    "sandbox_bank_contradicting, PAID, payout.failed, PAID, PAYOUT_CONTRADICTED",
    "sandbox_bank_paid_late, FAILED, payout.paid, FAILED, PAYOUT_PAID_LATE"
  })
  void the_sandbox_tells_later_what_became_of_a_payout(
      String token, Status before, String type, Status after, @Nullable Reason reason) {
    String id = requested(token);
    assertEquals(ALL_WELL, deliver(id));
    assertEquals(before, stored(id).status());
    String told =
        new QueueReader(Embedded.AWS, "SandboxWebhooks")
            .next(webhook -> webhook.body().contains(id))
            .body();
    assertTrue(told.contains("\"type\":\"" + type + "\""), told);

    assertEquals(200, webhook(told).status());
    Withdrawal stands = stored(id);
    assertEquals(200, webhook(told).status());

    assertEquals(after, stands.status());
    assertEquals(stands, stored(id), "told again, it changes nothing");
    assertEquals(
        Optional.ofNullable(reason),
        kept(String.valueOf(Json.read(told).get("id"))).map(UnbookedEvent::reason));
    creator.chain();
  }

  @Test
  void a_payout_that_the_bank_sends_back_days_later_brings_the_diamonds_back_once()
      throws Exception {
    String id = requested("sandbox_bank_ok");
    deliver(id);
    String event = event("payout.returned", stored(id), Map.of("return_id", "re_1" + id));

    AtOnce.call(10, () -> webhook(event).status());

    Withdrawal back = stored(id);
    assertEquals(Status.RETURNED, back.status());
    assertEquals("re_1" + id, back.returned().orElseThrow().id());
    assertEquals("account_closed", back.returned().orElseThrow().reason());
    Entry<Earnings> entry = creator.newest();
    assertEquals(PayoutReturned.KIND, entry.kind());
    assertEquals(4, entry.sequence());
    assertEquals(20_000, entry.state().diamonds());
    assertEquals(0, entry.state().withdrawn().minor());
    assertEquals(Optional.empty(), kept(eventId(event)));
    creator.chain();
  }

  /** Webhooks come in any order, and whoever is slower finds it done. */
  @ParameterizedTest
  @CsvSource({"payout.paid, payout.returned", "payout.returned, payout.paid"})
  void what_was_paid_and_sent_back_ends_alike_whichever_is_told_first(String first, String second) {
    String id = requested("sandbox_bank_timeout");
    deliver(id);
    Withdrawal submitted = stored(id);
    assertEquals(Status.SUBMITTED, submitted.status());
    List<String> told =
        List.of(event(first, submitted, Map.of()), event(second, submitted, Map.of()));

    for (String event : told) assertEquals(200, webhook(event).status());

    assertEquals(Status.RETURNED, stored(id).status());
    for (String event : told) assertEquals(Optional.empty(), kept(eventId(event)));
    assertEquals(
        List.of(PayoutPaid.KIND, PayoutReturned.KIND),
        creator.chain().stream().skip(2).map(Entry::kind).toList());
    assertEquals(20_000, creator.state().diamonds());
    assertEquals(0, creator.state().withdrawn().minor());
  }

  /** Of what failed the provider does not say whether it had been paid before. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_bounced_gives_the_diamonds_back_whether_it_is_known_to_have_been_paid_or_not(
      boolean paidFirst) {
    String id = requested("sandbox_bank_timeout");
    deliver(id);
    Money amount = stored(id).amount();
    PayoutAnswer paid =
        new PayoutAnswer.Paid(
            "po_" + id, Optional.of(amount), Optional.of(new Money(25, amount.currency())));
    PayoutAnswer bounced =
        new PayoutAnswer.Bounced(
            new PayoutAnswer.Back("po_" + id, "re_" + id, "account_closed", Optional.of(amount)));
    SettlePayout settle = new SettlePayout(Embedded.LEDGER);

    List<Optional<Reason>> kept =
        (paidFirst ? List.of(paid, bounced) : List.of(bounced, paid))
            .stream()
                .map(said -> settle.settle("sandbox", new PayoutEvent(creator.id(), id, said)))
                .toList();

    assertEquals(paidFirst ? Status.RETURNED : Status.FAILED, stored(id).status());
    assertEquals(
        paidFirst
            ? List.of(Optional.empty(), Optional.empty())
            : List.of(Optional.empty(), Optional.of(Reason.PAYOUT_PAID_LATE)),
        kept);
    assertEquals(20_000, creator.state().diamonds());
    assertEquals(0, creator.state().withdrawn().minor());
    assertEquals(
        paidFirst ? -25 : 0,
        creator.chain().stream()
            .flatMap(entry -> entry.postings().stream())
            .filter(posting -> posting.account().equals(ChartOfAccounts.CASH))
            .mapToLong(Posting::amount)
            .sum());
  }

  @ParameterizedTest
  @CsvSource({
    "sandbox_bank_closed, payout.returned, '', '', PAYOUT_CONTRADICTED",
    "sandbox_bank_closed, payout.paid, '', '', PAYOUT_PAID_LATE",
    "sandbox_bank_ok, payout.failed, '', '', PAYOUT_CONTRADICTED",
    "sandbox_bank_ok, payout.paid, payout_id, sbxpo_other, PAYOUT_CONTRADICTED",
    "sandbox_bank_ok, payout.returned, payout_id, sbxpo_other, PAYOUT_CONTRADICTED",
    "sandbox_bank_ok, payout.returned, amount, 4999, AMOUNT_MISMATCH",
    "sandbox_bank_ok, payout.returned, currency, EUR, AMOUNT_MISMATCH",
    "sandbox_bank_timeout, payout.paid, amount, 4999, AMOUNT_MISMATCH",
    "sandbox_bank_timeout, payout.returned, amount, 4999, AMOUNT_MISMATCH",
    "sandbox_bank_ok, payout.returned, user_id, somebody, UNKNOWN_WITHDRAWAL",
    "sandbox_bank_ok, payout.returned, user_id, no#user, UNKNOWN_WITHDRAWAL",
    "sandbox_bank_ok, payout.returned, withdrawal_id, 0, UNKNOWN_WITHDRAWAL",
    "sandbox_bank_ok, payout.returned, return_id, , NOT_UNDERSTOOD",
    "sandbox_bank_ok, payout.returned, amount, 49.5, NOT_UNDERSTOOD",
  })
  void what_does_not_fit_is_kept_for_a_person_and_changes_nothing(
      String token, String type, String member, @Nullable String value, Reason reason) {
    String id = requested(token);
    deliver(id);
    Withdrawal before = stored(id);
    Entry<Earnings> newest = creator.newest();
    Map<String, Object> others = new HashMap<>();
    if (!member.isEmpty()) others.put(member, value);
    if (member.equals("amount")) others.put(member, new BigDecimal(String.valueOf(value)));
    String event = event(type, before, others);

    assertEquals(200, webhook(event).status());
    assertEquals(200, webhook(event).status());

    assertEquals(Optional.of(reason), kept(eventId(event)).map(UnbookedEvent::reason));
    assertEquals(before, stored(id));
    assertEquals(newest, creator.newest());
  }

  @Test
  void a_payout_that_is_returned_a_second_time_by_another_return_is_for_a_person() {
    String id = requested("sandbox_bank_ok");
    deliver(id);
    Withdrawal paid = stored(id);
    webhook(event("payout.returned", paid, Map.of("return_id", "re_1" + id)));
    String again = event("payout.returned", paid, Map.of("return_id", "re_2" + id));

    assertEquals(200, webhook(again).status());

    UnbookedEvent kept = kept(eventId(again)).orElseThrow();
    assertEquals(Reason.PAYOUT_CONTRADICTED, kept.reason());
    assertEquals(Optional.of("re_2" + id), kept.event().adjustmentId());
    assertEquals("re_1" + id, stored(id).returned().orElseThrow().id());
    assertEquals(4, creator.newest().sequence());
  }

  /** One return gave two creators their diamonds back, if it was told of both. */
  @Test
  void a_return_brings_one_withdrawal_back_whoever_tells_of_it() throws Exception {
    String id = requested("sandbox_bank_ok");
    deliver(id);
    Creator other = new Creator().earned(20_000);
    String second = other.withdraw(Withdrawals.requested().to("sandbox", "sandbox_bank_ok")).id();
    deliverBody("second", body(other.id(), second));
    Map<String, Object> sameReturn = Map.of("return_id", "re_" + id);
    String first = event("payout.returned", stored(id), sameReturn);
    String again = event("payout.returned", other.withdrawal(second), sameReturn);

    AtOnce.call(List.of(() -> webhook(first).status(), () -> webhook(again).status()));

    assertEquals(
        Set.of(Status.RETURNED, Status.PAID),
        Set.of(stored(id).status(), other.withdrawal(second).status()));
    boolean isFirst = stored(id).status() == Status.RETURNED;
    assertEquals(
        Optional.of(Reason.PAYOUT_CONTRADICTED),
        kept(eventId(isFirst ? again : first)).map(UnbookedEvent::reason));
    assertEquals(Optional.empty(), kept(eventId(isFirst ? first : again)));
    other.chain();
    creator.chain();

    String third = creator.withdraw(Withdrawals.requested().to("sandbox", "sandbox_bank_ok")).id();
    deliver(third);
    assertEquals(ALL_WELL, resolve(third, Kind.RETURNED, "re_" + id));
    assertEquals("settled_otherwise", attribute(deadLetter(third), "cause"));
    assertEquals(Status.PAID, stored(third).status());
    assertEquals(ALL_WELL, resolve(third, Kind.RETURNED, "re_of" + third));
    assertEquals(Status.RETURNED, stored(third).status());
  }

  /** One payout took the diamonds of two creators, if it was told of both. */
  @Test
  void a_payout_pays_one_withdrawal_whoever_tells_of_it() throws Exception {
    String id = requested("sandbox_bank_timeout");
    deliver(id);
    Creator other = new Creator().earned(40_000);
    String second = timedOut(other);
    Map<String, Object> samePayout = Map.of("payout_id", "po_" + id);
    String first = event("payout.paid", stored(id), samePayout);
    String again = event("payout.paid", other.withdrawal(second), samePayout);

    AtOnce.call(List.of(() -> webhook(first).status(), () -> webhook(again).status()));

    assertEquals(
        Set.of(Status.PAID, Status.SUBMITTED),
        Set.of(stored(id).status(), other.withdrawal(second).status()));
    boolean isFirst = stored(id).status() == Status.PAID;
    assertEquals(
        Optional.of(Reason.PAYOUT_CONTRADICTED),
        kept(eventId(isFirst ? again : first)).map(UnbookedEvent::reason));
    assertEquals(Optional.empty(), kept(eventId(isFirst ? first : again)));

    String third = timedOut(other);
    for (String type : List.of("payout.paid", "payout.returned")) {
      String event = event(type, other.withdrawal(third), samePayout);
      assertEquals(200, webhook(event).status());
      assertEquals(
          Optional.of(Reason.PAYOUT_CONTRADICTED), kept(eventId(event)).map(UnbookedEvent::reason));
      assertEquals(Status.SUBMITTED, other.withdrawal(third).status());
    }
    other.chain();
    creator.chain();
  }

  /** Handed over to the sandbox, which has not answered. */
  private static String timedOut(Creator creator) {
    String id =
        creator.withdraw(Withdrawals.requested().to("sandbox", "sandbox_bank_timeout")).id();
    deliverBody("message", body(creator.id(), id));
    return id;
  }

  @Test
  void two_people_cannot_say_that_a_payout_paid_what_it_did_not() {
    creator.earned(40_000);
    String first = requested("sandbox_bank_timeout");
    deliver(first);
    assertEquals(ALL_WELL, resolve(first, Kind.PAID, "po_" + first));
    assertEquals(Status.PAID, stored(first).status());
    String second = timedOut(creator);
    String failed =
        creator.withdraw(Withdrawals.requested().to("sandbox", "sandbox_bank_closed")).id();
    deliver(failed);
    assertEquals(Status.FAILED, stored(failed).status());
    long entries = creator.newest().sequence();

    assertEquals(ALL_WELL, resolve(second, Kind.PAID, "po_" + first));
    assertEquals("settled_otherwise", attribute(deadLetter(second), "cause"));
    assertEquals(ALL_WELL, resolve(failed, Kind.PAID_LATE, "po_" + first));
    assertEquals("settled_otherwise", attribute(deadLetter(failed), "cause"));

    assertEquals(Status.SUBMITTED, stored(second).status());
    assertEquals(Status.FAILED, stored(failed).status());
    assertEquals(entries, creator.newest().sequence());
    assertEquals(ALL_WELL, resolve(second, Kind.PAID, "po_" + second));
    assertEquals(ALL_WELL, resolve(failed, Kind.PAID_LATE, "po_" + failed));
    assertEquals(Status.PAID, stored(second).status());
    assertEquals(Status.PAID, stored(failed).status());
    creator.chain();
  }

  @Test
  void a_payout_of_another_providers_is_not_of_this_ones_concern() {
    String id = requested("other_bank", "other");
    deliver(id);
    String event = event("payout.returned", stored(id), Map.of());

    assertEquals(200, webhook(event).status());

    assertEquals(
        Optional.of(Reason.UNKNOWN_WITHDRAWAL), kept(eventId(event)).map(UnbookedEvent::reason));
    assertEquals(Status.PAID, stored(id).status());
  }

  @Test
  void a_webhook_that_nobody_signed_changes_nothing() {
    String id = requested("sandbox_bank_ok");
    deliver(id);
    String event = event("payout.returned", stored(id), Map.of());
    String signature = SIGNATURE.sign(event.getBytes(StandardCharsets.UTF_8), Instant.now());

    assertEquals(401, webhook("sandbox", event, "").status());
    assertEquals(401, webhook("sandbox", event.replace("5000", "5001"), signature).status());
    assertEquals(404, webhook("stranger", event, signature).status());

    assertEquals(Status.PAID, stored(id).status());
    assertEquals(3, creator.newest().sequence());
  }

  @Test
  void a_return_of_what_was_altered_is_told_again_until_a_person_has_looked() {
    String id = requested("sandbox_bank_ok");
    deliver(id);
    Item honest = item(id);
    String event = event("payout.returned", stored(id), Map.of());
    Embedded.TABLE.replace(honest.toBuilder().number("diamonds", 1_000_000).build());

    assertEquals(503, webhook(event).status());
    assertEquals(3, creator.newest().sequence());

    Embedded.TABLE.replace(honest);
    assertEquals(200, webhook(event).status());
    assertEquals(Status.RETURNED, stored(id).status());
    creator.chain();
  }

  @Test
  void what_the_provider_charged_for_a_payout_is_booked_with_it() {
    String id = requested("sandbox_bank_fee");

    assertEquals(ALL_WELL, deliver(id));

    assertTrue(
        creator
            .newest()
            .postings()
            .contains(new Posting(ChartOfAccounts.PAYOUT_FEES, Asset.money("USD"), 25)));
    creator.chain();
  }

  @Test
  void every_functions_alarm_knows_the_line_that_says_what_is_not_booked() {
    assertEquals(
        Collections.nCopies(3, "\"is not booked\""),
        Embedded.AWS.template().resources("AWS::Logs::MetricFilter").stream()
            .filter(filter -> filter.logicalId().endsWith("UnbookedEvents"))
            .map(filter -> filter.string("FilterPattern"))
            .toList());
    assertEquals(
        List.of("\"paid for diamonds that were spent\""),
        Embedded.AWS.template().resources("AWS::Logs::MetricFilter").stream()
            .filter(filter -> filter.logicalId().equals("PayoutShortfalls"))
            .map(filter -> filter.string("FilterPattern"))
            .toList());
  }

  @Test
  void a_withdrawal_through_a_provider_that_is_not_on_board_is_not_touched() {
    String id = requested("sandbox_bank_ok", "former");

    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.REQUESTED, stored(id).status());
    Message letter = deadLetter(id);
    assertEquals("unknown_provider", attribute(letter, "cause"));
    assertEquals(body(creator.id(), id), letter.body());
  }

  @Test
  void a_payout_without_an_answer_is_set_aside_at_its_last_delivery_and_stays_submitted() {
    String id = requested("sandbox_bank_timeout");
    assertEquals(List.of("message"), deliver(id));

    assertEquals(
        ALL_WELL,
        source.deliver(message("message", body(creator.id(), id)).receives(receivesMax())));

    Message letter = deadLetter(id);
    assertEquals("retries_exhausted", attribute(letter, "cause"));
    assertTrue(attribute(letter, "detail").contains("no answer from the sandbox"));
    assertEquals(Status.SUBMITTED, stored(id).status());
    assertEquals(10_000, creator.newest().state().heldDiamonds());
  }

  @Test
  void who_asks_once_makes_no_message_of_a_pending_payout() {
    String id = requested("sandbox_bank_late");

    assertEquals(ALL_WELL, source.deliver(message("once", once(id))));

    assertEquals(Status.SUBMITTED, stored(id).status());
    assertEquals(List.of(), queued(id));
    submittedEarlier(id, Duration.ofSeconds(3));
    assertEquals(ALL_WELL, source.deliver(message("once", once(id))));
    assertEquals(Status.PAID, stored(id).status());
  }

  @Test
  void a_submitted_withdrawal_is_paid_when_a_person_brings_the_answer() {
    String id = requested("sandbox_bank_timeout");
    deliver(id);

    assertEquals(ALL_WELL, resolve(id, Kind.PAID, "po_77" + id));
    assertEquals(ALL_WELL, resolve(id, Kind.PAID, "po_77" + id));

    assertEquals(Status.PAID, stored(id).status());
    assertEquals(Optional.of("po_77" + id), stored(id).payoutId());
    assertEquals(PayoutPaid.KIND, creator.newest().kind());
    assertEquals(3, creator.newest().sequence());
    assertEquals(List.of(), deadLetterQueue.takeAll());
    creator.chain();
  }

  @Test
  void a_submitted_withdrawal_is_returned_when_a_person_brings_the_refusal() {
    String id = requested("sandbox_bank_timeout");
    deliver(id);

    assertEquals(ALL_WELL, resolve(id, Kind.REFUSED, "account_closed"));

    assertEquals(Status.FAILED, stored(id).status());
    assertEquals(Optional.of("account_closed"), stored(id).failureReason());
    assertEquals(20_000, creator.newest().state().diamonds());
    // Its messages may still be on their way; the provider is not asked any more.
    submittedEarlier(id, Duration.ofSeconds(3));
    assertEquals(ALL_WELL, deliver(id));
    assertEquals(Status.FAILED, stored(id).status());
    assertEquals(3, creator.newest().sequence());
    creator.chain();
  }

  @Test
  void a_withdrawal_that_was_never_submitted_can_be_cancelled_and_is_never_paid_then() {
    String id = requested("sandbox_bank_ok");

    assertEquals(ALL_WELL, resolve(id, Kind.CANCELLED, "provider_changed"));
    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.FAILED, stored(id).status());
    assertTrue(stored(id).submittedAt().isEmpty());
    assertEquals(20_000, creator.newest().state().diamonds());
    assertEquals(0, creator.newest().state().heldDiamonds());
    creator.chain();
  }

  @Test
  void nobody_can_have_answered_for_a_withdrawal_that_was_never_submitted() {
    String id = requested("sandbox_bank_ok");

    assertEquals(ALL_WELL, resolve(id, Kind.PAID, "po_77"));
    assertEquals("wrong_status", attribute(deadLetter(id), "cause"));
    assertEquals(ALL_WELL, resolve(id, Kind.REFUSED, "account_closed"));
    assertEquals("wrong_status", attribute(deadLetter(id), "cause"));

    assertEquals(Status.REQUESTED, stored(id).status());
    assertEquals(2, creator.newest().sequence());
  }

  @Test
  void a_submitted_withdrawal_cannot_be_cancelled() {
    String id = requested("sandbox_bank_timeout");
    deliver(id);

    assertEquals(ALL_WELL, resolve(id, Kind.CANCELLED, "provider_changed"));

    assertEquals("wrong_status", attribute(deadLetter(id), "cause"));
    assertEquals(Status.SUBMITTED, stored(id).status());
  }

  @Test
  void a_paid_withdrawal_comes_back_once_when_a_person_says_so() {
    String id = requested("sandbox_bank_ok");
    deliver(id);

    assertEquals(ALL_WELL, resolve(id, Kind.RETURNED, "re_77" + id));
    assertEquals(ALL_WELL, resolve(id, Kind.RETURNED, "re_77" + id));
    assertEquals(ALL_WELL, deliver(id));
    assertEquals(List.of(), deadLetterQueue.takeAll());
    assertEquals(ALL_WELL, resolve(id, Kind.RETURNED, "re_78" + id));
    assertEquals("settled_otherwise", attribute(deadLetter(id), "cause"));

    assertEquals(Status.RETURNED, stored(id).status());
    assertEquals("re_77" + id, stored(id).returned().orElseThrow().id());
    Entry<Earnings> entry = creator.newest();
    assertEquals(PayoutReturned.KIND, entry.kind());
    assertEquals(4, entry.sequence());
    assertEquals(20_000, entry.state().diamonds());
    assertEquals(0, entry.state().withdrawn().minor());
    creator.chain();
  }

  @Test
  void a_failed_withdrawal_that_was_paid_all_the_same_takes_its_diamonds_again() {
    String id = requested("sandbox_bank_closed");
    deliver(id);

    assertEquals(ALL_WELL, resolve(id, Kind.PAID_LATE, "po_late" + id));
    assertEquals(ALL_WELL, resolve(id, Kind.PAID_LATE, "po_late" + id));
    assertEquals(List.of(), deadLetterQueue.takeAll());

    Withdrawal paid = stored(id);
    assertEquals(Status.PAID, paid.status());
    assertEquals(Optional.of("po_late" + id), paid.payoutId());
    assertEquals(4, creator.newest().sequence());
    assertEquals(10_000, creator.newest().state().diamonds());
    assertEquals(5_000, creator.newest().state().withdrawn().minor());
    String back = event("payout.returned", paid, Map.of());
    assertEquals(200, webhook(back).status());
    assertEquals(Status.RETURNED, stored(id).status());
    assertEquals(20_000, creator.newest().state().diamonds());
    creator.chain();
  }

  @Test
  void what_was_paid_late_is_booked_although_its_diamonds_are_spent() {
    String id = requested("sandbox_bank_closed");
    deliver(id);
    creator.withdraw(Withdrawals.requested().diamonds(15_000));

    assertEquals(ALL_WELL, resolve(id, Kind.PAID_LATE, "po_late" + id));
    assertEquals(ALL_WELL, resolve(id, Kind.PAID_LATE, "po_late" + id));

    assertEquals(List.of(), deadLetterQueue.takeAll());
    Withdrawal paid = stored(id);
    assertEquals(Status.PAID, paid.status());
    assertEquals(50_000_000, paid.late().orElseThrow().shortE4());
    assertEquals(0, creator.newest().state().diamonds());
    assertEquals(
        List.of(
            "earnings diamond_e4 -50000000",
            "platform:payout-shortfall diamond_e4 -50000000",
            "platform:payouts diamond_e4 100000000",
            "platform:payouts USD 5000",
            "platform:cash USD -5000"),
        creator.newest().postings().stream().map(Object::toString).toList());

    assertEquals(200, webhook(event("payout.returned", paid, Map.of())).status());
    assertEquals(Status.RETURNED, stored(id).status());
    assertEquals(5_000, creator.newest().state().diamonds());
    creator.chain();
  }

  @Test
  void what_was_returned_is_not_returned_again_when_its_status_was_set_back() {
    String id = requested("sandbox_bank_ok");
    deliver(id);
    Item paid = item(id);
    assertEquals(ALL_WELL, resolve(id, Kind.RETURNED, "re_77" + id));
    Embedded.TABLE.replace(paid);

    assertEquals(ALL_WELL, resolve(id, Kind.RETURNED, "re_78" + id));

    assertEquals("record_altered", attribute(deadLetter(id), "cause"));
    assertEquals(4, creator.newest().sequence());
  }

  /** Whoever can put a message there, or alter one, ends nothing: two people do. */
  @Test
  void what_a_message_says_is_not_believed_but_what_two_people_approved() {
    String id = requested("sandbox_bank_timeout");
    deliver(id);
    String alone = proposed(id, Kind.REFUSED, "account_closed", "");
    String own = proposed(id, Kind.REFUSED, "account_closed", "ann");
    String theirs = proposed(id, Kind.REFUSED, "account_closed", creator.id());
    String altered = proposed(id, Kind.REFUSED, "account_closed", "bob");
    Item whole = proposal(altered);
    Embedded.TABLE.replace(
        whole.toBuilder()
            .map("about", PayoutResolution.about(id, "paid", "po_77", stored(id).amount()))
            .build());
    String another = requested("sandbox_bank_timeout");
    String ofAnother = proposed(another, Kind.CANCELLED, "changed", "bob");

    for (String proposal : List.of("0".repeat(26), alone, own, theirs, altered, ofAnother)) {
      assertEquals(ALL_WELL, resolve(id, proposal));
      assertEquals("not_approved", attribute(deadLetter(id), "cause"), proposal);
    }
    assertEquals(
        ALL_WELL,
        deliverBody(
            "resolution",
            body(creator.id(), id)
                .replace(
                    "}",
                    ",\"resolution\":{\"kind\":\"REFUSED\",\"text\":\"x\",\"by\":\"ann\","
                        + "\"note\":\"T-1\"}}")));
    assertEquals("malformed_body", attribute(deadLetter(id), "cause"));
    assertEquals(Status.SUBMITTED, stored(id).status());

    Embedded.TABLE.replace(whole);
    assertEquals(ALL_WELL, resolve(id, altered));
    assertEquals(Status.FAILED, stored(id).status());
    creator.chain();
  }

  private Item proposal(String id) {
    return Embedded.TABLE.get(Proposal.TYPE.key(creator.account(), id), true).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"REFUSED, account_closed", "CANCELLED, provider_changed", "PAID, another_payout"})
  void a_person_who_contradicts_a_settled_withdrawal_hears_of_it(Kind kind, String text) {
    String id = requested("sandbox_bank_ok");
    deliver(id);

    assertEquals(ALL_WELL, resolve(id, kind, text));

    assertEquals("settled_otherwise", attribute(deadLetter(id), "cause"));
    assertEquals(Status.PAID, stored(id).status());
    assertEquals(3, creator.newest().sequence());
  }

  @RepeatedTest(5)
  void a_withdrawal_cancelled_while_it_is_being_paid_is_the_one_or_the_other() throws Exception {
    String id = requested("sandbox_bank_ok");
    List<Callable<List<String>>> deliveries = new ArrayList<>();
    for (int number = 0; number < 6; number++) {
      deliveries.add(number % 2 == 0 ? () -> deliver(id) : () -> resolve(id, Kind.CANCELLED, "x"));
    }

    AtOnce.call(deliveries);
    deliver(id);

    Withdrawal settled = stored(id);
    boolean paid = settled.status() == Status.PAID;
    assertTrue(paid || settled.status() == Status.FAILED, settled.toString());
    assertEquals(paid, settled.submittedAt().isPresent(), "asked the provider, or cancelled");
    assertEquals(3, creator.newest().sequence());
    assertEquals(paid ? 10_000 : 20_000, creator.newest().state().diamonds());
    creator.chain();
    deadLetterQueue.takeAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"REQUESTED", "SUBMITTED"})
  void a_withdrawal_whose_status_was_set_back_is_set_aside_and_nobody_is_asked(String status) {
    String id = requested("other_bank", "other");
    // Its diamonds come back, and others are held, so that the balance alone would not tell.
    assertEquals(ALL_WELL, resolve(id, Kind.CANCELLED, "changed"));
    creator.withdraw(Withdrawals.requested());
    setBack(id, status);

    assertEquals(ALL_WELL, deliver(id));
    assertEquals("record_altered", attribute(deadLetter(id), "cause"));
    Kind kind = status.equals("REQUESTED") ? Kind.CANCELLED : Kind.PAID;
    assertEquals(ALL_WELL, resolve(id, kind, "again"));
    assertEquals("record_altered", attribute(deadLetter(id), "cause"));

    assertFalse(OtherPayouts.ASKED.contains(id), "the provider was asked");
    assertEquals(4, creator.newest().sequence());
    assertEquals(Status.valueOf(status), stored(id).status());
  }

  @Test
  void a_payout_that_was_paid_is_not_booked_again_when_its_status_was_set_back() {
    String id = requested("other_bank", "other");
    assertEquals(ALL_WELL, deliver(id));
    creator.withdraw(Withdrawals.requested());
    setBack(id, "SUBMITTED");

    assertEquals(ALL_WELL, deliver(id));

    assertEquals("record_altered", attribute(deadLetter(id), "cause"));
    assertEquals(4, creator.newest().sequence());
  }

  @ParameterizedTest
  @CsvSource({
    "amountMinor, 50000",
    "diamonds, 1",
    "currency, KWD",
    "payoutToken, sandbox_bank_of_another",
    "payoutMethod, another",
    "provider, other"
  })
  void a_submitted_withdrawal_whose_amount_or_destination_was_altered_is_set_aside(
      String attribute, String value) {
    String id = requested("sandbox_bank_late");
    assertEquals(ALL_WELL, deliver(id));
    submittedEarlier(id, Duration.ofSeconds(3));
    Item honest = item(id);
    Item.Builder altered = honest.toBuilder();
    if (honest.attributes().get(attribute) instanceof Value.Number) {
      altered.number(attribute, Long.parseLong(value));
    } else altered.text(attribute, value);
    Embedded.TABLE.replace(altered.build());

    assertEquals(ALL_WELL, deliver(id));

    assertEquals("record_altered", attribute(deadLetter(id), "cause"));
    assertFalse(OtherPayouts.ASKED.contains(id), "a provider was asked");
    assertEquals(2, creator.newest().sequence());
    Embedded.TABLE.replace(honest);
    assertEquals(ALL_WELL, deliver(id));
    assertEquals(Status.PAID, stored(id).status());
  }

  private static HttpAnswer webhook(String event) {
    return webhook(
        "sandbox", event, SIGNATURE.sign(event.getBytes(StandardCharsets.UTF_8), Instant.now()));
  }

  private static HttpAnswer webhook(String provider, String event, String signature) {
    return new HttpApi(webhookHandler)
        .post("/v1/payout-webhooks/{provider}", provider)
        .header("sandbox-signature", signature)
        .text(event)
        .send();
  }

  /** An event as the sandbox words it. */
  private static String event(String type, Withdrawal withdrawal, Map<String, Object> others) {
    Map<String, Object> data = new HashMap<>();
    data.put("payout_id", withdrawal.payoutId().orElse("sbxpo_of_the_webhook" + withdrawal.id()));
    data.put("withdrawal_id", withdrawal.id());
    data.put("user_id", withdrawal.creator());
    data.put("amount", withdrawal.amount().minor());
    data.put("currency", withdrawal.amount().currency());
    data.put("reason", "account_closed");
    data.put("return_id", "sbxre_" + withdrawal.id());
    data.putAll(others);
    return Json.write(
        Map.of(
            "id", "sbxevt_" + UUID.randomUUID(), "type", type, "created_at", "now", "data", data));
  }

  private static String eventId(String event) {
    return String.valueOf(Json.read(event).get("id"));
  }

  /** Why what the other provider answered is kept. */
  private static Optional<Reason> told(String answer) {
    return Embedded.TABLE
        .get(new Key("PROVIDER_EVENTS", "EVENT#other#" + answer), true)
        .map(item -> UnbookedEvent.read(item).reason());
  }

  private static Optional<UnbookedEvent> kept(String eventId) {
    return Embedded.TABLE
        .get(new Key("PROVIDER_EVENTS", "EVENT#sandbox#" + eventId), true)
        .map(UnbookedEvent::read);
  }

  private Item item(String id) {
    return Embedded.TABLE.get(Withdrawal.TYPE.key(creator.account(), id), true).orElseThrow();
  }

  /** As if it had never ended. */
  private void setBack(String id, String status) {
    Map<String, Value> attributes = new HashMap<>(item(id).attributes());
    attributes.keySet().removeAll(List.of("settledAt", "settlement", "failureReason", "payoutId"));
    attributes.put("status", new Value.Text(status));
    if (status.equals("SUBMITTED")) {
      attributes.put("submittedAt", new Value.Text("2026-11-20T10:15:30.125Z"));
    }
    Embedded.TABLE.replace(new Item(Map.copyOf(attributes)));
  }

  @Test
  void a_payout_provider_that_does_not_exist_stops_the_start() {
    Map<String, String> environment =
        Embedded.environment("PayOutFunction", "PAYOUT_PROVIDER", "sandbx");

    Exception fault =
        assertThrows(RuntimeException.class, () -> new PayOutHandler(environment).close());

    assertTrue(
        String.valueOf(fault.getMessage()).contains("PAYOUT_PROVIDER is \"sandbx\""),
        fault.getMessage());
  }

  // ---- Returned purchases

  private final Viewer viewer = new Viewer();

  /** A viewer bought a thousand coins, spent some, and returned the rest. */
  private Recharge returned(String method, long spent) {
    Recharge paid = viewer.paid(Recharges.opened().by(viewer.id()).method(method));
    if (spent > 0) viewer.send(Gifts.sent().coins(spent));
    viewer.giveBack(paid, "return-1");
    return viewer.recharge(paid);
  }

  private List<String> payBack(Recharge recharge) {
    return deliverBody(
        "refund",
        "{\"viewer\":\"%s\",\"recharge\":\"%s\",\"refund\":\"return-1\"}"
            .formatted(recharge.viewer(), recharge.id()));
  }

  private Adjustments.One refund(Recharge recharge) {
    return viewer.recharge(recharge).adjustments().find("return-1").orElseThrow();
  }

  @Test
  void a_returned_purchase_is_paid_back_once() {
    Recharge recharge = returned("sandbox_card", 300);
    assertTrue(refund(recharge).isToBeRefunded());

    assertEquals(ALL_WELL, payBack(recharge));
    Adjustments.One paidBack = refund(recharge);
    assertEquals(ALL_WELL, payBack(recharge));

    assertTrue(paidBack.refundId().orElseThrow().startsWith("sbxref_"));
    assertEquals(700, paidBack.adjustment().amount().minor());
    assertEquals(paidBack, refund(recharge));
    assertTrue(
        PaymentAdjusted.isAsItsEntriesSay(Embedded.LEDGER, viewer.recharge(recharge)),
        "what the provider tells of the refund later could not be booked");
    assertEquals(
        1,
        webhooks.takeAll().stream()
            .filter(message -> message.body().contains(recharge.id()))
            .count(),
        "the provider was asked once");
    viewer.chain();
  }

  @Test
  void what_the_provider_never_pays_back_the_viewer_has_again() {
    Recharge recharge = returned("sandbox_card_no_refund", 300);
    assertEquals(0, viewer.coins());

    assertEquals(ALL_WELL, payBack(recharge));
    assertEquals(ALL_WELL, payBack(recharge));

    assertEquals(Adjustments.Status.REVERSED, refund(recharge).status());
    assertEquals(700, viewer.coins());
    assertEquals(4, viewer.newest().sequence());
    assertEquals(PaymentRestored.KIND, viewer.newest().kind());
    viewer.chain();
  }

  /** A dispute of all that was paid, of which a part is on its way back. */
  @Test
  void a_dispute_that_had_no_room_beside_a_return_is_booked_when_that_is_refused() {
    Recharge recharge = returned("sandbox_card_no_refund", 300);
    Adjustment dispute =
        new Adjustment("dp_" + recharge.id(), Adjustment.Cause.DISPUTE, recharge.quote().price());
    assertTrue(
        AwaitedPayment.of(Embedded.LEDGER, "sandbox", recharge.paymentId().orElseThrow())
            .note(Embedded.LEDGER, dispute, false));

    assertEquals(ALL_WELL, payBack(recharge));
    assertEquals(ALL_WELL, payBack(recharge));

    assertEquals(Adjustments.Status.REVERSED, refund(recharge).status());
    assertEquals(PaymentTakenBack.KIND, viewer.newest().kind());
    assertEquals(0, viewer.coins());
    assertEquals(300, viewer.newest().state().debt());
    viewer.chain();
  }

  @Test
  void what_is_not_as_the_entries_say_is_not_paid_back() {
    Recharge recharge = returned("sandbox_card", 0);
    Item honest = Embedded.TABLE.get(recharge.key(), true).orElseThrow();
    for (Item altered :
        List.of(
            honest.toBuilder().text("provider", "other").build(),
            honest.toBuilder().text("paymentId", "payment-of-another").build(),
            honest.toBuilder()
                .texts(
                    "adjustments",
                    honest.texts("adjustments").stream()
                        .map(text -> text.replace(" 1000 USD", " 9000 USD"))
                        .toList())
                .build())) {
      Embedded.TABLE.replace(altered);
      assertEquals(ALL_WELL, payBack(recharge));
      assertEquals("record_altered", attribute(deadLetter(recharge.id()), "cause"));
    }
    Embedded.TABLE.replace(honest);
    assertEquals(
        ALL_WELL,
        deliverBody(
            "refund",
            "{\"viewer\":\"%s\",\"recharge\":\"%s\",\"refund\":\"return-2\"}"
                .formatted(recharge.viewer(), recharge.id())));
    assertEquals("unknown_refund", attribute(deadLetter(recharge.id()), "cause"));
    assertTrue(refund(recharge).isToBeRefunded());
  }

  /** The provider's answer and its webhook are booked as one. */
  @Test
  void an_unapplied_payment_is_paid_back_once() {
    String payment = "sbxpay_" + viewer.id();
    Embedded.LEDGER.append(
        Unapplied.of("sandbox"),
        new PaymentUnapplied(
                "sandbox",
                payment,
                new Money(500, "USD"),
                "second_payment",
                Optional.of(viewer.id()),
                Optional.empty())
            ::movement);
    String message =
        "{\"provider\":\"sandbox\",\"payment\":\"%s\",\"by\":\"ann\",\"note\":\"T-1\"}";
    Key key = UnappliedPayment.key("sandbox", payment);

    assertEquals(ALL_WELL, deliverBody("unapplied", message.formatted(payment)));
    assertEquals("not_approved", attribute(deadLetter(payment), "cause"));
    UnappliedPayment left = Embedded.LEDGER.find(UnappliedPayment.TYPE, key).orElseThrow();
    assertEquals(UnappliedPayment.Status.UNAPPLIED, left.status());
    Embedded.LEDGER.advance(left.refunding());

    assertEquals(ALL_WELL, deliverBody("unapplied", message.formatted(payment)));
    assertEquals(ALL_WELL, deliverBody("unapplied", message.formatted(payment)));

    UnappliedPayment refunded = Embedded.LEDGER.find(UnappliedPayment.TYPE, key).orElseThrow();
    assertEquals(UnappliedPayment.Status.REFUNDED, refunded.status());
    Message webhook = webhooks.next(told -> told.body().contains(payment));
    assertTrue(
        webhook.body().contains(refunded.adjustments().all().getFirst().adjustment().id()),
        webhook::body);
    assertEquals(ALL_WELL, deliverBody("unapplied", message.formatted("sbxpay_none_" + payment)));
    assertEquals("unknown_payment", attribute(deadLetter("sbxpay_none_" + payment), "cause"));
  }

  private String requested(String token) {
    return requested(token, "sandbox");
  }

  /** A creator earned 20,000 diamonds and asked for 10,000 of them to be paid. */
  private String requested(String token, String provider) {
    return creator.earned(20_000).withdraw(Withdrawals.requested().to(provider, token)).id();
  }

  /** Makes time pass for a submitted withdrawal. */
  private void submittedEarlier(String id, Duration passed) {
    Withdrawal withdrawal = stored(id);
    Embedded.TABLE.replace(
        Embedded.TABLE.get(withdrawal.key(), true).orElseThrow().toBuilder()
            .instant("submittedAt", withdrawal.submittedAt().orElseThrow().minus(passed))
            .build());
  }

  private Withdrawal stored(String id) {
    return creator.withdrawal(id);
  }

  /** The messages about a withdrawal that are on the queue; other tests' messages go. */
  private static List<Message> queued(String id) {
    return payouts.takeAll().stream().filter(message -> message.body().contains(id)).toList();
  }

  private static Message deadLetter(String id) {
    return deadLetterQueue.next(letter -> letter.body().contains(id));
  }

  private static int receivesMax() {
    return Integer.parseInt(
        Embedded.environment("PayOutFunction").getOrDefault("MAX_RECEIVE_COUNT", ""));
  }

  private String once(String id) {
    return body(creator.id(), id).replace("}", ",\"once\":true}");
  }

  /** Two people say how it ends, and pay-out hears of it. */
  private List<String> resolve(String id, Kind kind, String text) {
    return resolve(id, proposed(id, kind, text, "bob"));
  }

  private List<String> resolve(String id, String proposal) {
    return deliverBody(
        "resolution", body(creator.id(), id).replace("}", ",\"resolution\":\"" + proposal + "\"}"));
  }

  /** What ann proposed and somebody approved; nobody if that is empty. */
  private String proposed(String id, Kind kind, String text, String approver) {
    Proposal proposal =
        Proposal.of(
            creator.account(),
            Proposal.TYPE.idFor(creator.account(), id + kind + text + approver),
            Proposal.Kind.RESOLUTION,
            PayoutResolution.about(id, kind.label(), text, stored(id).amount()),
            stored(id).amount().minor(),
            new OperatorAction("told_by_letter", "ann", "T-1"),
            Instant.ofEpochMilli(1_795_000_000_000L));
    Embedded.TABLE.replace(proposal.item());
    Embedded.TABLE.replace(proposal.proposing().item());
    if (approver.isEmpty()) return proposal.id();
    var given =
        new Proposal.Approval(approver, proposal.proposedAt().plusSeconds(1), OptionalLong.empty());
    Embedded.LEDGER.advance(proposal.approved(given));
    Embedded.TABLE.replace(proposal.approving(PayoutResolution.APPROVED, given).item());
    return proposal.id();
  }

  private List<String> deliver(String id) {
    return deliverBody("message", body(creator.id(), id));
  }

  private static List<String> deliverBody(String messageId, String body) {
    return source.deliver(message(messageId, body));
  }

  private static String body(String creator, String withdrawal) {
    return "{\"creator\":\"" + creator + "\",\"withdrawal\":\"" + withdrawal + "\"}";
  }

  private static QueueMessage message(String id, String body) {
    return QueueMessage.of(id, body);
  }
}
