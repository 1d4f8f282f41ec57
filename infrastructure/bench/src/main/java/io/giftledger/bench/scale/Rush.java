package io.giftledger.bench.scale;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.bench.scale.ModelQueue.Message;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.emulator.Invocation;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * Some seconds of gifts at a steady rate, in the model's time: they come out of the stream's
 * shards, the real dispatch groups them, the queue hands each creator's messages to one invocation
 * at a time, and the real convert converts them.
 */
final class Rush {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Gifts come in steps of so many milliseconds. */
  private static final double STEP = 10;

  /** From a write to its record in the stream, as is commonly seen; assumed. */
  private static final double STREAM_DELAY = 200;

  /**
   * What a function adds to its calls, for each invocation and for each gift; the overhead
   * benchmark's order.
   */
  private static final double INVOCATION = 3;

  private static final double INVOCATION_PER_GIFT = 0.03;

  /** A table on demand begins with so many partitions. */
  private static final int SHARDS_MIN = 4;

  private static final double PARTITION_UNITS = 1000;

  /** Users who send; a sender's gifts are all in one shard. */
  private static final int SENDERS = 100_000;

  private final Scenario scenario;
  private final double rate;
  private final double milliseconds;
  private final Platform platform;
  private final Random random = new Random(1);
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Shard> shards = new ArrayList<>();
  private final Map<String, Deque<Message>> groups = new LinkedHashMap<>();
  private final Set<String> lockedGroups = new HashSet<>();
  private final Map<String, Double> sentAt = new HashMap<>();
  private final double[] popularity;
  private final List<Double> delays = new ArrayList<>();
  private double now;
  private int converting;
  private int convertingMost;
  private long sent;
  private long conversions;
  private long eventCount;

  private record Event(double at, long number, Action action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int order = Double.compare(at, other.at);
      return order != 0 ? order : Long.compare(number, other.number);
    }
  }

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  /** A part of the stream whose batches are dispatched one after another. */
  private static final class Shard {
    private final Deque<Record> records = new ArrayDeque<>();
    private boolean busy;
    private boolean waits;
  }

  private record Record(String sender, String id, String creator) {}

  /**
   * What came of it.
   *
   * @param delayP50 from a gift to its diamonds, in milliseconds
   * @param delayP99 of a hundred gifts one takes longer
   * @param drain how long after the last gift the last one was converted, in milliseconds; infinite
   *     if a function gave up
   * @param giftsPerConversion how full the batches were
   * @param convertingMost conversions at once, at most
   */
  record Outcome(
      double delayP50,
      double delayP99,
      double drain,
      double giftsPerConversion,
      int convertingMost) {}

  /** A function gave up: its tries were used up, and the queue would hand it the batch later. */
  static final class OverloadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OverloadException(String reply) {
      super(reply);
    }
  }

  /** The functions and what they stand on. */
  record Platform(
      RequestStreamHandler dispatch,
      RequestStreamHandler convert,
      Clock clock,
      ModelQueue queue,
      ModelTable table,
      int fifoBatch,
      int streamBatch,
      double streamWindow,
      int streamParallel,
      double unitsToSend) {

    /**
     * A partition of the table is a shard of its stream; half full, so that the load may be uneven.
     */
    int shards(double rate) {
      double partitions = Math.ceil(rate * unitsToSend * 2 / PARTITION_UNITS);
      return Math.max(SHARDS_MIN, (int) partitions) * streamParallel;
    }
  }

  Rush(Scenario scenario, double rate, double milliseconds, Platform platform) {
    this.scenario = scenario;
    this.rate = rate;
    this.milliseconds = milliseconds;
    this.platform = platform;
    for (int shard = 0; shard < platform.shards(rate); shard++) shards.add(new Shard());
    popularity = new double[scenario.creators()];
    double sum = 0;
    for (int creator = 0; creator < popularity.length; creator++) {
      sum += scenario.isEven() ? 1 : 1.0 / (creator + 1);
      popularity[creator] = sum;
    }
  }

  /** Plays it to the end: every gift is converted, or the functions give up. */
  Outcome play() throws IOException {
    platform.table().renew();
    platform.queue().take();
    at(0, () -> arrive(0));
    try {
      while (!events.isEmpty()) {
        Event event = events.poll();
        now = event.at();
        event.action().run();
      }
    } catch (OverloadException givenUp) {
      return outcome(Double.POSITIVE_INFINITY);
    }
    if (!sentAt.isEmpty()) throw new IllegalStateException(sentAt.size() + " gifts were lost");
    return outcome(now - milliseconds);
  }

  private Outcome outcome(double drain) {
    double[] sorted = delays.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Outcome(
        sorted.length == 0 ? drain : sorted[sorted.length / 2],
        sorted.length == 0 ? drain : sorted[sorted.length * 99 / 100],
        drain,
        (double) delays.size() / Math.max(1, conversions),
        convertingMost);
  }

  private void at(double time, Action action) {
    events.add(new Event(time, eventCount++, action));
  }

  private void arrive(int step) {
    long until = Math.round((step + 1) * STEP * rate / 1000);
    platform.table().use(now, (until - sent) * platform.unitsToSend());
    for (; sent < until; sent++) {
      String sender = "sender-" + random.nextInt(SENDERS);
      String id = "%026d".formatted(sent);
      sentAt.put(id, now);
      Record record = new Record(sender, id, creator());
      at(now + STREAM_DELAY, () -> appear(record));
    }
    if ((step + 1) * STEP < milliseconds) at((step + 1) * STEP, () -> arrive(step + 1));
  }

  private String creator() {
    int found =
        Arrays.binarySearch(popularity, random.nextDouble() * popularity[popularity.length - 1]);
    int creator = Math.min(found < 0 ? -found - 1 : found, popularity.length - 1);
    return scenario.chainsPerCreator() == 1
        ? "creator-" + creator
        : "creator-%d-chain-%d".formatted(creator, random.nextInt(scenario.chainsPerCreator()));
  }

  private void appear(Record record) {
    Shard shard = shards.get(Math.floorMod(record.sender().hashCode(), shards.size()));
    shard.records.add(record);
    wake(shard);
  }

  /** A batch begins when the window is over or the batch is full. */
  private void wake(Shard shard) {
    if (shard.busy || shard.records.isEmpty()) return;
    if (shard.records.size() >= platform.streamBatch()) {
      shard.busy = true;
      at(now, () -> dispatch(shard));
    } else if (!shard.waits) {
      shard.waits = true;
      at(
          now + platform.streamWindow(),
          () -> {
            shard.waits = false;
            if (!shard.busy && !shard.records.isEmpty()) {
              shard.busy = true;
              dispatch(shard);
            }
          });
    }
  }

  private void dispatch(Shard shard) throws IOException {
    ObjectNode event = JSON.createObjectNode();
    int count = Math.min(platform.streamBatch(), shard.records.size());
    for (int index = 0; index < count; index++) {
      event.withArray("Records").add(json(shard.records.remove()));
    }
    invoke(platform.dispatch(), event, count);
    List<Message> messages = platform.queue().take();
    at(
        platform.clock().now(),
        () -> {
          for (Message message : messages) {
            groups.computeIfAbsent(message.group(), group -> new ArrayDeque<>()).add(message);
          }
          shard.busy = false;
          wake(shard);
          convert();
        });
  }

  /** The queue gives out batches as long as there are free functions and unlocked groups. */
  private void convert() throws IOException {
    while (converting < scenario.convertConcurrency()) {
      List<Message> batch = batch();
      if (batch.isEmpty()) return;
      Set<String> locked = new HashSet<>();
      ObjectNode event = JSON.createObjectNode();
      List<String> gifts = new ArrayList<>();
      for (Message message : batch) {
        locked.add(message.group());
        ObjectNode record = event.withArray("Records").addObject();
        record
            .put("messageId", "m" + event.withArray("Records").size())
            .put("body", message.body())
            .putObject("attributes")
            .put("ApproximateReceiveCount", "1")
            .put("MessageGroupId", message.group());
        JSON.readTree(message.body())
            .path("gifts")
            .forEach(gift -> gifts.add(ConvertedGift.parse(gift.asText()).id()));
      }
      lockedGroups.addAll(locked);
      converting++;
      convertingMost = Math.max(convertingMost, converting);
      long transactions = platform.table().transactions();
      invoke(platform.convert(), event, gifts.size());
      conversions += platform.table().transactions() - transactions;
      at(platform.clock().now(), () -> converted(gifts, locked));
    }
  }

  private void converted(List<String> gifts, Set<String> locked) throws IOException {
    for (String gift : gifts) delays.add(now - sentAt.remove(gift));
    lockedGroups.removeAll(locked);
    converting--;
    convert();
  }

  /** As many messages of the group that waits longest as there may be, then of the next ones. */
  private List<Message> batch() {
    List<Message> batch = new ArrayList<>();
    List<String> emptied = new ArrayList<>();
    for (var group : groups.entrySet()) {
      if (batch.size() == platform.fifoBatch()) break;
      if (lockedGroups.contains(group.getKey())) continue;
      Deque<Message> messages = group.getValue();
      while (!messages.isEmpty() && batch.size() < platform.fifoBatch()) {
        batch.add(messages.remove());
      }
      if (messages.isEmpty()) emptied.add(group.getKey());
    }
    emptied.forEach(groups::remove);
    return batch;
  }

  private void invoke(RequestStreamHandler handler, ObjectNode event, int gifts)
      throws IOException {
    platform.clock().start(now);
    platform.clock().pass(INVOCATION + INVOCATION_PER_GIFT * gifts);
    String reply = Invocation.invoke(handler, event.toString());
    if (!reply.equals("{\"batchItemFailures\":[]}")) throw new OverloadException(reply);
  }

  private static ObjectNode json(Record record) {
    ObjectNode json = JSON.createObjectNode();
    ObjectNode change = json.putObject("dynamodb").put("SequenceNumber", record.id());
    ObjectNode image = change.putObject("NewImage");
    image.putObject("PK").put("S", "WALLET#" + record.sender());
    image.putObject("SK").put("S", "ENTRY#000000000002");
    image.putObject("kind").put("S", "gift_sent");
    image.putObject("ref").put("S", "GIFT#" + record.id());
    image.putObject("policyVersion").put("N", "1");
    image.putObject("details").put("S", record.creator() + " rose 1 1 1 5000");
    return json;
  }
}
