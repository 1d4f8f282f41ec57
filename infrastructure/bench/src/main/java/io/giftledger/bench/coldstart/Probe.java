package io.giftledger.bench.coldstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.dynamodb.Attributes;
import io.giftledger.economy.Money;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Quote;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The event that a function is measured with.
 *
 * @param function the function's module and jar
 * @param logicalId its key in the template
 * @param floor the class without a framework that makes the same calls
 * @param snapStart whether the template has it wake from a snapshot
 * @param json what it is invoked with
 * @param answer what its reply must begin to say: a status, or a batch of which nothing failed
 */
record Probe(
    String function, String logicalId, String floor, boolean snapStart, String json, int answer) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant PAST = Instant.parse("2026-11-20T10:15:30.125Z");
  private static final String GIFT = "84cn3m4adbgqm5etlcah74rr3i";
  private static final String WITHDRAWAL = "2isidvvdab631vgtmf7rdbgmtb";
  private static final int BATCH = 0;

  /** One for each function that value flows through. */
  static List<Probe> all() {
    return List.of(
        http(
            "send-gift",
            "SendGift",
            "POST /v1/gifts",
            "alice",
            """
            {"creator":"luna","gift":"panda","quantity":1,"live_stream":"stream-7"}\
            """,
            201),
        http(
            "recharge",
            "Recharge",
            "POST /v1/recharges",
            "alice",
            """
            {"package":"coins-100","region":"US","channel":"web","payment_method":"sandbox_card"}\
            """,
            201),
        http(
            "withdraw",
            "Withdraw",
            "POST /v1/withdrawals",
            "luna",
            """
            {"diamonds":10000,"payout_method":"bank"}\
            """,
            201),
        http("account", "Account", "GET /v1/wallet", "alice", "", 200),
        queue(
            "convert",
            "Convert",
            true,
            """
            {"creator":"luna","gifts":["alice %s panda 1 5 5 5000 1 live_stream:stream-7"]}\
            """
                .formatted(GIFT)),
        queue(
            "pay-out",
            "PayOut",
            false,
            """
            {"creator":"luna","withdrawal":"%s","once":false}\
            """
                .formatted(WITHDRAWAL)),
        dispatch());
  }

  /** What the table holds, so that each of them succeeds. */
  static List<Item> items() {
    Head<Wallet> wallet = Head.opening(Wallet.BOOK.account("alice"));
    Head<Earnings> nothing = Head.opening(Earnings.BOOK.account("luna"));
    ConvertedGift large =
        new ConvertedGift(
            "alice",
            GIFT,
            "panda",
            44_000,
            220_000,
            220_000,
            5_000,
            1,
            new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-7"));
    Entry<Earnings> converted =
        appended(nothing, new GiftsConverted(List.of(large)).movement(nothing, PAST));
    Head<Earnings> earnings = converted.head();
    Withdrawal withdrawal =
        new Withdrawal(
            WITHDRAWAL,
            "luna",
            10_000,
            10_000,
            new Money(5_000, "USD"),
            0,
            "bank",
            "sandbox",
            "sandbox_bank_ok",
            1,
            PAST,
            Withdrawal.Status.REQUESTED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return List.of(
        Policy.trial(),
        CreatorProfile.inGoodStanding("luna", 12_500, "US").item(),
        new PayoutMethod(
                "luna",
                "bank",
                PayoutMethod.Kind.BANK,
                "sandbox",
                "sandbox_bank_ok",
                true,
                true,
                PAST)
            .item(),
        appended(wallet, new Recharged(recharge(), "payment").movement(wallet, PAST)).item(),
        converted.item(),
        Entry.append(earnings, PAST, withdrawal.draft(earnings), Format.CURRENT).item(),
        withdrawal.item().toBuilder().number("entry", 2).build());
  }

  private static Recharge recharge() {
    return Recharge.opened(
        GIFT,
        "alice",
        new Quote("coins", "US", "web", 100_000, 0, new Money(129_000, "USD"), 0),
        "sandbox_card",
        "sandbox",
        1,
        PAST);
  }

  private static <S extends State> Entry<S> appended(Head<S> head, Movement<S> movement) {
    return Entry.append(head, PAST, ((Movement.Append<S>) movement).draft(), Format.CURRENT);
  }

  private static Probe http(
      String function, String name, String route, String caller, String body, int status) {
    ObjectNode event = JSON.createObjectNode();
    event.put("version", "2.0").put("routeKey", route);
    event.put("rawPath", route.substring(route.indexOf('/'))).put("rawQueryString", "");
    event
        .putObject("headers")
        .put("accept", "*/*")
        .put("content-type", "application/json")
        .put("host", "api.example.com")
        .put("idempotency-key", "key-1")
        .put("user-agent", "bench");
    ObjectNode context = event.putObject("requestContext");
    context.put("accountId", "000000000000").put("apiId", "bench").put("requestId", "request-1");
    context
        .putObject("http")
        .put("method", route.substring(0, route.indexOf(' ')))
        .put("path", route.substring(route.indexOf('/')));
    context.putObject("authorizer").putObject("jwt").putObject("claims").put("sub", caller);
    if (!body.isEmpty()) event.put("body", body);
    event.put("isBase64Encoded", false);
    return new Probe(function, name + "Function", name, true, event.toString(), status);
  }

  private static Probe queue(String function, String name, boolean snapStart, String body) {
    ObjectNode event = JSON.createObjectNode();
    ObjectNode message = event.putArray("Records").addObject();
    message.put("messageId", "message-1").put("receiptHandle", "receipt-1").put("body", body);
    message
        .putObject("attributes")
        .put("ApproximateReceiveCount", "1")
        .put("SentTimestamp", "1763633730125")
        .put("MessageGroupId", "luna");
    message.put("eventSource", "aws:sqs").put("awsRegion", "us-east-1");
    return new Probe(function, name + "Function", name, snapStart, event.toString(), BATCH);
  }

  private static Probe dispatch() {
    ObjectNode event = JSON.createObjectNode();
    ObjectNode record = event.putArray("Records").addObject();
    record.put("eventID", "1").put("eventName", "INSERT").put("eventSource", "aws:dynamodb");
    ObjectNode change = record.putObject("dynamodb");
    change.put("SequenceNumber", "111").put("StreamViewType", "NEW_IMAGE");
    Head<Wallet> wallet = Head.opening(Wallet.BOOK.account("alice"));
    Head<Wallet> recharged =
        appended(wallet, new Recharged(recharge(), "payment").movement(wallet, PAST)).head();
    Gift gift =
        new Gift(
            GIFT,
            "alice",
            "luna",
            "panda",
            1,
            5,
            5,
            5_000,
            1,
            new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-7"),
            99_995,
            PAST,
            Gift.Status.SENT,
            OptionalLong.empty(),
            Optional.empty());
    Item entry = Entry.append(recharged, PAST, gift.draft(recharged), Format.CURRENT).item();
    change.set("NewImage", CannedAws.json(Attributes.of(entry)));
    return new Probe("dispatch", "DispatchFunction", "Dispatch", false, event.toString(), BATCH);
  }

  /** What it is invoked with. */
  byte[] event() {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** Fails unless a function did what it was asked. */
  void check(byte[] reply) {
    try {
      JsonNode replied = JSON.readTree(reply);
      boolean isRight =
          answer == BATCH
              ? replied.path("batchItemFailures").isArray()
                  && replied.get("batchItemFailures").isEmpty()
              : replied.path("statusCode").intValue() == answer;
      if (!isRight) {
        throw new IllegalStateException(
            function + " answers " + new String(reply, StandardCharsets.UTF_8));
      }
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }
}
