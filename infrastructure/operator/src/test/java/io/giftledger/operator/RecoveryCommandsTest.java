package io.giftledger.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.Acts;
import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.RecognitionRows;
import io.giftledger.economy.Money;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.PayoutResolution.Kind;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.Withdrawal.Status;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.QueueReader;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Table;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.payments.UnbookedEvents;
import io.giftledger.queues.PayoutMessage;
import io.giftledger.testkit.Creator;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.Viewer;
import io.giftledger.testkit.Withdrawals;
import io.micronaut.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class RecoveryCommandsTest {

  private static final JsonMapper JSON = JsonMapper.createDefault();
  private static final EmbeddedAws AWS = EmbeddedAws.shared();
  private static final String CONVERSIONS = AWS.queueName("Conversions");
  private static final String PAYOUTS = AWS.queueName("Payouts");
  private static final String PAYOUTS_DEAD = AWS.queueName("PayoutsDead");
  private static final String DISPATCH_FAILURES = AWS.queueName("DispatchFailures");

  private static Table table;
  private static QueueReader conversions;
  private static QueueReader payouts;
  private static QueueReader conversionsDead;
  private static QueueReader payoutsDead;

  private final String creator = "creator-" + UUID.randomUUID();

  /** What a command wrote, and its status. */
  private record Ran(int status, String out, String err) {}

  @BeforeAll
  static void start() {
    table = new DynamoDbTable(AWS.dynamoDb(), AWS.tableName());
    Map<String, String> environment = AWS.administrator();
    System.setProperty("aws.region", environment.getOrDefault("AWS_REGION", ""));
    System.setProperty(
        "aws.endpointUrlDynamoDb", environment.getOrDefault("AWS_ENDPOINT_URL_DYNAMODB", ""));
    System.setProperty("aws.endpointUrlSqs", environment.getOrDefault("AWS_ENDPOINT_URL_SQS", ""));
    conversions = new QueueReader(AWS, "Conversions");
    payouts = new QueueReader(AWS, "Payouts");
    conversionsDead = new QueueReader(AWS, "ConversionsDead");
    payoutsDead = new QueueReader(AWS, "PayoutsDead");
  }

  @BeforeEach
  void empty_queues() {
    for (QueueReader queue : List.of(conversions, payouts, conversionsDead, payoutsDead)) {
      queue.takeAll();
    }
  }

  @Test
  void dead_letters_are_shown_with_their_causes_and_stay_where_they_are() {
    setAside("PayoutsDead", "unknown_withdrawal", Optional.empty());
    setAside("PayoutsDead", "retries_exhausted", Optional.empty());

    for (int time = 0; time < 2; time++) {
      Ran shown = run("dead-letters", "--queue", PAYOUTS);

      assertEquals(0, shown.status(), shown.err());
      for (String part :
          List.of(
              "unknown_withdrawal: the table has no such withdrawal",
              "retries_exhausted",
              "detail     about " + creator,
              "function   pay-out",
              "\"text\":\"of " + creator + "\"",
              "2 shown of about 2 in " + PAYOUTS_DEAD)) {
        assertTrue(shown.out().contains(part), () -> part + " is missing in\n" + shown.out());
      }
    }
    assertEquals(2, payoutsDead.takeAll().size());
  }

  @Test
  void what_happened_is_announced_again_in_the_same_words() {
    QueueReader announcements = new QueueReader(AWS, "Announcements");
    announcements.takeAll();
    Viewer viewer = new Viewer().recharge(10);
    viewer.send(Gifts.sent().to(creator).roses(1));
    String at = viewer.chain().getFirst().item().text("at");
    String[] command = {
      "announce", "--table", AWS.tableName(), "--announcements", AWS.queueName("Announcements")
    };
    List<String> since = List.of("--from", at);

    Ran once = run(with(command, since));
    List<String> told = bodies(announcements);
    Ran withGifts = run(with(command, List.of("--from", at, "--gifts")));
    List<String> all = bodies(announcements);
    Ran none = run(with(command, List.of("--from", at, "--until", at)));
    NextPolicy.publish(table, UnaryOperator.identity());
    Ran withPolicy = run(with(command, since));
    List<String> versionsToo = bodies(announcements);

    assertEquals(0, once.status(), once.err());
    assertEquals(0, withPolicy.status(), withPolicy.err());
    assertTrue(
        versionsToo.stream().anyMatch(body -> body.contains("policy.published")),
        versionsToo::toString);
    assertEquals(0, withGifts.status(), withGifts.err());
    assertTrue(once.out().contains("announced   1\n"), once.out());
    assertEquals(1, told.size());
    assertTrue(told.getFirst().contains("WALLET#" + viewer.id() + "/1/"), told.getFirst());
    assertTrue(all.getFirst().contains("/gift.sent\""), all.getFirst());
    assertTrue(none.out().contains("announced   0\n"), none.out());
  }

  @Test
  void messages_are_sent_only_to_the_queue_that_is_read_for_them() {
    QueueReader payouts = new QueueReader(AWS, "Payouts");
    payouts.takeAll();
    Ran announced =
        run(
            "announce",
            "--table",
            AWS.tableName(),
            "--announcements",
            PAYOUTS,
            "--from",
            "2026-11-01T00:00:00Z");
    assertEquals(2, announced.status());
    assertTrue(announced.err().contains(PAYOUTS + " is not the queue announcements"));
    Ran repaired =
        run(
            "repair",
            "--table",
            AWS.tableName(),
            "--conversions",
            CONVERSIONS,
            "--payouts",
            PAYOUTS_DEAD);
    assertEquals(2, repaired.status());
    assertEquals(List.of(), payouts.takeAll());
  }

  private static List<String> bodies(QueueReader queue) {
    return queue.takeAll().stream().map(Message::body).toList();
  }

  private static String[] with(String[] command, List<String> more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(more);
    return all.toArray(String[]::new);
  }

  @Test
  void a_queue_without_a_dead_letter_queue_shows_what_is_in_itself() {
    AWS.sqs()
        .sendMessage(
            send -> send.queueUrl(AWS.queueUrl("DispatchFailures")).messageBody("from Lambda"));

    Ran shown = run("dead-letters", "--queue", DISPATCH_FAILURES);

    assertTrue(shown.out().contains("no cause given"), shown.out());
    assertTrue(shown.out().contains("from Lambda"), shown.out());
    new QueueReader(AWS, "DispatchFailures").takeAll();
  }

  @Test
  void a_queue_that_is_not_there_is_told() {
    Ran shown = run("dead-letters", "--queue", "giftledger-nothing");

    assertEquals(2, shown.status());
    assertTrue(shown.err().contains("there is no queue giftledger-nothing"), shown.err());
  }

  @Test
  void redrive_brings_all_back_as_they_were() {
    setAside("PayoutsDead", "unknown_withdrawal", Optional.empty());
    setAside("PayoutsDead", "unknown_withdrawal", Optional.empty());

    Ran redriven = run("redrive", "--queue", PAYOUTS);

    assertEquals(0, redriven.status(), redriven.out() + redriven.err());
    assertTrue(
        redriven.out().contains("2 moved from " + PAYOUTS_DEAD + " to " + PAYOUTS), redriven.out());
    List<Message> back = payouts.takeAll();
    assertEquals(2, back.size());
    assertTrue(back.getFirst().body().contains(creator));
    assertEquals(List.of(), payoutsDead.takeAll());
  }

  @Test
  void redrive_brings_messages_of_a_group_back_to_their_group() {
    setAside("ConversionsDead", "gift_mismatch", Optional.of(creator));

    assertEquals(0, run("redrive", "--queue", CONVERSIONS).status());

    Message back = conversions.next(message -> message.body().contains(creator));
    assertEquals(creator, back.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID));
  }

  @Test
  void what_is_set_aside_again_meanwhile_is_not_carried_in_a_circle() throws Exception {
    for (int number = 0; number < 30; number++) {
      setAside("PayoutsDead", "unknown_withdrawal", Optional.empty());
    }
    try (var pump = Executors.newSingleThreadExecutor()) {
      // What comes back fails again, at once.
      var failing =
          pump.submit(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  payouts
                      .takeAll()
                      .forEach(_ -> setAside("PayoutsDead", "again", Optional.empty()));
                }
              });

      Ran redriven = run("redrive", "--queue", PAYOUTS);

      failing.cancel(true);
      assertEquals(0, redriven.status(), redriven.err());
      assertTrue(redriven.out().contains("30 moved"), redriven.out());
    }
  }

  @Test
  void what_has_no_dead_letter_queue_cannot_be_redriven() {
    Ran redriven = run("redrive", "--queue", DISPATCH_FAILURES);

    assertEquals(2, redriven.status());
    assertTrue(redriven.err().contains("has no dead-letter queue"), redriven.err());
  }

  @Test
  void repair_dispatches_what_has_waited_too_long_and_may_be_run_again() {
    Instant now = Instant.now();
    Gift lost = gift(now.minus(Duration.ofMinutes(61)));
    Gift young = gift(now.minus(Duration.ofMinutes(59)));
    Creator earner = new Creator(creator).at(now.minus(Duration.ofHours(2)));
    Withdrawal requested = earner.earned(10_000).withdraw(Withdrawals.requested());
    Withdrawal submitted = withdrawal(Status.SUBMITTED, now.minus(Duration.ofHours(2)));
    table.replace(submitted.item());

    for (int time = 0; time < 2; time++) {
      Ran repaired =
          run(
              "repair",
              "--table",
              AWS.tableName(),
              "--conversions",
              CONVERSIONS,
              "--payouts",
              PAYOUTS,
              "--segments",
              "3");

      assertEquals(0, repaired.status(), repaired.err());
      assertTrue(repaired.out().contains("gift " + lost.id()), repaired.out());
      assertFalse(repaired.out().contains(young.id()), repaired.out());
      Map<String, Boolean> onceById = new HashMap<>();
      for (Message message : payouts.takeAll()) {
        PayoutMessage sent = read(message);
        onceById.put(sent.withdrawal(), sent.once());
      }
      assertEquals(Boolean.FALSE, onceById.get(requested.id()));
      assertEquals(Boolean.TRUE, onceById.get(submitted.id()));
    }
    // Each repair is an occasion of its own: the queue does not take the second for a repeat.
    List<Message> batches =
        conversions.takeAll().stream().filter(sent -> sent.body().contains(creator)).toList();
    assertEquals(2, batches.size());
    assertTrue(batches.getFirst().body().contains(lost.id()));
    assertFalse(batches.getFirst().body().contains(young.id()));
    for (Gift gift : List.of(lost, young)) {
      Item stored = table.get(gift.key(), true).orElseThrow();
      table.replace(stored.toBuilder().text("status", "CONVERTED").build());
    }
    settle(requested);
    settle(submitted);
  }

  @Test
  void undecided_withdrawals_are_listed_from_an_age_on() {
    Instant now = Instant.now();
    Withdrawal stuck = withdrawal(Status.SUBMITTED, now.minus(Duration.ofHours(30)));
    Withdrawal young = withdrawal(Status.REQUESTED, now.minus(Duration.ofMinutes(1)));
    Withdrawal paid = withdrawal(Status.PAID, now.minus(Duration.ofHours(30)));
    for (Withdrawal withdrawal : List.of(stuck, young, paid)) table.replace(withdrawal.item());

    Ran listed =
        run("withdrawals", "--undecided", "--older-than", "PT24H", "--table", AWS.tableName());

    assertEquals(0, listed.status(), listed.err());
    assertTrue(
        listed
            .out()
            .lines()
            .anyMatch(
                line ->
                    line.replaceAll(" +", " ")
                        .equals(creator + " " + stuck.id() + " SUBMITTED 1d 6h 5000 USD sandbox")),
        listed.out());
    assertFalse(listed.out().contains(young.id()), listed.out());
    assertFalse(listed.out().contains(paid.id()), listed.out());
    settle(stuck);
    settle(young);
  }

  @Test
  void events_that_are_not_booked_are_listed_newest_first_from_an_age_on() {
    Instant now = Instant.now();
    String young = unbooked(now.minus(Duration.ofHours(1)), Reason.MORE_THAN_PAID);
    String older = unbooked(now.minus(Duration.ofDays(2)), Reason.PAYOUT_RETURNED);
    String old = unbooked(now.minus(Duration.ofDays(40)), Reason.OTHER_PAYMENT);

    Ran all = run("events", "list", "--table", AWS.tableName());
    Ran recent = run("events", "list", "--table", AWS.tableName(), "--since", "P7D", "--bodies");

    assertEquals(0, all.status(), all.err());
    assertTrue(all.out().contains(old) && all.out().contains("3 events"), all.out());
    assertTrue(
        all.out()
            .lines()
            .anyMatch(
                line ->
                    line.replaceAll(" +", " ")
                        .endsWith(
                            " - sandbox more_than_paid 129 USD RECHARGE#1 %s - pay_1 %s"
                                .formatted(creator, young))),
        all.out());
    assertEquals(0, recent.status(), recent.err());
    assertTrue(recent.out().contains("2 events"), recent.out());
    assertTrue(recent.out().indexOf(young) < recent.out().indexOf(older), recent.out());
    assertTrue(recent.out().contains("{\"id\":\"" + young + "\"}"), recent.out());
    assertFalse(recent.out().contains(old), recent.out());
    assertEquals(2, run("events").status());

    // What one says cannot move what a terminal shows.
    new UnbookedEvents(Embedded.LEDGER, () -> now)
        .keep(
            new ProviderEvent(
                "sandbox",
                "evt_" + UUID.randomUUID(),
                "payment.refunded",
                Optional.of(creator),
                Optional.of("RECHARGE#\u001b[2J\u202egpj"),
                Optional.of("pay\n_1"),
                Optional.empty(),
                "{\u2028\r}"),
            Reason.OTHER_PAYMENT);

    String out = run("events", "list", "--table", AWS.tableName(), "--bodies").out();

    assertTrue(out.contains("RECHARGE#\\u{1B}[2J\\u{202E}gpj"), out);
    assertTrue(out.contains("pay\\u{A}_1"), out);
    assertTrue(out.contains("    {\\u{2028}\\u{D}}\n"), out);
  }

  private String unbooked(Instant at, Reason reason) {
    String id = "evt_" + UUID.randomUUID();
    new UnbookedEvents(Embedded.LEDGER, () -> at)
        .keep(
            new ProviderEvent(
                "sandbox",
                id,
                "payment.refunded",
                Optional.of(creator),
                Optional.of("RECHARGE#1"),
                Optional.of("pay_1"),
                Optional.of(new Money(129, "USD")),
                "{\"id\":\"" + id + "\"}"),
            reason);
    return id;
  }

  @Test
  void a_resolution_is_sent_to_pay_out_when_two_people_say_so_and_waited_for() throws Exception {
    Withdrawal stuck = withdrawal(Status.SUBMITTED, Instant.now());
    table.replace(stuck.item());
    for (int turn = 0; turn < 2; turn++) {
      Ran alone = resolve(stuck, "--paid", "po_77");
      assertEquals(1, alone.status(), alone.err());
      assertTrue(alone.out().contains("somebody else"), alone.out());
    }
    assertEquals(1, resolveAs("bob", stuck, "--paid", "po_78").status(), "another payout");
    assertEquals(2, resolveAs(creator, stuck, "--paid", "po_77").status(), "it is theirs");
    for (String ann : List.of("Ann", "ann ", " ANN", "\uff41nn")) {
      assertEquals(1, resolveAs(ann, stuck, "--paid", "po_77").status(), "the same person");
    }
    assertEquals(2, resolveAs(creator.toUpperCase(Locale.ROOT), stuck, "--paid", "po_77").status());
    assertEquals(List.of(), payouts.takeAll());

    try (var threads = Executors.newSingleThreadExecutor()) {
      var resolved = threads.submit(() -> resolveAs("bob", stuck, "--paid", "po_77"));
      PayoutMessage message = read(payouts.next(sent -> sent.body().contains(stuck.id())));
      assertEquals(creator + " " + stuck.id(), message.creator() + " " + message.withdrawal());
      Proposal approved =
          Proposal.TYPE.read(
              table
                  .get(
                      Proposal.TYPE.key(
                          Earnings.BOOK.account(creator), message.byHand().orElseThrow()),
                      true)
                  .orElseThrow());
      assertTrue(approved.isAsApproved(PayoutResolution.APPROVED, table), approved::toString);
      assertEquals(
          new PayoutResolution(Kind.PAID, "po_77", "ann bob", "T-1"),
          PayoutResolution.of(approved));
      Ran late = resolveAs("carl", stuck, "--paid", "po_78");
      assertEquals(2, late.status(), late.out());
      assertTrue(late.err().contains("paid po_77"), late.err());
      table.replace(stuck.item().toBuilder().text("status", "PAID").build());

      assertEquals(0, resolved.get().status(), resolved.get().err());
      assertTrue(resolved.get().out().contains("the withdrawal is PAID"));
    }
    assertEquals(
        List.of(
            "payout_resolved bob T-1 EARNINGS#" + creator,
            "resolution_proposed bob T-1 EARNINGS#" + creator,
            "resolution_proposed ann T-1 EARNINGS#" + creator),
        new Acts(Embedded.LEDGER, table)
            .newest(1_000, Optional.empty(), Instant.now()).stream()
                .filter(act -> act.figures().findText("withdrawal").equals(Optional.of(stuck.id())))
                .map(act -> String.join(" ", act.kind(), act.by(), act.note(), act.subject()))
                .toList());
  }

  @Test
  void what_cannot_be_true_is_not_sent() {
    Withdrawal requested = withdrawal(Status.REQUESTED, Instant.now());
    Withdrawal submitted = withdrawal(Status.SUBMITTED, Instant.now());
    Withdrawal paid = withdrawal(Status.PAID, Instant.now());
    for (Withdrawal some : List.of(requested, submitted, paid)) table.replace(some.item());

    for (Ran ran :
        List.of(
            resolve(requested, "--paid", "po_77"),
            resolve(requested, "--refused", "account_closed"),
            resolve(submitted, "--cancelled", "provider_changed"),
            resolve(paid, "--refused", "account_closed"),
            resolve(withdrawal(Status.SUBMITTED, Instant.now()), "--paid", "po_77"))) {
      assertEquals(2, ran.status(), ran.out());
    }
    assertEquals(2, resolve(submitted, "--paid", "po_77", "--refused", "x").status());
    assertEquals(List.of(), payouts.takeAll());
    settle(requested);
    settle(submitted);
  }

  private Ran resolve(Withdrawal withdrawal, String... end) {
    return resolveAs("ann", withdrawal, end);
  }

  private Ran resolveAs(String by, Withdrawal withdrawal, String... end) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "resolve-withdrawal",
                "--table",
                AWS.tableName(),
                "--payouts",
                PAYOUTS,
                "--creator",
                creator,
                "--id",
                withdrawal.id(),
                "--by",
                by,
                "--note",
                "T-1"));
    arguments.addAll(List.of(end));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void recognition_is_made_from_the_ledger_and_a_row_that_differs_is_told() {
    Creator luna = new Creator();
    Gift gift = luna.receive(Gifts.sent().roses(7)).getFirst();

    recognition();
    assertEquals(List.of(), told(recognition("--check"), luna));
    RecognitionRows rows = new RecognitionRows(AWS.dynamoDb(), AWS.tableName("Recognition"));
    Item fan = rows.all("FANS#" + luna.id(), "FAN#", true).getFirst();
    assertEquals("FAN#" + gift.sender(), fan.key().sort());
    assertEquals("7 1", fan.text("all"));

    rows.put(fan.toBuilder().text("all", "8 1").build(), OptionalLong.of(fan.number("upTo")));
    recognition();
    Ran found = recognition("--check");
    assertEquals(
        List.of("FANS#%s FAN#%s differs".formatted(luna.id(), gift.sender())), told(found, luna));
    assertEquals(1, found.status());
    rows.put(fan, OptionalLong.of(fan.number("upTo")));
  }

  private static List<String> told(Ran ran, Creator of) {
    return ran.out().lines().filter(line -> line.contains(of.id())).toList();
  }

  private static Ran recognition(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "rebuild-recognition",
                "--table",
                AWS.tableName(),
                "--recognition",
                AWS.tableName("Recognition")));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private static Ran run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Operator.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Ran(status, out.toString(), err.toString());
  }

  /** Puts a message on a dead-letter queue, as a function does. */
  private void setAside(String queue, String cause, Optional<String> group) {
    String id = UUID.randomUUID().toString();
    AWS.sqs()
        .sendMessage(
            send -> {
              send.queueUrl(AWS.queueUrl(queue))
                  .messageBody("{\"text\":\"of " + creator + "\"}")
                  .messageAttributes(
                      Map.of(
                          "cause", text(cause),
                          "detail", text("about " + creator),
                          "function", text("pay-out")));
              group.ifPresent(name -> send.messageGroupId(name).messageDeduplicationId(id));
            });
  }

  private static MessageAttributeValue text(String text) {
    return MessageAttributeValue.builder().dataType("String").stringValue(text).build();
  }

  private static PayoutMessage read(Message message) {
    return PayoutMessage.TYPE.read(JSON, message.body());
  }

  /** So that it is nothing to the other tests. */
  private static void settle(Withdrawal withdrawal) {
    table.replace(withdrawal.item().toBuilder().text("status", "PAID").build());
  }

  private Gift gift(Instant sentAt) {
    return new Viewer().at(sentAt).recharge(1).send(Gifts.sent().to(creator));
  }

  private Withdrawal withdrawal(Status status, Instant at) {
    return new Withdrawal(
        Withdrawal.TYPE.idFor(Earnings.BOOK.account(creator), UUID.randomUUID().toString()),
        creator,
        10_000,
        10_000,
        new Money(5_000, "USD"),
        0,
        "bank",
        "sandbox",
        "sandbox_bank_ok",
        1,
        at,
        status,
        status == Status.REQUESTED ? Optional.empty() : Optional.of(at),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
