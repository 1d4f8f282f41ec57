package io.giftledger.bench.throughput;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.Money;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.wallet.Quote;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.local.LocalRuntime;
import io.giftledger.local.Seed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The local runtime with a policy, creators, and viewers who have coins. Its event sources are held
 * until they are asked for, so that sending can be measured without converting.
 */
final class Economy implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path TEMPLATE = Path.of("template.yaml");

  /** More than anybody here can spend. */
  private static final long COINS_EACH = 1_000_000;

  private static final int SEEDING_THREADS = 8;

  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  /** Asking takes a query for each creator: seldom enough to take no capacity from converting. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final int AGAIN_MAX = 20;
  private static final Duration PAUSE_BEFORE_AGAIN = Duration.ofSeconds(1);

  private final LocalRuntime runtime;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Ledger ledger;
  private final List<String> tokens;
  private final int creators;

  private Economy(LocalRuntime runtime, int senders, int creators) {
    this.runtime = runtime;
    this.creators = creators;
    this.ledger =
        new Ledger(
            new DynamoDbTable(dynamoDb(), tableName()),
            InstantSource.system(),
            (lost, attempt) -> true,
            Format.CURRENT);
    this.tokens =
        IntStream.range(0, senders).mapToObj(Economy::sender).map(runtime::token).toList();
  }

  /** Starts it with so many senders and creators. */
  static Economy start(LocalRuntime.Mode mode, int senders, int creators)
      throws InterruptedException {
    var economy =
        new Economy(
            LocalRuntime.startWithoutEventSources(TEMPLATE, 0, null, mode), senders, creators);
    try {
      economy.seed(senders);
      return economy;
    } catch (RuntimeException | InterruptedException e) {
      economy.close();
      throw e;
    }
  }

  static String sender(int number) {
    return "viewer-%06d".formatted(number);
  }

  static String creator(int number) {
    return "creator-%06d".formatted(number);
  }

  private void seed(int senders) throws InterruptedException {
    Seed seed = new Seed(dynamoDb(), tableName());
    seed.policy();
    for (int number = 0; number < creators; number++) {
      seed.creator(CreatorProfile.inGoodStanding(creator(number), 5_000, "US"));
    }
    try (var threads = Executors.newFixedThreadPool(SEEDING_THREADS)) {
      List<Future<?>> seeding =
          IntStream.range(0, senders)
              .<Future<?>>mapToObj(number -> threads.submit(() -> giveCoins(number)))
              .toList();
      for (Future<?> each : seeding) each.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a wallet was not seeded", failed.getCause());
    }
  }

  private void giveCoins(int number) {
    Account<Wallet> wallet = Wallet.BOOK.account(sender(number));
    var request = IdempotentRequest.of(Recharge.TYPE, wallet, "coins");
    Recharge recharge =
        Recharge.opened(
            request.id(),
            wallet.owner(),
            new Quote("coins", "US", "web", COINS_EACH, 0, new Money(COINS_EACH, "USD"), 0),
            "sandbox_card",
            "sandbox",
            1,
            Instant.now());
    ledger.register(request, recharge);
    ledger.append(wallet, new Recharged(recharge, "payment-" + recharge.id())::movement);
  }

  DynamoDbClient dynamoDb() {
    return runtime.aws().dynamoDb();
  }

  String tableName() {
    return runtime.aws().tableName();
  }

  /** From now on gifts are converted, from the oldest on. */
  void startConverting() {
    runtime.startEventSources();
  }

  /**
   * Sends a Rose, which costs one coin and earns one point. Who has sent as many in this second as
   * the policy allows one wallet waits for the next.
   *
   * @return false if the answer is "try again", or that there were too many in this second
   * @throws IllegalStateException if it is anything but that or "created"
   */
  boolean send(int sender, int creator) throws IOException, InterruptedException {
    HttpResponse<String> answer = post(sender, creator, newKey());
    return switch (answer.statusCode()) {
      case 201 -> true;
      case 429 -> {
        Thread.sleep(1_000 - System.currentTimeMillis() % 1_000);
        yield false;
      }
      case 503 -> false;
      default -> throw unexpected(answer);
    };
  }

  /**
   * Sends a Rose.
   *
   * @return the answer
   * @throws IllegalStateException if it is anything but "created"
   */
  JsonNode sendNow(int sender, int creator) throws IOException, InterruptedException {
    HttpResponse<String> answer = post(sender, creator, newKey());
    if (answer.statusCode() != 201) throw unexpected(answer);
    return JSON.readTree(answer.body());
  }

  /** Where pages subscribe to a room's channel. */
  URI realtime() {
    return runtime.aws().events().realtime();
  }

  /** A sender's token. */
  String token(int sender) {
    return tokens.get(sender);
  }

  /**
   * Sends a Rose as an app should: again, with the same key, for as long as it is not answered or
   * the answer is a fault of the server's.
   *
   * @return how often it was sent again
   * @throws IllegalStateException if it is not sent after all, or refused
   */
  int sendSurely(int sender, int creator) throws IOException, InterruptedException {
    String key = newKey();
    for (int again = 0; again < AGAIN_MAX; again++) {
      try {
        HttpResponse<String> answer = post(sender, creator, key);
        if (answer.statusCode() == 201) return again;
        if (answer.statusCode() < 500) throw unexpected(answer);
      } catch (HttpTimeoutException unanswered) {
        // It may have been sent; the key will tell.
      }
      Thread.sleep(PAUSE_BEFORE_AGAIN);
    }
    throw new IllegalStateException("not sent after %d tries".formatted(AGAIN_MAX));
  }

  private HttpResponse<String> post(int sender, int creator, String key)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(runtime.url() + "/v1/gifts"))
            .timeout(ANSWER_MAX)
            .header("Authorization", "Bearer " + tokens.get(sender))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(
                BodyPublishers.ofString(
                    """
                    {"creator":"%s","gift":"rose","quantity":1,"live_stream":"live-1"}\
                    """
                        .formatted(creator(creator))))
            .build(),
        BodyHandlers.ofString());
  }

  private static String newKey() {
    return UUID.randomUUID().toString();
  }

  private static IllegalStateException unexpected(HttpResponse<String> answer) {
    return new IllegalStateException(answer.statusCode() + ": " + answer.body());
  }

  /** Gifts that were converted: every one is worth a point. */
  long converted() {
    return IntStream.range(0, creators)
        .mapToObj(number -> Earnings.BOOK.account(creator(number)))
        .mapToLong(account -> ledger.head(account, true).state().points())
        .sum();
  }

  /**
   * Waits until so many gifts were converted.
   *
   * @throws TimeoutException if they are not in time
   */
  void awaitConverted(long gifts, Duration patience) throws InterruptedException, TimeoutException {
    Instant deadline = Instant.now().plus(patience);
    while (converted() < gifts) {
      if (Instant.now().isAfter(deadline)) {
        throw new TimeoutException("converted %d of %d gifts".formatted(converted(), gifts));
      }
      Thread.sleep(PAUSE);
    }
  }

  @Override
  public void close() {
    http.close();
    runtime.close();
  }
}
