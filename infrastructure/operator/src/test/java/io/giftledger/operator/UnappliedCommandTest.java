package io.giftledger.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.Acts;
import io.giftledger.economy.Money;
import io.giftledger.economy.payment.PaymentUnapplied;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedApplied;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.payment.UnappliedRefunded;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.emulator.QueueReader;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Ledger;
import io.giftledger.queues.UnappliedRefundMessage;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.Recharges;
import io.giftledger.testkit.Viewer;
import io.micronaut.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UnappliedCommandTest {

  private static final Money PAID = new Money(1_000, "USD");

  private final Viewer viewer = new Viewer();
  private final String payment = "pay_" + UUID.randomUUID();

  /** What a command wrote, and its status. */
  private static final String PAYOUTS = Embedded.AWS.queueName("Payouts");

  private record Ran(int status, String out, String err) {}

  private static final Ran PROPOSED =
      new Ran(1, "proposed; it is done when somebody else says so, too\n", "");

  @BeforeAll
  static void reach_aws() {
    Map<String, String> environment = Embedded.AWS.administrator();
    System.setProperty("aws.region", environment.getOrDefault("AWS_REGION", ""));
    System.setProperty(
        "aws.endpointUrlDynamoDb", environment.getOrDefault("AWS_ENDPOINT_URL_DYNAMODB", ""));
    System.setProperty("aws.endpointUrlSqs", environment.getOrDefault("AWS_ENDPOINT_URL_SQS", ""));
  }

  private void unapplied() {
    unapplied(payment);
  }

  private void unapplied(String payment) {
    Embedded.LEDGER.append(
        Unapplied.of("sandbox"),
        new PaymentUnapplied(
                "sandbox",
                payment,
                PAID,
                "second_payment",
                Optional.of(viewer.id()),
                Optional.empty())
            ::movement);
  }

  @Test
  void one_is_listed_applied_to_a_recharge_once_and_listed_no_more() {
    unapplied();
    Recharge open = viewer.open(Recharges.opened());
    assertTrue(list().out().contains(payment));

    String[] to = {"--user", viewer.id(), "--recharge", open.id()};
    for (int time = 0; time < 2; time++) assertEquals(PROPOSED, runAs("ann", "apply", to));
    assertEquals(PROPOSED, runAs("bob", "apply", "--user", "other", "--recharge", open.id()));
    assertEquals(PROPOSED, runAs("bob", "refund", "--payouts", PAYOUTS));
    assertEquals(0, viewer.coins());

    for (int time = 0; time < 2; time++) {
      assertEquals(new Ran(0, "the recharge is paid by it\n", ""), runAs("bob", "apply", to));
    }

    assertEquals(1_000, viewer.coins());
    assertEquals("ann bob", stands().applied().orElseThrow().by());
    assertEquals(Optional.of(payment), viewer.recharge(open).paymentId());
    assertFalse(list().out().contains(payment));
    assertTrue(list("--all").out().contains(payment));
    assertEquals(1, runAs("ann", "refund", "--payouts", PAYOUTS).status());
    assertEquals(
        List.of(
            "unapplied_applied ann bob T-1",
            "unapplied_refund_proposed bob T-1",
            "application_proposed bob T-1",
            "application_proposed ann T-1"),
        listed());
  }

  private UnappliedPayment stands() {
    return Embedded.LEDGER
        .find(UnappliedPayment.TYPE, UnappliedPayment.key("sandbox", payment))
        .orElseThrow();
  }

  /** Neither who paid nor whose recharge it is has a word in it. */
  @Test
  void nobody_has_a_word_in_what_becomes_of_their_own_payment() {
    unapplied();
    Recharge open = viewer.open(Recharges.opened());
    Viewer other = new Viewer();
    Recharge others = other.open(Recharges.opened());
    String[] to = {"--user", viewer.id(), "--recharge", open.id()};
    String[] toOthers = {"--user", other.id(), "--recharge", others.id()};

    for (Ran theirs :
        List.of(
            runAs(viewer.id(), "refund", "--payouts", PAYOUTS),
            runAs(viewer.id(), "apply", to),
            runAs(viewer.id(), "apply", toOthers),
            runAs(other.id(), "apply", toOthers))) {
      assertEquals(
          new Ran(2, "", "it could not be done: others have to decide on what is yours\n"), theirs);
    }
    assertEquals(List.of(), listed());

    assertEquals(PROPOSED, runAs("ann", "apply", to));
    assertEquals(2, runAs(viewer.id(), "apply", to).status());
    assertEquals(UnappliedPayment.Status.UNAPPLIED, stands().status());
  }

  @Test
  void a_payment_that_there_is_not_is_proposed_by_nobody() {
    assertEquals(
        new Ran(2, "", "it could not be done: there is no such payment\n"),
        runAs("ann", "refund", "--payouts", PAYOUTS));
    assertEquals(List.of(), listed());
  }

  private List<String> listed() {
    return new Acts(Embedded.LEDGER, Embedded.TABLE)
        .newest(1_000, Optional.empty(), Instant.now()).stream()
            .filter(act -> act.figures().findText("payment").equals(Optional.of(payment)))
            .map(
                act ->
                    Stream.of(
                            Optional.of(act.kind()),
                            act.figures().findText("proposedBy"),
                            Optional.of(act.by()),
                            Optional.of(act.note()))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(" ")))
            .toList();
  }

  /** Whoever broke off says it again; another payment cannot take the recharge meanwhile. */
  @Test
  void one_that_was_applied_and_not_credited_is_credited_when_it_is_said_again() {
    unapplied();
    Recharge open = viewer.open(Recharges.opened());
    UnappliedPayment came = stands();
    Embedded.LEDGER.append(
        Unapplied.of("sandbox"), new UnappliedApplied(came, open, "ann bob", "T-1")::movement);
    String other = "other_" + payment;
    unapplied(other);
    String[] to = {"--user", viewer.id(), "--recharge", open.id()};

    assertEquals(
        new Ran(1, "the recharge is paid, or costs something else\n", ""),
        both(other, "apply", to));
    assertEquals(new Ran(0, "the recharge is paid by it\n", ""), both("apply", to));

    assertEquals(1_000, viewer.coins());
    assertEquals(Optional.of(payment), viewer.recharge(open).paymentId());
    assertTrue(list().out().contains(other));
  }

  @Test
  void one_that_does_not_fit_is_not_applied() {
    unapplied();
    Recharge dearer = viewer.open(Recharges.opened().coins(2_000));

    Ran ran = both("apply", "--user", viewer.id(), "--recharge", dearer.id());

    assertEquals(new Ran(1, "the recharge is paid, or costs something else\n", ""), ran);
    assertTrue(list().out().contains(payment));
    assertEquals(0, viewer.coins());
  }

  @Test
  void one_of_which_a_part_was_paid_back_is_not_applied_and_says_what_is_left() {
    unapplied();
    Adjustment part =
        new Adjustment("re_" + payment, Adjustment.Cause.REFUND, new Money(300, "USD"));
    Embedded.LEDGER.append(
        Unapplied.of("sandbox"), new UnappliedRefunded(stands(), part)::movement);
    Recharge open = viewer.open(Recharges.opened());

    assertEquals(
        new Ran(1, "a part of it was paid back: of 1000 USD 700 are left\n", ""),
        both("apply", "--user", viewer.id(), "--recharge", open.id()));
  }

  @Test
  void one_is_sent_to_be_paid_back() {
    unapplied();
    for (int time = 0; time < 2; time++) {
      assertEquals(PROPOSED, runAs("ann", "refund", "--payouts", PAYOUTS));
    }
    assertEquals(UnappliedPayment.Status.UNAPPLIED, stands().status());

    assertEquals(
        new Ran(0, "1000 USD are on their way back\n", ""),
        runAs("bob", "refund", "--payouts", PAYOUTS));

    assertEquals(
        new UnappliedRefundMessage("sandbox", payment, "ann bob", "T-1"),
        UnappliedRefundMessage.TYPE.read(
            JsonMapper.createDefault(),
            new QueueReader(Embedded.AWS, "Payouts")
                .next(message -> message.body().contains(payment))
                .body()));
    Recharge open = viewer.open(Recharges.opened());
    assertEquals(
        new Ran(1, "it is on its way back\n", ""),
        both("apply", "--user", viewer.id(), "--recharge", open.id()));
    assertTrue(list().out().contains("REFUNDING"));
    assertEquals(0, runAs("bob", "refund", "--payouts", PAYOUTS).status());
    assertEquals(
        List.of(
            "application_proposed ann T-1",
            "unapplied_refunding ann bob T-1",
            "unapplied_refund_proposed ann T-1"),
        listed());
  }

  /** What the second person agrees to is what the first one saw. */
  @Test
  void a_refund_is_of_what_was_left_when_it_was_proposed() {
    unapplied();
    assertEquals(PROPOSED, runAs("ann", "refund", "--payouts", PAYOUTS));
    Adjustment part = new Adjustment("re_1", Adjustment.Cause.REFUND, new Money(300, "USD"));
    Embedded.LEDGER.append(
        Unapplied.of("sandbox"), new UnappliedRefunded(stands(), part)::movement);

    assertEquals(PROPOSED, runAs("bob", "refund", "--payouts", PAYOUTS));

    assertEquals(UnappliedPayment.Status.UNAPPLIED, stands().status());
  }

  /** Their ids are the provider's, and say nothing of when. */
  @Test
  void they_are_listed_newest_first() {
    Instant now = Instant.now();
    List<String> payments = Stream.of("b", "a", "c").map(letter -> letter + payment).toList();
    for (int place = 0; place < payments.size(); place++) {
      Instant at = now.plusSeconds(place);
      new Ledger(Embedded.TABLE, () -> at, (_, _) -> true, Format.CURRENT)
          .append(
              Unapplied.of("ordered"),
              new PaymentUnapplied(
                      "ordered",
                      payments.get(place),
                      PAID,
                      "second_payment",
                      Optional.empty(),
                      Optional.empty())
                  ::movement);
    }

    String out = list("--provider", "ordered").out();

    List<String> listed = out.lines().skip(1).map(line -> line.replaceAll(".* ", "")).toList();
    assertEquals(payments.reversed(), listed.subList(0, 3));
    assertEquals("3 payments", out.lines().skip(4).findFirst().orElseThrow());
  }

  private Ran list(String... more) {
    List<String> words =
        new ArrayList<>(List.of("unapplied", "list", "--table", Embedded.AWS.tableName()));
    words.addAll(List.of(more));
    return ran(words);
  }

  /** As the second of two people sees it. */
  private Ran both(String command, String... more) {
    return both(payment, command, more);
  }

  private static Ran both(String payment, String command, String[] more) {
    assertEquals(PROPOSED, run("ann", payment, command, more));
    return run("bob", payment, command, more);
  }

  private Ran runAs(String by, String command, String... more) {
    return run(by, payment, command, more);
  }

  private static Ran run(String by, String payment, String command, String[] more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "unapplied",
                command,
                "--table",
                Embedded.AWS.tableName(),
                "--provider",
                "sandbox",
                "--payment",
                payment,
                "--by",
                by,
                "--note",
                "T-1"));
    words.addAll(List.of(more));
    return ran(words);
  }

  private static Ran ran(List<String> words) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Operator.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words.toArray(String[]::new));
    return new Ran(status, out.toString(), err.toString());
  }
}
