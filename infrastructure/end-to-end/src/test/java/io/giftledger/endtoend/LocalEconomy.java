package io.giftledger.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.PolicyVersions;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.Identity;
import io.giftledger.economy.policy.Policy;
import io.giftledger.endtoend.Api.Answer;
import io.giftledger.ledger.JitteredBackoff;
import io.giftledger.local.LocalRuntime;
import io.giftledger.local.Seed;
import io.giftledger.payments.WebhookSignature;
import io.giftledger.verify.Counts;
import io.giftledger.verify.LedgerReader;
import io.giftledger.verify.SegmentWalk;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * An economy on the local runtime, and what tests do in it as its users, over HTTP. The classes
 * that play in it share one: it takes longer to start than most of them.
 */
@ExtendWith(LocalEconomy.Shared.class)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
abstract class LocalEconomy {

  static final Path TEMPLATE = Path.of("../../template.yaml");

  /** The version in force, after {@link #start}. */
  static final long POLICY = 3;

  static LocalRuntime runtime;
  static Api api;

  final String viewer = "viewer-" + UUID.randomUUID();
  final String creator = newCreator(5_000, false, true);

  /** What runs for all of them. */
  record Running(LocalRuntime runtime, Api api) implements AutoCloseable {

    private static Running start() {
      UnseenMetrics.watch();
      try {
        LocalRuntime runtime = LocalRuntime.start(TEMPLATE, 0, null, LocalRuntime.Mode.IN_PROCESS);
        var seed = new Seed(runtime.aws().dynamoDb(), runtime.aws().tableName());
        seed.policy();
        seed.promotion();
        putPoliciesByHand(new DynamoDbTable(runtime.aws().dynamoDb(), runtime.aws().tableName()));
        return new Running(runtime, new Api(runtime.url(), runtime::token));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(stopped);
      }
    }

    @Override
    public void close() {
      api.close();
      runtime.close();
    }
  }

  /** Starts it for the first class; it is closed after the last. */
  static final class Shared implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType().equals(Running.class);
    }

    @Override
    public Running resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .getOrComputeIfAbsent(Running.class, _ -> Running.start(), Running.class);
    }
  }

  @BeforeAll
  static void start(Running running) {
    runtime = running.runtime;
    api = running.api;
    // For the operator's commands.
    Map<String, String> environment = runtime.aws().administrator();
    System.setProperty("aws.region", environment.getOrDefault("AWS_REGION", ""));
    System.setProperty(
        "aws.endpointUrlDynamoDb", environment.getOrDefault("AWS_ENDPOINT_URL_DYNAMODB", ""));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    the_books_balance();
    List.of("aws.region", "aws.endpointUrlDynamoDb").forEach(System::clearProperty);
    UnusedPermissions.assertNothingRefused(runtime.aws());
    UnusedPermissions.check();
    UnseenMetrics.check(runtime.aws().template());
  }

  @AfterEach
  void done(TestInfo test) {
    UnusedPermissions.done(test.getTestMethod().orElseThrow(), runtime.aws());
  }

  /**
   * After all tests of a class: entries stay as they are, so what one did wrong is seen at its end.
   */
  private static void the_books_balance() throws InterruptedException {
    // A scan is no snapshot: of what is converted meanwhile it may have seen half. A fault stays.
    Counts books = books(runtime);
    for (int again = 0; again < 50 && books.faults() > 0; again++) {
      Thread.sleep(100);
      books = books(runtime);
    }
    assertBalanced(books);
  }

  /**
   * One with another price, of which nobody knows since when it holds. None of those after it is a
   * policy; every test here goes on with that one.
   */
  private static void putPoliciesByHand(DynamoDbTable table) {
    String dearer =
        new PolicyVersions(table)
            .find(2)
            .orElseThrow()
            .text("document")
            .replace("\"version\": 2,", "\"version\": 3,")
            .replace("{\"minor\": 1379, \"currency\"", "{\"minor\": 1479, \"currency\"");
    table.replace(Policy.item(POLICY, dearer));
    String standard = Policy.trial().text("document");
    String second = standard.replace("\"version\": 1,", "\"version\": 2,");
    List<String> documents =
        List.of(
            standard,
            second.replace("\"commissionBasisPoints\": 5000,", ""),
            second.replace("\"commissionBasisPoints\": 5000,", "\"commissionBasisPoints\": 15000,"),
            second.replace("\"coins\": 1,\n", "\"coins\": -100,\n"),
            second.replace("\"coins\": 1,\n", "\"coins\": 0,\n"),
            second.replace("followersMin", "followerMin"),
            second.replace(
                "\"giftQuantityMax\": 10000,", "\"giftQuantityMax\": 1000000000000000000,"),
            "{\"version\":");
    for (int index = 0; index < documents.size(); index++) {
      long version = POLICY + 1 + index;
      table.replace(
          Policy.item(
              version,
              documents.get(index).replace("\"version\": 2,", "\"version\": " + version + ",")));
    }
  }

  static void assertProblem(int status, String code, Answer answer) {
    assertEquals(code, answer.code(), answer::toString);
    assertEquals(status, answer.status(), answer::toString);
    assertEquals(status, answer.number("status"));
    assertEquals(
        "application/problem+json",
        answer.headers().firstValue("content-type").orElse(""),
        answer::toString);
    assertFalse(answer.body().toString().contains("Exception"), answer::toString);
  }

  static void assertBalanced(Counts books) {
    assertEquals(List.of(), books.firstFaults());
    assertEquals(List.of(), books.unbalanced());
    assertEquals(
        -books.balance(ChartOfAccounts.COINS_ISSUED, Assets.COIN),
        books.balance(ChartOfAccounts.WALLET, Assets.COIN)
            + books.balance(ChartOfAccounts.WALLET_DEBT, Assets.COIN)
            + books.balance(ChartOfAccounts.GIFTS_IN_TRANSIT, Assets.COIN)
            + books.balance(ChartOfAccounts.COINS_SPENT, Assets.COIN)
            + books.balance(ChartOfAccounts.ADJUSTMENTS, Assets.COIN));
  }

  /** The whole ledger of a runtime, verified and added up. */
  static Counts books(LocalRuntime runtime) {
    var table = new TableScan(runtime.aws().dynamoDb(), runtime.aws().tableName());
    return SegmentWalk.wholeTable(
        new LedgerReader(table, new JitteredBackoff(() -> Duration.ofMinutes(1))), _ -> {});
  }

  static DynamoDbTable table() {
    return new DynamoDbTable(runtime.aws().dynamoDb(), runtime.aws().tableName());
  }

  static Seed seed() {
    return new Seed(runtime.aws().dynamoDb(), runtime.aws().tableName());
  }

  static String newCreator(long followers, boolean suspended, boolean verified) {
    String creator = "creator-" + UUID.randomUUID();
    seed()
        .creator(
            new CreatorProfile(
                creator,
                followers,
                suspended ? CreatorProfile.Status.SUSPENDED : CreatorProfile.Status.ACTIVE,
                "US",
                Optional.empty(),
                new Identity(
                    verified ? Identity.State.VERIFIED : Identity.State.PENDING,
                    Optional.empty())));
    return creator;
  }

  /** Has a new viewer send gifts until the creator has so many diamonds. */
  void earn(long diamonds) throws Exception {
    for (long coins = 0; coins < 2 * diamonds; coins += 10_000) {
      api.recharge(viewer, "coins-10000");
    }
    assertEquals(
        201,
        postGift(Api.gift(creator, "drama-queen", Long.toString(2 * diamonds / 5_000))).status());
    Api.await("conversion", () -> diamonds() == diamonds);
  }

  long coins() throws Exception {
    return api.get(viewer, "/v1/wallet").number("coins");
  }

  long diamonds() throws Exception {
    return api.get(creator, "/v1/earnings").number("diamonds");
  }

  Answer postGift(String body) throws Exception {
    return api.post(viewer, "/v1/gifts", Api.newKey(), body);
  }

  Answer postRecharge(String coinPackage, String region, String channel, String method)
      throws Exception {
    return api.post(
        viewer,
        "/v1/recharges",
        Api.newKey(),
        """
        {"package":"%s","region":"%s","channel":"%s","payment_method":"%s"}\
        """
            .formatted(coinPackage, region, channel, method));
  }

  Answer postRecharge(String what, String method) throws Exception {
    return api.post(
        viewer,
        "/v1/recharges",
        Api.newKey(),
        "{%s,\"payment_method\":\"%s\"}".formatted(what, method));
  }

  /** Buys coins in the viewer's own country and waits until they are there. */
  Answer buy(String what) throws Exception {
    return buy(what, "sandbox_card");
  }

  Answer buy(String what, String method) throws Exception {
    Answer opened = postRecharge(what, method);
    assertEquals(201, opened.status(), opened::toString);
    Api.await("payment", () -> recharge(opened).text("status").equals("paid"));
    return opened;
  }

  Answer recharge(Answer opened) throws Exception {
    return api.get(viewer, "/v1/recharges/" + opened.text("id"));
  }

  /** So much was taken back of a recharge, in minor units. */
  long takenBack(Answer opened) throws Exception {
    return recharge(opened).body().path("taken_back").path("amount").asLong();
  }

  /** Tells, as the provider, what became of a payment. */
  void tell(Answer recharge, String type, String adjustment, long minor) throws Exception {
    String event =
        """
        {"id":"%s","type":"%s","created_at":"2026-11-01T00:00:00Z","data":{"payment_id":"%s",
        "recharge_id":"%s","user_id":"%s","amount":%d,"currency":"%s"%s}}\
        """
            .formatted(
                UUID.randomUUID(),
                type,
                recharge.text("payment_id"),
                recharge.text("id"),
                viewer,
                minor,
                recharge.body().path("price").path("currency").asText(),
                adjustment.isEmpty()
                    ? ""
                    : ",\"adjustment_id\":\"%s_%s\"".formatted(recharge.text("id"), adjustment));
    assertEquals(200, webhook(event, signed(event, Instant.now())).status());
  }

  long debt() throws Exception {
    return api.get(viewer, "/v1/wallet").number("debt_coins");
  }

  JsonNode lots() throws Exception {
    return api.get(viewer, "/v1/wallet").body().path("lots");
  }

  List<String> lotsInWords() throws Exception {
    return lots()
        .valueStream()
        .map(lot -> lot.path("kind").asText() + " " + lot.path("coins").asLong())
        .toList();
  }

  JsonNode entries() throws Exception {
    return api.get(viewer, "/v1/wallet/entries?limit=100").body().path("entries");
  }

  /** The kinds of the viewer's entries, oldest first. */
  List<String> kinds() throws Exception {
    return entries().valueStream().map(entry -> entry.path("kind").asText()).toList().reversed();
  }

  /** What the viewer's entries posted to a ledger account altogether. */
  long posted(String account) throws Exception {
    return entries()
        .valueStream()
        .flatMap(entry -> entry.path("postings").valueStream())
        .filter(posting -> posting.path("account").asText().equals(account))
        .mapToLong(posting -> posting.path("amount").asLong())
        .sum();
  }

  static JsonNode offer(Answer packages, String id) {
    return packages
        .body()
        .path("coin_packages")
        .valueStream()
        .filter(offer -> offer.path("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** {@code 1299 USD}. */
  static String money(JsonNode money) {
    return money.path("amount").asLong() + " " + money.path("currency").asText();
  }

  static Answer webhook(String event, String signature) throws Exception {
    return api.send(
        api.request("/v1/webhooks/sandbox")
            .header("Content-Type", Api.JSON)
            .header("Sandbox-Signature", signature)
            .POST(BodyPublishers.ofString(event)));
  }

  static String signed(String event, Instant at) {
    return new WebhookSignature(runtime.aws().secret("SandboxWebhookSecret"))
        .sign(bytes(event), at);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A request that a test sends several times at once. */
  @FunctionalInterface
  interface Sending {
    Answer send(int number) throws Exception;
  }

  static List<Answer> atOnce(int times, Sending sending) throws Exception {
    List<Callable<Answer>> calls =
        IntStream.range(0, times)
            .<Callable<Answer>>mapToObj(number -> () -> sending.send(number))
            .toList();
    List<Answer> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : threads.invokeAll(calls)) answers.add(answer.get());
    }
    return answers;
  }
}
