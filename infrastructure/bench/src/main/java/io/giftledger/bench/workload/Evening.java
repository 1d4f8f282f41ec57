package io.giftledger.bench.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.policy.Live;
import io.giftledger.economy.policy.Policy;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.QueueReader;
import io.giftledger.emulator.events.EventFilter;
import io.giftledger.emulator.events.StreamRecord;
import io.giftledger.payments.WebhookSignature;
import io.giftledger.template.EventSource;
import io.giftledger.template.FunctionDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * An evening on a live stream, by hand: each function gets what a client or its event source would
 * give it, one event at a time, and every AWS call is noted. Users are known by ids of 36
 * characters, as most identity providers make them.
 */
public final class Evening implements AutoCloseable {

  /** How many Roses one gives who taps on and on. */
  public static final int TAPS = 99;

  private static final int FANS = 30;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final EmbeddedAws aws;
  private final Map<String, MeasuredFunction> functions = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final String viewer = user();
  private final String creator = user();
  private final EventFilter filter;
  private final String streamArn;
  private @Nullable String streamPosition;

  private Evening(EmbeddedAws aws) {
    this.aws = aws;
    EventSource source =
        EventSource.of(
            aws.template().resource(FunctionDefinition.TYPE, "DispatchFunction"), "NewRecords");
    filter = EventFilter.of(source.map("FilterCriteria"), source.place());
    streamArn = source.string("Stream");
  }

  /** Plays it on tables that nobody else writes to. */
  public static Evening play(EmbeddedAws aws) throws IOException {
    Evening evening = new Evening(aws);
    evening.play();
    return evening;
  }

  /** What happened, in its order; the functions' caches were warm unless the title says so. */
  public List<Step> steps() {
    return List.copyOf(steps);
  }

  /** A step by its title. */
  public Step step(String title) {
    return steps.stream().filter(step -> step.title().equals(title)).findFirst().orElseThrow();
  }

  /**
   * Does a step again, as often as one likes; the evening must be over, and only one step at a
   * time.
   */
  public Replay replay(Step step) {
    return function(step.function()).replay(step);
  }

  private void play() throws IOException {
    var table = new DynamoDbTable(aws.dynamoDb(), aws.tableName());
    table.replace(Policy.trial());
    table.replace(CreatorProfile.inGoodStanding(creator, 1_000_000, "US").item());

    buyCoins("first ");
    buyCoins("");
    for (int more = 0; more < 3; more++) buyCoins("another ");
    gift("send the first gift of a minute", "rose", 1);
    gift("send a gift", "panda", 3);
    gift("send a large gift", "drama-queen", 9);
    List<JsonNode> sent = newRecords();
    dispatch("first dispatch", sent.subList(0, 1));
    dispatch("dispatch a gift", sent.subList(1, 2));
    dispatch("dispatch a large gift", sent.subList(2, 3));
    convert("first conversion", 1, conversions());
    for (int rose = 0; rose < Conversion.GIFTS_MAX; rose++) gift("one of many gifts", "rose", 1);
    dispatch("dispatch gifts to one creator", newRecords());
    convert("convert a full batch", Conversion.GIFTS_MAX, conversions());
    gift("one more gift", "rose", 1);
    dispatch("one more dispatch", newRecords());
    convert("convert one gift", 1, conversions());
    roses();
    recognise();
    manyCreators(table);
    withdraw();
    read();
  }

  private void buyCoins(String which) throws IOException {
    buyCoins(which, viewer);
  }

  private void buyCoins(String which, String who) throws IOException {
    String opened =
        request(
            which + "recharge",
            "RechargeFunction",
            "POST /v1/recharges",
            who,
            """
            {"package":"coins-10000","region":"US","channel":"web","payment_method":"sandbox_card"}\
            """);
    String id = JSON.readTree(opened).path("id").asText();
    Message webhook =
        new QueueReader(aws, "SandboxWebhooks").next(message -> message.body().contains(id));
    ObjectNode event = httpEvent("POST /v1/webhooks/{provider}", webhook.body());
    event.putObject("pathParameters").put("provider", "sandbox");
    event
        .withObjectProperty("headers")
        .put(
            "sandbox-signature",
            new WebhookSignature(aws.secret("SandboxWebhookSecret"))
                .sign(webhook.body().getBytes(StandardCharsets.UTF_8), Instant.now()));
    http(which + "payment", "RechargeFunction", event);
  }

  private void gift(String title, String gift, int quantity) throws IOException {
    gift(title, creator, gift, quantity);
  }

  private void gift(String title, String to, String gift, int quantity) throws IOException {
    gift(title, to, gift, quantity, stream(to));
  }

  private void gift(String title, String to, String gift, int quantity, UUID stream)
      throws IOException {
    gift(title, viewer, to, gift, quantity, stream);
  }

  private void gift(String title, String from, String to, String gift, int quantity, UUID stream)
      throws IOException {
    request(
        title,
        "SendGiftFunction",
        "POST /v1/gifts",
        from,
        """
        {"creator":"%s","gift":"%s","quantity":%d,"live_stream":"%s"}\
        """
            .formatted(to, gift, quantity, stream));
  }

  /** A creator is live in one stream at a time. */
  private static UUID stream(String creator) {
    return UUID.nameUUIDFromBytes(creator.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The same Roses as one gift, as a combo, and as gifts that are none for their rooms alternate.
   */
  private void roses() throws IOException {
    gift("send 99 Roses at once", "rose", TAPS);
    dispatch("dispatch 99 Roses", newRecords());
    convert("convert 99 Roses", 1, conversions());
    for (int tap = 0; tap < TAPS; tap++) {
      pause();
      gift("tap a Rose", "rose", 1);
    }
    dispatch("dispatch taps", newRecords());
    convert("convert taps", TAPS, conversions());
    for (int rose = 0; rose < TAPS; rose++) {
      pause();
      gift("send a single Rose", creator, "rose", 1, stream(rose % 2 == 0 ? viewer : creator));
    }
    dispatch("dispatch single Roses", newRecords());
    convert("convert single Roses", TAPS, conversions());
  }

  /** A gift alone, and as many of thirty viewers as are converted together. */
  private void recognise() throws IOException {
    recognise("recognise all so far", 1);
    gift("a gift to recognise", "rose", 1);
    dispatch("dispatch a gift to recognise", newRecords());
    convert("convert a gift to recognise", 1, conversions());
    recognise("recognise a gift", 1);
    List<String> fans = Stream.generate(Evening::user).limit(FANS).toList();
    for (String fan : fans) buyCoins("a fan's ", fan);
    for (int gift = 0; gift < Conversion.GIFTS_MAX; gift++) {
      gift("a fan's gift", fans.get(gift % FANS), creator, "rose", 1, stream(creator));
    }
    dispatch("dispatch fans' gifts", newRecords());
    convert("convert fans' gifts", Conversion.GIFTS_MAX, conversions());
    recognise("recognise fans", Conversion.GIFTS_MAX);
  }

  private void recognise(String title, int gifts) throws IOException {
    dispatch("wake recognition", newRecords());
    Message waking =
        new QueueReader(aws, "Recognition").next(message -> message.body().contains(creator));
    event(title, "RecogniseFunction", gifts, queueEvent(List.of(waking)));
  }

  /** A wallet sends no more than {@link Live#GIFTS_PER_SECOND_MAX} gifts in a second. */
  private static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(1_100).toNanos() / Live.GIFTS_PER_SECOND_MAX);
  }

  /** The least that dispatch can group. */
  private void manyCreators(DynamoDbTable table) throws IOException {
    for (int other = 0; other < Conversion.GIFTS_MAX; other++) {
      String owner = user();
      table.replace(CreatorProfile.inGoodStanding(owner, 1_000_000, "US").item());
      gift("a gift to another creator", owner, "rose", 1);
    }
    dispatch("dispatch gifts to as many creators", newRecords());
  }

  private void withdraw() throws IOException {
    ObjectNode bank =
        httpEvent(
            "PUT /v1/payout-methods/{id}",
            "{\"provider\":\"sandbox\",\"token\":\"sandbox_bank_ok\"}");
    bank.putObject("pathParameters").put("id", "bank");
    http("set a payout method", "WithdrawFunction", by(creator, bank));
    String asked = "{\"diamonds\":%d,\"payout_method\":\"bank\"}";
    request(
        "first withdrawal",
        "WithdrawFunction",
        "POST /v1/withdrawals",
        creator,
        asked.formatted(10_000));
    payOut("first payout");
    request(
        "request a withdrawal",
        "WithdrawFunction",
        "POST /v1/withdrawals",
        creator,
        asked.formatted(10_001));
    payOut("pay out");
  }

  private void payOut(String title) throws IOException {
    dispatch("dispatch a withdrawal", newRecords());
    event(title, "PayOutFunction", 1, queueEvent(new QueueReader(aws, "Payouts").takeAll()));
  }

  private void read() throws IOException {
    for (String title : List.of("first reading", "read a wallet")) {
      http(title, "AccountFunction", by(viewer, httpEvent("GET /v1/wallet", "")));
    }
    http(
        "read a statement",
        "AccountFunction",
        by(creator, httpEvent("GET /v1/earnings/entries", "")));
    for (String title : List.of("first look at a room", "read a room")) {
      ObjectNode event = httpEvent("GET /v1/rooms/{id}/snapshot", "");
      event.putObject("pathParameters").put("id", stream(creator).toString());
      http(title, "FansFunction", by(viewer, event));
    }
  }

  private String request(String title, String function, String route, String caller, String body)
      throws IOException {
    ObjectNode event = by(caller, httpEvent(route, body));
    event.withObjectProperty("headers").put("idempotency-key", UUID.randomUUID().toString());
    return http(title, function, event);
  }

  private static ObjectNode by(String caller, ObjectNode event) {
    event
        .withObjectProperty("requestContext")
        .putObject("authorizer")
        .putObject("jwt")
        .putObject("claims")
        .put("sub", caller);
    return event;
  }

  /** As API Gateway writes it, with the headers that a browser sends. */
  private static ObjectNode httpEvent(String route, String body) {
    String[] words = route.split(" ");
    ObjectNode event = JSON.createObjectNode();
    event
        .put("version", "2.0")
        .put("routeKey", route)
        .put("rawPath", words[1])
        .put("rawQueryString", "");
    event
        .putObject("headers")
        .put("accept", "application/json")
        .put("accept-encoding", "gzip, deflate, br")
        .put("authorization", "Bearer " + "x".repeat(800))
        .put("content-length", Integer.toString(body.length()))
        .put("content-type", "application/json")
        .put("host", "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com")
        .put("origin", "https://www.example.com")
        .put("user-agent", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15")
        .put("x-amzn-trace-id", "Root=1-67891233-abcdef012345678912345678")
        .put("x-forwarded-for", "203.0.113.7")
        .put("x-forwarded-port", "443")
        .put("x-forwarded-proto", "https");
    ObjectNode context = event.putObject("requestContext");
    context
        .put("accountId", "123456789012")
        .put("apiId", "a1b2c3d4e5")
        .put("domainName", "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com")
        .put("domainPrefix", "a1b2c3d4e5")
        .put("requestId", UUID.randomUUID().toString())
        .put("routeKey", route)
        .put("stage", "$default")
        .put("time", "22/Nov/2026:10:00:00 +0000")
        .put("timeEpoch", 1_795_341_600_000L);
    context
        .putObject("http")
        .put("method", words[0])
        .put("path", words[1])
        .put("protocol", "HTTP/1.1")
        .put("sourceIp", "203.0.113.7")
        .put("userAgent", "Mozilla/5.0");
    if (!body.isEmpty()) event.put("body", body);
    event.put("isBase64Encoded", false);
    return event;
  }

  private String http(String title, String function, ObjectNode event) throws IOException {
    JsonNode reply = JSON.readTree(handle(title, function, 1, event).reply());
    int status = reply.path("statusCode").asInt();
    if (status < 200 || status > 201) throw new IllegalStateException(title + ": " + reply);
    return reply.path("body").asText();
  }

  private void dispatch(String title, List<JsonNode> records) throws IOException {
    ObjectNode event = JSON.createObjectNode();
    records.forEach(event.withArray("Records")::add);
    event(title, "DispatchFunction", records.size(), event);
  }

  private void convert(String title, int gifts, List<Message> messages) throws IOException {
    event(title, "ConvertFunction", gifts, queueEvent(messages));
  }

  private void event(String title, String function, int parts, ObjectNode event)
      throws IOException {
    String reply = handle(title, function, parts, event).reply();
    if (!reply.equals("{\"batchItemFailures\":[]}")) {
      throw new IllegalStateException(title + ": " + reply);
    }
  }

  private Step handle(String title, String function, int parts, ObjectNode event)
      throws IOException {
    Step step = function(function).handle(title, parts, event.toString());
    steps.add(step);
    return step;
  }

  private MeasuredFunction function(String name) {
    return functions.computeIfAbsent(name, missing -> MeasuredFunction.start(aws, missing));
  }

  /** What the event source would deliver since this was last asked. */
  private List<JsonNode> newRecords() {
    List<JsonNode> records = new ArrayList<>();
    if (streamPosition == null) streamPosition = beginning();
    for (boolean more = true; more; ) {
      String from = streamPosition;
      var read = aws.dynamoDbStreams().getRecords(get -> get.shardIterator(from));
      read.records().stream()
          .map(record -> StreamRecord.of(record, streamArn).json())
          .filter(filter::passes)
          .forEach(records::add);
      streamPosition = read.nextShardIterator();
      more = !read.records().isEmpty();
    }
    return records;
  }

  private String beginning() {
    var shard =
        aws.dynamoDbStreams()
            .describeStream(describe -> describe.streamArn(streamArn))
            .streamDescription()
            .shards()
            .getFirst();
    return aws.dynamoDbStreams()
        .getShardIterator(
            get ->
                get.streamArn(streamArn)
                    .shardId(shard.shardId())
                    .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
        .shardIterator();
  }

  private List<Message> conversions() {
    return new QueueReader(aws, "Conversions").takeAll();
  }

  private static ObjectNode queueEvent(List<Message> messages) {
    ObjectNode event = JSON.createObjectNode();
    for (Message message : messages) {
      ObjectNode record =
          event
              .withArray("Records")
              .addObject()
              .put("messageId", message.messageId())
              .put("receiptHandle", message.receiptHandle())
              .put("body", message.body());
      ObjectNode attributes = record.putObject("attributes");
      message.attributes().forEach((name, value) -> attributes.put(name.toString(), value));
      attributes.put(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT.toString(), "1");
    }
    return event;
  }

  private static String user() {
    return UUID.randomUUID().toString();
  }

  @Override
  public void close() throws Exception {
    for (MeasuredFunction function : functions.values()) function.close();
  }
}
