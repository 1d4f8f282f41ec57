package io.giftledger.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.Acts;
import io.giftledger.economy.Act;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.challenge.AwardOpened;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.Account;
import io.giftledger.testkit.AtOnce;
import io.giftledger.testkit.Creator;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.Profiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChallengeCommandTest {

  private final Account<Challenge> challenge = Challenge.BOOK.account("cup-" + UUID.randomUUID());
  private final Creator creator = new Creator().known();

  /** What a command wrote, and its status. */
  private record Ran(int status, String out, String err) {}

  private static final Ran PROPOSED =
      new Ran(1, "proposed; it is done when somebody else says so, too\n", "");

  @BeforeAll
  static void reach_the_table() {
    Map<String, String> environment = Embedded.AWS.administrator();
    System.setProperty("aws.region", environment.getOrDefault("AWS_REGION", ""));
    System.setProperty(
        "aws.endpointUrlDynamoDb", environment.getOrDefault("AWS_ENDPOINT_URL_DYNAMODB", ""));
  }

  @Test
  void a_challenge_is_funded_once_for_each_key_and_it_is_known_by_whom_and_why() {
    for (int time = 0; time < 2; time++) assertEquals(PROPOSED, fundAs("ann", "key-1", 1_000));
    for (Ran other : List.of(fundAs("bob", "key-1", 999), fundAs("bob", "key-0", 1_000))) {
      assertEquals(PROPOSED, other);
    }
    assertEquals(0, Embedded.LEDGER.head(challenge, true).sequence());

    assertEquals(0, fundAs("bob", "key-1", 1_000).status());
    assertTrue(fund("key-1", 1_000).out().startsWith("was done before: "));
    assertEquals(new Ran(1, "another was done before in its place\n", ""), fund("key-1", 2_000));
    assertEquals(0, fund("key-2", 500).status());

    assertEquals(new Challenge(15_000_000, 0), state());
    assertEquals(2, Embedded.LEDGER.head(challenge, true).sequence());
    assertEquals(
        List.of("challenge_funded ann bob 500 2", "challenge_funded ann bob 1000 1"), listed());
    assertEquals(3, proposals().filter("funding_proposed ann"::equals).count());
  }

  @Test
  void an_award_is_two_peoples_word_and_never_the_creators_own() {
    fund("key", 1_000);
    String[] first = {"--creator", creator.id(), "--tier", "first"};

    Ran own = runAs(creator.id(), "award", "cup", 300, first);
    assertEquals(2, own.status());
    assertTrue(own.err().contains("others have to decide on what is yours"), own.err());
    for (int time = 0; time < 2; time++) {
      assertEquals(PROPOSED, runAs("ann", "award", "cup", 300, first));
    }
    assertEquals(2, runAs(creator.id(), "award", "cup", 300, first).status());
    assertEquals(PROPOSED, runAs("bob", "award", "cup", 301, first));
    assertEquals(PROPOSED, runAs("bob", "award", "other_cup", 300, first));
    assertEquals(0, creator.state().diamonds());
    assertEquals(new Challenge(10_000_000, 0), state());

    assertEquals(0, runAs("bob", "award", "cup", 300, first).status());
    assertEquals(300, creator.state().diamonds());
    assertEquals(
        List.of("award_opened ann bob 300 2", "challenge_funded ann bob 1000 1"), listed());
    assertEquals(
        List.of("ann bob"),
        Embedded.TABLE
            .newest(challenge.partitionKey(), "AWARD#", 10, Optional.empty(), true)
            .stream()
            .map(award -> award.text("by"))
            .toList());
  }

  private Stream<Act> acts() {
    return new Acts(Embedded.LEDGER, Embedded.TABLE)
        .newest(1_000, Optional.empty(), Instant.now()).stream()
            .filter(act -> act.subject().equals(challenge.partitionKey()));
  }

  private Stream<String> proposals() {
    return acts()
        .filter(act -> act.kind().endsWith("_proposed"))
        .map(act -> act.kind() + " " + act.by());
  }

  private List<String> listed() {
    return acts()
        .filter(act -> act.figures().findNumber("entry").isPresent())
        .map(
            act ->
                String.join(
                    " ",
                    act.kind(),
                    act.figures().text("proposedBy"),
                    act.by(),
                    Long.toString(act.figures().number("amount")),
                    Long.toString(act.figures().number("entry"))))
        .toList();
  }

  @Test
  void an_award_is_credited_once_for_each_creator_and_tier() {
    fund("key", 1_000);

    assertEquals(0, award(creator, "first", 300).status());
    assertTrue(award(creator, "first", 300).out().startsWith("was done before: "));
    assertEquals(1, award(creator, "first", 301).status());
    assertEquals(0, award(creator, "second", 100).status());
    Creator other = new Creator().known();
    assertEquals(0, award(other, "first", 300).status());

    assertEquals(400, creator.state().diamonds());
    assertEquals(4_000_000, creator.state().earnedE4());
    assertEquals(0, creator.state().points());
    assertEquals(300, other.state().diamonds());
    assertEquals(new Challenge(3_000_000, 7_000_000), state());
    Ran refused = award(other, "second", 301);
    assertEquals(1, refused.status());
    assertTrue(refused.out().startsWith("challenge_budget_exceeded: "), refused.out());
  }

  @Test
  void an_award_whose_credit_was_cut_off_is_completed_by_the_same_command() {
    fund("key", 1_000);
    assertEquals(0, award(creator, "first", 300).status());
    Creator dead = new Creator().known();
    new AwardOpened(
            challenge.owner(), dead.id(), "first", 200, new OperatorAction("cup", "cid dan", "T-2"))
        .opened(Embedded.LEDGER, Optional.of(Profiles.of(dead.id()).build()));
    assertEquals(0, dead.sequence());

    assertTrue(award(dead, "first", 200).out().startsWith("was done before: "));
    assertTrue(award(dead, "first", 200).out().startsWith("was done before: "));

    assertEquals(200, dead.state().diamonds());
    assertEquals(1, dead.sequence());
    // What another did is listed as theirs, or not at all.
    assertEquals(
        List.of("award_opened ann bob 300 2", "challenge_funded ann bob 1000 1"), listed());
  }

  @Test
  void ten_awards_at_once_of_a_budget_for_three_are_three() throws Exception {
    fund("key", 350);
    List<Callable<Integer>> awards = new ArrayList<>();
    for (int number = 0; number < 10; number++) {
      String tier = "tier-" + number;
      assertEquals(PROPOSED, awardAs("ann", creator, tier, 100));
      awards.add(() -> awardAs("bob", creator, tier, 100).status());
    }

    List<Integer> status = AtOnce.call(awards);

    assertEquals(3, Collections.frequency(status, 0));
    assertEquals(7, Collections.frequency(status, 1));
    assertEquals(300, creator.state().diamonds());
    assertEquals(50, state().budget());
  }

  @Test
  void what_is_no_award_is_refused() {
    fund("key", 1_000);

    assertEquals(2, awardAs("ann", creator, "First Place", 1).status());
    assertEquals(2, awardAs("ann", creator, "first", 0).status());
    assertEquals(2, fundAs("ann", "other", -1).status());
    assertEquals(2, runAs("ann", "fund", "No Word", 1, "--key", "other").status());
    assertEquals(List.of("funding_proposed ann"), proposals().toList());
    Ran unknown = award(new Creator(), "first", 1);
    assertTrue(unknown.out().startsWith("unknown_creator: "), unknown.out());
    Ran suspended = award(new Creator().known(profile -> profile.suspended()), "first", 1);
    assertTrue(suspended.out().startsWith("creator_suspended: "), suspended.out());

    assertEquals(new Challenge(10_000_000, 0), state());
  }

  @Test
  void how_far_a_challenge_has_come_is_told_of_creators_and_of_a_room() {
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    String challenges =
        Stream.of("creator cup", "viewers crowd")
            .map(one -> one.split(" ", -1))
            .map(
                one ->
                    """
                    {"id": "%2$s", "name": "The %2$s", "side": "%1$s", "goalCoins": 10,
                     "firstDay": "%3$s", "lastDay": "%3$s", "awardDiamonds": 500}
                    """
                        .formatted(one[0], one[1], today))
            .collect(Collectors.joining(", ", "\"challenges\": [", "], \"fanBadgeDays\""));
    NextPolicy.publish(
        Embedded.TABLE, document -> document.replace("\"fanBadgeDays\"", challenges));
    String room = "room-" + UUID.randomUUID();
    Creator other = new Creator().known();
    creator.receive(Gifts.sent().roses(9).in(live(room)), Gifts.sent().roses(1));
    other.receive(Gifts.sent().roses(12).in(live(room)));
    fold();

    Ran anywhere = progress("cup");
    assertEquals(0, anywhere.status(), anywhere.err());
    List<String> lines = List.of(anywhere.out().split("\n", -1));
    assertTrue(lines.contains(creator.id() + " 10 of 10: reached"), anywhere.out());
    assertTrue(lines.contains(other.id() + " 12 of 10: reached"), anywhere.out());
    assertEquals(
        other.id() + " 12 of 10: reached\n" + creator.id() + " 9 of 10\n",
        progress("crowd", "--room", room).out());
    assertEquals(1, progress("none").status());
  }

  private static Gift.Target live(String room) {
    return new Gift.Target(Gift.Target.Kind.LIVE_STREAM, room);
  }

  private static void fold() {
    assertEquals(
        0,
        ran(Stream.of(
                "rebuild-recognition",
                "--table",
                Embedded.AWS.tableName(),
                "--recognition",
                Embedded.AWS.tableName("Recognition")))
            .status());
  }

  private static Ran progress(String of, String... others) {
    return ran(
        Stream.concat(
            Stream.of(
                "challenge",
                "progress",
                "--table",
                Embedded.AWS.tableName(),
                "--recognition",
                Embedded.AWS.tableName("Recognition"),
                "--challenge",
                of),
            Stream.of(others)));
  }

  private Challenge state() {
    return Embedded.LEDGER.head(challenge, true).state();
  }

  /** As the second of two people sees it. */
  private Ran fund(String key, long diamonds) {
    assertEquals(PROPOSED, fundAs("ann", key, diamonds));
    return fundAs("bob", key, diamonds);
  }

  private Ran fundAs(String by, String key, long diamonds) {
    return runAs(by, "fund", "cup", diamonds, "--key", key);
  }

  private Ran award(Creator to, String tier, long diamonds) {
    assertEquals(PROPOSED, awardAs("ann", to, tier, diamonds));
    return awardAs("bob", to, tier, diamonds);
  }

  private Ran awardAs(String by, Creator to, String tier, long diamonds) {
    return runAs(by, "award", "cup", diamonds, "--creator", to.id(), "--tier", tier);
  }

  private Ran runAs(String by, String command, String reason, long diamonds, String... others) {
    return ran(
        Stream.concat(
            Stream.of(
                "challenge",
                command,
                "--table",
                Embedded.AWS.tableName(),
                "--challenge",
                challenge.owner(),
                "--diamonds",
                Long.toString(diamonds),
                "--reason",
                reason,
                "--by",
                by,
                "--note",
                "T-1"),
            Stream.of(others)));
  }

  private static Ran ran(Stream<String> arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Operator.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments.toArray(String[]::new));
    return new Ran(status, out.toString(), err.toString());
  }
}
