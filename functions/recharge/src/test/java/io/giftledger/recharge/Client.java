package io.giftledger.recharge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.payments.UnbookedEvent;
import io.giftledger.payments.WebhookSignature;
import io.giftledger.payments.sandbox.SandboxEvent;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.HttpAnswer;
import io.giftledger.testkit.HttpApi;
import io.giftledger.testkit.HttpRequest;
import io.giftledger.testkit.Json;
import io.giftledger.testkit.Viewer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.sqs.model.Message;

/** Calls the real handler as API Gateway does, and looks into the table and the queue behind it. */
final class Client implements AutoCloseable {

  /** Webhooks that were taken from the queue, by recharge. */
  private static final Map<String, List<String>> WEBHOOKS = new HashMap<>();

  final EmbeddedAws aws = Embedded.AWS;
  final Map<String, String> environment;
  final Table table = Embedded.TABLE;
  final Ledger ledger = Embedded.LEDGER;
  final WebhookSignature signature = new WebhookSignature(aws.secret("SandboxWebhookSecret"));

  private final RechargeHandler handler;
  private final HttpApi api;

  Client() {
    this("sandbox");
  }

  /** A function that gives new recharges to these providers. */
  Client(String paymentProvider) {
    this(Embedded.environment("RechargeFunction", "PAYMENT_PROVIDER", paymentProvider));
  }

  /** A function with another environment. */
  Client(Map<String, String> environment) {
    this.environment = environment;
    handler = new RechargeHandler(environment);
    api = new HttpApi(handler);
  }

  @Override
  public void close() {
    handler.close();
  }

  static String order(String coinPackage, String paymentMethod) {
    return Json.write(
        Map.of(
            "package",
            coinPackage,
            "region",
            "US",
            "channel",
            "web",
            "payment_method",
            paymentMethod));
  }

  HttpAnswer recharge(String viewer, String key, String body) {
    return recharging(viewer, key).text(body).send();
  }

  /** A recharge that has no body yet. */
  HttpRequest recharging(String viewer, String key) {
    return claiming(viewer.isEmpty() ? Map.of() : Map.of("sub", viewer), key);
  }

  /** A recharge that has no body yet, with a token of some claims. */
  HttpRequest claiming(Map<String, String> claims, String key) {
    return api.claiming(claims).post("/v1/recharges").key(key);
  }

  /** A viewer returns what they have not spent of a purchase. */
  HttpAnswer refund(String viewer, String key, String rechargeId) {
    return api.claiming(Map.of("sub", viewer))
        .post("/v1/recharges/{id}/refunds", rechargeId)
        .key(key)
        .send();
  }

  /** Sends a webhook with a good signature. */
  HttpAnswer webhook(String body) {
    return webhook("sandbox", body, Map.of("sandbox-signature", sign(body, Instant.now())));
  }

  HttpAnswer webhook(String provider, String body, Map<String, String> signatureHeader) {
    HttpRequest webhook = api.post("/v1/webhooks/{provider}", provider).text(body);
    signatureHeader.forEach(webhook::header);
    return webhook.send();
  }

  /** Takes an item out of the table, which no function may. */
  void delete(Key key) {
    aws.dynamoDb()
        .deleteItem(request -> request.tableName(aws.tableName()).key(Attributes.of(key)));
  }

  /** An event that is told and not booked, as it is kept. */
  UnbookedEvent kept(String event) {
    assertEquals("{\"received\":true}", webhook(event).body());
    Key key = new Key("PROVIDER_EVENTS", "EVENT#sandbox#" + Json.read(event).get("id"));
    return UnbookedEvent.read(table.get(key, true).orElseThrow());
  }

  String sign(String body, Instant at) {
    return signature.sign(body.getBytes(StandardCharsets.UTF_8), at);
  }

  /** An event for a recharge, as the sandbox words it. */
  static String event(String type, Recharge recharge) {
    return event(type, recharge, Map.of());
  }

  /** An event with other values in its data. */
  static String event(String type, Recharge recharge, Map<String, Object> others) {
    Map<String, Object> data = new HashMap<>();
    data.put("payment_id", recharge.paymentId().orElse("sbxpay_of_" + recharge.id()));
    data.put("recharge_id", recharge.id());
    data.put("user_id", recharge.viewer());
    data.put("amount", recharge.quote().price().minor());
    data.put("currency", recharge.quote().price().currency());
    if (type.equals(SandboxEvent.FAILED)) data.put("decline_reason", "card_declined");
    data.putAll(others);
    return Json.write(
        Map.of(
            "id",
            "sbxevt_" + UUID.randomUUID(),
            "type",
            type,
            "created_at",
            Instant.now().toString(),
            "data",
            data));
  }

  /** The webhooks that the queue holds for a recharge now. */
  synchronized List<String> queuedWebhooks(String rechargeId) {
    String url = aws.queueUrl("SandboxWebhooks");
    List<Message> messages;
    do {
      messages =
          aws.sqs()
              .receiveMessage(
                  receive -> receive.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(0))
              .messages();
      for (Message message : messages) {
        WEBHOOKS
            .computeIfAbsent(
                String.valueOf(data(message.body()).get("recharge_id")), id -> new ArrayList<>())
            .add(message.body());
        aws.sqs()
            .deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
      }
    } while (!messages.isEmpty());
    return Optional.ofNullable(WEBHOOKS.remove(rechargeId)).orElse(List.of());
  }

  /** The next webhook for a recharge that the queue gives out, which may have been delayed. */
  String awaitWebhook(String rechargeId) {
    for (int attempt = 0; attempt < 100; attempt++) {
      List<String> queued = queuedWebhooks(rechargeId);
      if (queued.size() > 1) {
        WEBHOOKS.put(rechargeId, new ArrayList<>(queued.subList(1, queued.size())));
      }
      if (!queued.isEmpty()) return queued.getFirst();
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    throw new AssertionError("no webhook came for " + rechargeId);
  }

  Recharge stored(String viewer, String rechargeId) {
    return ledger
        .find(Recharge.TYPE, Recharge.TYPE.key(Wallet.BOOK.account(viewer), rechargeId))
        .orElseThrow();
  }

  /** The recharge that a viewer's idempotency key stands for. */
  Optional<Recharge> storedFor(String viewer, String key) {
    Account<Wallet> wallet = Wallet.BOOK.account(viewer);
    return ledger.find(Recharge.TYPE, Recharge.TYPE.key(wallet, Recharge.TYPE.idFor(wallet, key)));
  }

  long coins(String viewer) {
    return new Viewer(viewer).coins();
  }

  /** The viewer's whole chain, oldest first, each entry proven to follow. */
  List<Entry<Wallet>> entries(String viewer) {
    return new Viewer(viewer).chain();
  }

  static Map<String, Object> data(String event) {
    return Json.object(Json.read(event).get("data"));
  }
}
