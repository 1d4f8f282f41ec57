package io.giftledger.recharge;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.Invocation;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Table;
import io.giftledger.payments.WebhookSignature;
import io.giftledger.payments.sandbox.SandboxEvent;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.Message;

/** Calls the real handler as API Gateway does, and looks into the table and the queue behind it. */
final class Client implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.createDefault();

  /** Webhooks that were taken from the queue, by recharge. */
  private static final Map<String, List<String>> WEBHOOKS = new HashMap<>();

  final EmbeddedAws aws = EmbeddedAws.shared();
  final Map<String, String> environment;
  final Table table = new DynamoDbTable(aws.dynamoDb(), aws.tableName());
  final Ledger ledger = new Ledger(table, InstantSource.system(), attempt -> {});
  final WebhookSignature signature =
      new WebhookSignature(
          Objects.requireNonNull(
              aws.environment("RechargeFunction").get("SANDBOX_WEBHOOK_SECRET")));

  private final RechargeHandler handler;

  Client() {
    this("sandbox");
  }

  /** A function that gives new recharges to these providers. */
  Client(String paymentProvider) {
    this(preferring(paymentProvider));
  }

  /** A function with another environment. */
  Client(Map<String, String> environment) {
    this.environment = environment;
    table.replace(Policy.standard());
    handler = new RechargeHandler(environment);
  }

  private static Map<String, String> preferring(String paymentProvider) {
    Map<String, String> environment =
        new HashMap<>(EmbeddedAws.shared().environment("RechargeFunction"));
    environment.put("PAYMENT_PROVIDER", paymentProvider);
    return environment;
  }

  @Override
  public void close() {
    handler.close();
  }

  /** An answer. */
  record Answer(int status, Map<String, String> headers, String body) {
    Map<String, Object> json() {
      return parse(body);
    }

    String text(String name) {
      return String.valueOf(json().get(name));
    }
  }

  static String order(String coinPackage, String paymentMethod) {
    return write(
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

  Answer recharge(String viewer, String key, String body) {
    return invoke(
        Map.of(
            "routeKey",
            "POST /v1/recharges",
            "headers",
            Map.of("content-type", "application/json", "idempotency-key", key),
            "body",
            body,
            "isBase64Encoded",
            false,
            "requestContext",
            Map.of(
                "requestId", "r", "authorizer", Map.of("jwt", Map.of("claims", claims(viewer))))));
  }

  /** Sends a webhook with a good signature. */
  Answer webhook(String body) {
    return webhook("sandbox", body, Map.of("sandbox-signature", sign(body, Instant.now())));
  }

  Answer webhook(String provider, String body, Map<String, String> signatureHeader) {
    Map<String, String> headers = new HashMap<>(signatureHeader);
    headers.put("content-type", "application/json");
    return invoke(
        Map.of(
            "routeKey",
            "POST /v1/webhooks/{provider}",
            "headers",
            headers,
            "pathParameters",
            Map.of("provider", provider),
            "body",
            body,
            "isBase64Encoded",
            false,
            "requestContext",
            Map.of("requestId", "r")));
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
    data.put("payment_id", recharge.paymentId().orElse("sbxpay_of_the_webhook"));
    data.put("recharge_id", recharge.id());
    data.put("user_id", recharge.viewer());
    data.put("amount", recharge.price().minor());
    data.put("currency", recharge.price().currency());
    if (type.equals(SandboxEvent.FAILED)) data.put("decline_reason", "card_declined");
    data.putAll(others);
    return write(
        Map.of(
            "id", "sbxevt_1", "type", type, "created_at", Instant.now().toString(), "data", data));
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
    return ledger.head(Wallet.BOOK.account(viewer), true).state().coins();
  }

  /** The viewer's whole chain, oldest first. */
  List<Entry<Wallet>> entries(String viewer) {
    return ledger.entries(Wallet.BOOK.account(viewer), 1_000, Optional.empty()).reversed();
  }

  boolean chainVerifies(String viewer) {
    Head<Wallet> head = Head.opening(Wallet.BOOK.account(viewer));
    for (Entry<Wallet> entry : entries(viewer)) {
      if (!entry.follows(head)) return false;
      head = entry.head();
    }
    return true;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> data(String event) {
    return (Map<String, Object>) Objects.requireNonNull(parse(event).get("data"));
  }

  static Map<String, Object> parse(String json) {
    try {
      return Objects.requireNonNull(
          JSON.readValue(json, Argument.mapOf(String.class, Object.class)));
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  static String write(Object value) {
    try {
      return new String(JSON.writeValueAsBytes(value), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Map<String, String> claims(String viewer) {
    return viewer.isEmpty() ? Map.of() : Map.of("sub", viewer);
  }

  @SuppressWarnings("unchecked")
  private Answer invoke(Map<String, Object> event) {
    try {
      Map<String, Object> reply = parse(Invocation.invoke(handler, write(event)));
      return new Answer(
          ((Number) Objects.requireNonNull(reply.get("statusCode"))).intValue(),
          (Map<String, String>) Objects.requireNonNull(reply.get("headers")),
          (String) Objects.requireNonNull(reply.get("body")));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
