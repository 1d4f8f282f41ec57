package io.giftledger.payout;

import static io.giftledger.emulator.QueueReader.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.PayoutResolution.Kind;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.Withdrawal.Status;
import io.giftledger.economy.policy.Money;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.Invocation;
import io.giftledger.emulator.QueueReader;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.Request;
import io.giftledger.ledger.table.Table;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

class PayOutHandlerTest {

  private static final String ALL_WELL = "{\"batchItemFailures\":[]}";
  private static final Money FIFTY = new Money(5_000, "USD");

  private static EmbeddedAws aws;
  private static Table table;
  private static Ledger ledger;
  private static PayOutHandler handler;
  private static QueueReader payouts;
  private static QueueReader deadLetterQueue;

  private final String creator = "creator-" + UUID.randomUUID();
  private final Account<Earnings> account = Earnings.BOOK.account(creator);

  @BeforeAll
  static void start() {
    aws = EmbeddedAws.shared();
    table = new DynamoDbTable(aws.dynamoDb(), aws.tableName());
    ledger = new Ledger(table, InstantSource.system(), attempt -> {});
    handler = new PayOutHandler(aws.environment("PayOutFunction"));
    payouts = new QueueReader(aws, "Payouts");
    deadLetterQueue = new QueueReader(aws, "PayoutsDead");
  }

  @AfterAll
  static void stop() {
    handler.close();
  }

  @Test
  void a_requested_withdrawal_is_paid() throws IOException {
    String id = requested("sandbox_bank_ok");

    assertEquals(ALL_WELL, deliver(id));

    Withdrawal paid = stored(id);
    assertEquals(Status.PAID, paid.status());
    assertTrue(paid.payoutId().orElseThrow().startsWith("sbxpo_"));
    assertTrue(paid.submittedAt().isPresent());
    Entry<Earnings> entry = newest();
    assertEquals(EntryKind.PAYOUT_PAID, entry.kind());
    assertEquals(Optional.of(entry.at()), paid.settledAt());
    assertEquals("WITHDRAWAL#" + id, entry.ref());
    assertEquals(10_000, entry.state().diamonds());
    assertEquals(0, entry.state().heldDiamonds());
    assertEquals(5_000, entry.state().withdrawn().minor());
    assertChainVerifies();
  }

  @Test
  void a_refused_payout_returns_the_diamonds_and_the_weekly_room() throws IOException {
    String id = requested("sandbox_bank_closed");

    assertEquals(ALL_WELL, deliver(id));

    Withdrawal failed = stored(id);
    assertEquals(Status.FAILED, failed.status());
    assertEquals(Optional.of("account_closed"), failed.failureReason());
    assertTrue(failed.payoutId().isEmpty());
    Entry<Earnings> entry = newest();
    assertEquals(EntryKind.PAYOUT_FAILED, entry.kind());
    assertEquals(20_000, entry.state().diamonds());
    assertEquals(0, entry.state().heldDiamonds());
    assertEquals(0, entry.state().withdrawn().minor());
    assertChainVerifies();
  }

  @Test
  void a_time_out_leaves_it_submitted_and_the_next_delivery_finds_it_paid_once()
      throws IOException {
    String id = requested("sandbox_bank_timeout");

    assertEquals(failed("message"), deliver(id));
    assertEquals(Status.SUBMITTED, stored(id).status());
    assertEquals(failed("message"), deliver(id));
    assertEquals(2, newest().sequence());

    submittedEarlier(id, Duration.ofSeconds(3));
    assertEquals(ALL_WELL, deliver(id));
    Withdrawal paid = stored(id);
    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.PAID, paid.status());
    assertEquals(paid, stored(id));
    assertEquals(3, newest().sequence());
    assertChainVerifies();
  }

  @Test
  void a_late_answer_is_asked_for_again_until_it_comes() throws IOException {
    String id = requested("sandbox_bank_late");

    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.SUBMITTED, stored(id).status());
    Message again = payouts.next(message -> message.body().contains(id));
    submittedEarlier(id, Duration.ofSeconds(3));
    assertEquals(ALL_WELL, deliverBody("again", again.body()));
    assertEquals(Status.PAID, stored(id).status());
    assertEquals(0, newest().state().heldDiamonds());
  }

  @Test
  void a_late_refusal_returns_the_diamonds() throws IOException {
    String id = requested("sandbox_bank_late_refusal");
    deliver(id);
    submittedEarlier(id, Duration.ofSeconds(3));

    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.FAILED, stored(id).status());
    assertEquals(20_000, newest().state().diamonds());
  }

  @Test
  void a_clock_that_lags_does_not_stop_a_pending_payout() throws IOException {
    String id = requested("sandbox_bank_late");
    deliver(id);
    submittedEarlier(id, Duration.ofSeconds(-60));

    assertEquals(ALL_WELL, deliver(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sandbox_bank_ok", "sandbox_bank_closed"})
  void a_message_delivered_ten_times_at_once_settles_once(String token) throws Exception {
    String id = requested(token);
    Callable<String> delivery = () -> deliver(id);

    List<String> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> answer : threads.invokeAll(Collections.nCopies(10, delivery))) {
        answers.add(answer.get());
      }
    }

    assertEquals(Collections.nCopies(10, ALL_WELL), answers);
    assertEquals(3, newest().sequence());
    assertEquals(0, newest().state().heldDiamonds());
    assertChainVerifies();
  }

  @Test
  void what_is_settled_stays_as_it_is() throws IOException {
    String id = requested("sandbox_bank_ok");
    deliver(id);
    Withdrawal paid = stored(id);

    assertEquals(ALL_WELL, deliver(id));

    assertEquals(paid, stored(id));
    assertEquals(3, newest().sequence());
  }

  @Test
  void a_message_that_makes_no_sense_is_set_aside_alone_with_its_cause() throws IOException {
    String id = requested("sandbox_bank_ok");
    Map<String, String> causes =
        Map.of(
            "garbage", "malformed_body",
            "empty", "malformed_body",
            "null", "malformed_body",
            "nobody", "malformed_body",
            "stranger", "unknown_withdrawal",
            "unknown", "unknown_withdrawal");

    String answer =
        handle(
            message("garbage", "not json"),
            message("empty", "{}"),
            message("null", "null"),
            message("nobody", body("not a user id", id)),
            message("stranger", body("stranger-" + creator, id)),
            message("unknown", body(creator, "0".repeat(26))),
            message("good", body(creator, id)));

    assertEquals(ALL_WELL, answer);
    assertEquals(Status.PAID, stored(id).status());
    assertEquals(
        causes,
        deadLetterQueue.takeAll().stream()
            .collect(
                Collectors.toMap(
                    letter -> attribute(letter, "id"), letter -> attribute(letter, "cause"))));
  }

  @Test
  void a_withdrawal_in_flight_is_paid_by_its_own_provider_whichever_is_preferred()
      throws IOException {
    // The function gives new payout methods to the sandbox.
    String id = requested("other_bank", "other");

    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.PAID, stored(id).status());
    assertEquals(Optional.of("other-" + id), stored(id).payoutId());
    assertChainVerifies();
  }

  @Test
  void a_withdrawal_through_a_provider_that_is_not_on_board_is_not_touched() throws IOException {
    String id = requested("sandbox_bank_ok", "former");

    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.REQUESTED, stored(id).status());
    Message letter = deadLetter(id);
    assertEquals("unknown_provider", attribute(letter, "cause"));
    assertEquals(body(creator, id), letter.body());
  }

  @Test
  void a_payout_without_an_answer_is_set_aside_at_its_last_delivery_and_stays_submitted()
      throws IOException {
    String id = requested("sandbox_bank_timeout");
    assertEquals(failed("message"), deliver(id));

    assertEquals(ALL_WELL, handle(message("message", body(creator, id), receivesMax())));

    Message letter = deadLetter(id);
    assertEquals("retries_exhausted", attribute(letter, "cause"));
    assertTrue(attribute(letter, "detail").contains("no answer from the sandbox"));
    assertEquals(Status.SUBMITTED, stored(id).status());
    assertEquals(10_000, newest().state().heldDiamonds());
  }

  @Test
  void who_asks_once_makes_no_message_of_a_pending_payout() throws IOException {
    String id = requested("sandbox_bank_late");

    assertEquals(ALL_WELL, handle(message("once", once(id))));

    assertEquals(Status.SUBMITTED, stored(id).status());
    assertEquals(List.of(), queued(id));
    submittedEarlier(id, Duration.ofSeconds(3));
    assertEquals(ALL_WELL, handle(message("once", once(id))));
    assertEquals(Status.PAID, stored(id).status());
  }

  @Test
  void a_submitted_withdrawal_is_paid_when_a_person_brings_the_answer() throws IOException {
    String id = requested("sandbox_bank_timeout");
    deliver(id);

    assertEquals(ALL_WELL, resolve(id, Kind.PAID, "po_77"));
    assertEquals(ALL_WELL, resolve(id, Kind.PAID, "po_77"));

    assertEquals(Status.PAID, stored(id).status());
    assertEquals(Optional.of("po_77"), stored(id).payoutId());
    assertEquals(EntryKind.PAYOUT_PAID, newest().kind());
    assertEquals(3, newest().sequence());
    assertEquals(List.of(), deadLetterQueue.takeAll());
    assertChainVerifies();
  }

  @Test
  void a_submitted_withdrawal_is_returned_when_a_person_brings_the_refusal() throws IOException {
    String id = requested("sandbox_bank_timeout");
    deliver(id);

    assertEquals(ALL_WELL, resolve(id, Kind.REFUSED, "account_closed"));

    assertEquals(Status.FAILED, stored(id).status());
    assertEquals(Optional.of("account_closed"), stored(id).failureReason());
    assertEquals(20_000, newest().state().diamonds());
    // Its messages may still be on their way; the provider is not asked any more.
    submittedEarlier(id, Duration.ofSeconds(3));
    assertEquals(ALL_WELL, deliver(id));
    assertEquals(Status.FAILED, stored(id).status());
    assertEquals(3, newest().sequence());
    assertChainVerifies();
  }

  @Test
  void a_withdrawal_that_was_never_submitted_can_be_cancelled_and_is_never_paid_then()
      throws IOException {
    String id = requested("sandbox_bank_ok");

    assertEquals(ALL_WELL, resolve(id, Kind.CANCELLED, "provider_changed"));
    assertEquals(ALL_WELL, deliver(id));

    assertEquals(Status.FAILED, stored(id).status());
    assertTrue(stored(id).submittedAt().isEmpty());
    assertEquals(20_000, newest().state().diamonds());
    assertEquals(0, newest().state().heldDiamonds());
    assertChainVerifies();
  }

  @Test
  void nobody_can_have_answered_for_a_withdrawal_that_was_never_submitted() throws IOException {
    String id = requested("sandbox_bank_ok");

    assertEquals(ALL_WELL, resolve(id, Kind.PAID, "po_77"));
    assertEquals("wrong_status", attribute(deadLetter(id), "cause"));
    assertEquals(ALL_WELL, resolve(id, Kind.REFUSED, "account_closed"));
    assertEquals("wrong_status", attribute(deadLetter(id), "cause"));

    assertEquals(Status.REQUESTED, stored(id).status());
    assertEquals(2, newest().sequence());
  }

  @Test
  void a_submitted_withdrawal_cannot_be_cancelled() throws IOException {
    String id = requested("sandbox_bank_timeout");
    deliver(id);

    assertEquals(ALL_WELL, resolve(id, Kind.CANCELLED, "provider_changed"));

    assertEquals("wrong_status", attribute(deadLetter(id), "cause"));
    assertEquals(Status.SUBMITTED, stored(id).status());
  }

  @ParameterizedTest
  @CsvSource({"REFUSED, account_closed", "CANCELLED, provider_changed", "PAID, another_payout"})
  void a_person_who_contradicts_a_settled_withdrawal_hears_of_it(Kind kind, String text)
      throws IOException {
    String id = requested("sandbox_bank_ok");
    deliver(id);

    assertEquals(ALL_WELL, resolve(id, kind, text));

    assertEquals("settled_otherwise", attribute(deadLetter(id), "cause"));
    assertEquals(Status.PAID, stored(id).status());
    assertEquals(3, newest().sequence());
  }

  @RepeatedTest(5)
  void a_withdrawal_cancelled_while_it_is_being_paid_is_the_one_or_the_other() throws Exception {
    String id = requested("sandbox_bank_ok");
    List<Callable<String>> deliveries = new ArrayList<>();
    for (int number = 0; number < 6; number++) {
      deliveries.add(number % 2 == 0 ? () -> deliver(id) : () -> resolve(id, Kind.CANCELLED, "x"));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> answer : threads.invokeAll(deliveries)) answer.get();
    }
    deliver(id);

    Withdrawal settled = stored(id);
    boolean paid = settled.status() == Status.PAID;
    assertTrue(paid || settled.status() == Status.FAILED, settled.toString());
    assertEquals(paid, settled.submittedAt().isPresent(), "asked the provider, or cancelled");
    assertEquals(3, newest().sequence());
    assertEquals(paid ? 10_000 : 20_000, newest().state().diamonds());
    assertChainVerifies();
    deadLetterQueue.takeAll();
  }

  @Test
  void a_payout_provider_that_does_not_exist_stops_the_start() {
    Map<String, String> environment = new HashMap<>(aws.environment("PayOutFunction"));
    environment.put("PAYOUT_PROVIDER", "sandbx");

    Exception fault =
        assertThrows(RuntimeException.class, () -> new PayOutHandler(environment).close());

    assertTrue(
        String.valueOf(fault.getMessage()).contains("PAYOUT_PROVIDER is \"sandbx\""),
        fault.getMessage());
  }

  private String requested(String token) {
    return requested(token, "sandbox");
  }

  /** A creator earned 20,000 diamonds and asked for 10,000 of them to be paid. */
  private String requested(String token, String provider) {
    long e4 = 20_000 * Earnings.E4;
    ledger.settle(
        account,
        (head, at) ->
            new Movement<>(
                new Draft<>(
                    EntryKind.GIFTS_CONVERTED,
                    List.of(
                        new Posting(LedgerAccount.DIAMONDS_ISSUED, Asset.DIAMOND_E4, -e4),
                        new Posting(LedgerAccount.EARNINGS, Asset.DIAMOND_E4, e4)),
                    head.state().earn(0, e4),
                    "",
                    1),
                List.of()));
    Request<Withdrawal> request = Request.of(Withdrawal.TYPE, account, "key");
    Outcome<Withdrawal> outcome =
        ledger.open(account, request, (head, at) -> request(at, request.id(), token, provider));
    assertInstanceOf(Outcome.Opened.class, outcome);
    return request.id();
  }

  private Decision<Withdrawal> request(Instant at, String id, String token, String provider) {
    return new Decision.Accept<>(
        new Withdrawal(
            id,
            creator,
            10_000,
            FIFTY,
            "bank",
            provider,
            token,
            1,
            at,
            Status.REQUESTED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  /** Makes time pass for a submitted withdrawal. */
  private void submittedEarlier(String id, Duration passed) {
    Withdrawal withdrawal = stored(id);
    table.replace(
        table.get(withdrawal.key(), true).orElseThrow().toBuilder()
            .instant("submittedAt", withdrawal.submittedAt().orElseThrow().minus(passed))
            .build());
  }

  private Withdrawal stored(String id) {
    return ledger.find(Withdrawal.TYPE, Withdrawal.TYPE.key(account, id)).orElseThrow();
  }

  private Entry<Earnings> newest() {
    return ledger.entries(account, 1, Optional.empty()).getFirst();
  }

  private void assertChainVerifies() {
    Head<Earnings> head = Head.opening(account);
    for (Entry<Earnings> entry : ledger.entries(account, 100, Optional.empty()).reversed()) {
      assertTrue(entry.follows(head), () -> "entry " + entry.sequence());
      head = entry.head();
    }
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
        aws.environment("PayOutFunction").getOrDefault("MAX_RECEIVE_COUNT", ""));
  }

  private String once(String id) {
    return body(creator, id).replace("}", ",\"once\":true}");
  }

  private String resolve(String id, Kind kind, String text) throws IOException {
    String resolution =
        "{\"kind\":\"%s\",\"text\":\"%s\",\"by\":\"ann\",\"note\":\"T-1\"}".formatted(kind, text);
    return deliverBody(
        "resolution", body(creator, id).replace("}", ",\"resolution\":" + resolution + "}"));
  }

  private String deliver(String id) throws IOException {
    return deliverBody("message", body(creator, id));
  }

  private static String deliverBody(String messageId, String body) throws IOException {
    return handle(message(messageId, body));
  }

  private static String handle(String... messages) throws IOException {
    return Invocation.invoke(handler, "{\"Records\":[" + String.join(",", messages) + "]}");
  }

  private static String body(String creator, String withdrawal) {
    return "{\"creator\":\"" + creator + "\",\"withdrawal\":\"" + withdrawal + "\"}";
  }

  private static String message(String id, String body) {
    return message(id, body, 1);
  }

  private static String message(String id, String body, int receives) {
    return """
    {"messageId":"%s","body":"%s","attributes":{"ApproximateReceiveCount":"%d"}}\
    """
        .formatted(id, body.replace("\"", "\\\""), receives);
  }

  private static String failed(String... ids) {
    return Arrays.stream(ids)
        .map(id -> "{\"itemIdentifier\":\"" + id + "\"}")
        .collect(Collectors.joining(",", "{\"batchItemFailures\":[", "]}"));
  }
}
