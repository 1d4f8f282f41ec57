package io.giftledger.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Records;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.economy.wallet.WalletReleased;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.Viewer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class WalletCommandTest {

  private final Viewer viewer = new Viewer().recharge(100);

  /** What a command wrote, and its status. */
  private record Ran(int status, String out, String err) {}

  @BeforeAll
  static void reach_the_table() {
    Map<String, String> environment = Embedded.AWS.administrator();
    System.setProperty("aws.region", environment.getOrDefault("AWS_REGION", ""));
    System.setProperty(
        "aws.endpointUrlDynamoDb", environment.getOrDefault("AWS_ENDPOINT_URL_DYNAMODB", ""));
  }

  @Test
  void a_wallet_is_frozen_and_released_and_it_is_known_by_whom_and_why() {
    assertEquals(new Ran(0, "wallet_frozen: entry 2\n", ""), run("freeze", "fraud", "T-8"));
    assertEquals(Optional.of("fraud"), viewer.state().standing().frozen());
    assertEquals(new Ran(1, "it was frozen before\n", ""), run("freeze", "again", "T-8"));

    assertEquals(new Ran(0, "wallet_released: entry 3\n", ""), run("release", "cleared", "T-9"));
    assertEquals(Optional.empty(), viewer.state().standing().frozen());
    assertEquals(new Ran(1, "it was not frozen\n", ""), run("release", "cleared", "T-9"));

    assertEquals(3, viewer.chain().size());
    assertSaid(WalletFrozen.RETELLING.said(viewer.chain().get(1)), action(2), "T-8");
    assertSaid(WalletReleased.RETELLING.said(viewer.chain().get(2)), action(3), "T-9");
  }

  private static void assertSaid(List<?> byEntry, Item record, String note) {
    assertEquals(byEntry, Records.told(record).said());
    assertEquals("ann", record.text("by"));
    assertEquals(note, record.text("note"));
  }

  private Item action(long number) {
    return Embedded.TABLE
        .get(new Key(viewer.account().partitionKey(), "ACTION#" + Key.padded(number)), true)
        .orElseThrow();
  }

  @Test
  void a_reason_that_is_no_word_and_a_user_that_can_be_none_are_refused() {
    Ran reason = run("freeze", "He said so", "T-8");
    assertEquals(2, reason.status());
    assertTrue(reason.err().contains("a reason is 1 to 24 of a-z 0-9 _"), reason.err());
    assertEquals(1, viewer.chain().size());

    assertEquals(2, run("ann", "freeze", "not a user#", "fraud", "T-8").status());
  }

  @Test
  void nobody_releases_a_wallet_of_their_own() {
    assertEquals(0, run("freeze", "fraud", "T-8").status());

    Ran own = run(viewer.id(), "release", viewer.id(), "cleared", "T-9");

    assertEquals(
        new Ran(2, "", "it could not be done: others have to decide on what is yours\n"), own);
    assertEquals(Optional.of("fraud"), viewer.state().standing().frozen());
    assertEquals(2, viewer.chain().size());
  }

  @Test
  void nobody_and_nothing_said_are_no_person_and_no_note() {
    for (String note : List.of("", "  ", "T-8\nby bob", "\u001b[2J", "x".repeat(501))) {
      Ran ran = run("freeze", "fraud", note);
      assertEquals(2, ran.status());
      assertTrue(ran.err().contains("'--note'"), ran.err());
    }
    for (String by : List.of("", "  ", "ann\nbob", "\u001b[2J", "x".repeat(501))) {
      Ran ran = run(by, "freeze", viewer.id(), "fraud", "T-8");
      assertEquals(2, ran.status());
      assertTrue(ran.err().contains("'--by'"), ran.err());
    }
    assertEquals(1, viewer.chain().size());
    // Whoever signs anything says so the same way.
    assertEquals(
        List.of(), signatures(Operator.commandLine()).filter(it -> !isChecked(it)).toList());
    assertEquals(18, signatures(Operator.commandLine()).count());
  }

  private static Stream<OptionSpec> signatures(CommandLine command) {
    return Stream.concat(
        command.getCommandSpec().options().stream()
            .filter(option -> List.of("--by", "--note").contains(option.longestName())),
        command.getSubcommands().values().stream().flatMap(WalletCommandTest::signatures));
  }

  private static boolean isChecked(OptionSpec option) {
    Class<?> checks = option.longestName().equals("--by") ? PersonName.class : OneLine.class;
    return Arrays.stream(option.converters()).anyMatch(checks::isInstance);
  }

  private Ran run(String command, String reason, String note) {
    return run("ann", command, viewer.id(), reason, note);
  }

  private static Ran run(String by, String command, String user, String reason, String note) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Operator.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(
                "wallet",
                command,
                "--table",
                Embedded.AWS.tableName(),
                "--user",
                user,
                "--reason",
                reason,
                "--by",
                by,
                "--note",
                note);
    return new Ran(status, out.toString(), err.toString());
  }
}
