package io.giftledger.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.policy.Policy;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.testkit.Embedded;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandTest {

  private static final String STANDARD = Policy.standard().text("document");

  /** Of coins by the number, not every price can be charged that has three decimals. */
  private static final String TOP_UP =
      "warning: 31 coins in KW by web: Stripe cannot charge 124 minor units of KWD\n";

  @TempDir private Path folder;

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
  void a_policy_without_a_fault_is_told_so() throws IOException {
    assertEquals(
        new Ran(0, "version 1: no faults\n", TOP_UP), run("policy", "check", file(STANDARD)));
  }

  @Test
  void a_price_that_stripe_cannot_charge_is_warned_of() throws IOException {
    Ran checked =
        run("policy", "check", file(STANDARD.replace("\"minor\": 400,", "\"minor\": 395,")));

    assertEquals(
        new Ran(
            0,
            "version 1: no faults\n",
            "warning: coins-100 in KW by web: Stripe cannot charge 395 minor units of KWD\n"
                + TOP_UP),
        checked);
  }

  @Test
  void every_fault_is_named() throws IOException {
    Ran checked =
        run(
            "policy",
            "check",
            file(
                STANDARD
                    .replace("followersMin", "followerMin")
                    .replace(
                        "\"commissionBasisPoints\": 5000,", "\"commissionBasisPoints\": 15000,")));

    assertEquals(1, checked.status());
    assertEquals(
        """
        $.commissionBasisPoints must be a whole number from 0 to 10000, and is 15000
        $.followersMin is missing: it must be a whole number from 0 to 1000000000
        $.followerMin is no member that is known here
        faults: 3
        """,
        checked.out());
  }

  @Test
  void a_file_that_is_not_there_is_told_in_words() {
    String none = folder.resolve("none.json").toString();

    assertEquals(
        new Ran(2, "", "it could not be done: there is no file " + none + "\n"),
        run("policy", "check", none));
  }

  @Test
  void a_policy_is_published_as_the_next_version_and_a_wrong_one_is_not() throws IOException {
    Embedded.TABLE.replace(Policy.standard());
    String next = STANDARD.replace("\"version\": 1,", "\"version\": 2,");

    Ran wrong =
        publish(
            next.replace("\"commissionBasisPoints\": 5000,", "\"commissionBasisPoints\": 15000,"));
    assertEquals(1, wrong.status(), wrong.err());
    assertTrue(wrong.out().startsWith("$.commissionBasisPoints "), wrong.out());
    assertTrue(Embedded.TABLE.get(Policy.key(2), true).isEmpty());

    Key stray = new Key(Policy.PARTITION_KEY, "VERSION#zzz");
    Embedded.TABLE.replace(Item.builder(stray).text("document", STANDARD).build());
    assertEquals(
        new Ran(
            0,
            "version 2: published\n",
            TOP_UP + "VERSION#zzz is no version's key: it means nothing, delete it\n"),
        publish(next));
    Item stored = Embedded.TABLE.get(Policy.key(2), true).orElseThrow();
    assertEquals(next, stored.text("document"));
    assertEquals("ann", stored.text("publishedBy"));
    assertEquals("TICKET-1", stored.text("note"));
  }

  private Ran publish(String document) throws IOException {
    return run(
        "policy",
        "publish",
        file(document),
        "--table",
        Embedded.AWS.tableName(),
        "--by",
        "ann",
        "--note",
        "TICKET-1");
  }

  private String file(String document) throws IOException {
    return Files.writeString(folder.resolve("policy.json"), document).toString();
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
}
