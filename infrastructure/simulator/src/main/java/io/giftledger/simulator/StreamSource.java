package io.giftledger.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.dynamodb.Attributes;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.local.EventFilter;
import io.giftledger.local.StreamRecord;
import io.giftledger.template.EventSource;
import io.giftledger.template.FunctionDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Lambda's event source for the table's stream. The records are spread over some shards by their
 * partition, so that only those of one partition keep their order, and each shard is delivered in
 * order, at least once.
 */
final class StreamSource {

  private static final String FUNCTION = "DispatchFunction";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BATCH_MAX = 40;
  private static final int REWIND_MAX = 10;

  private final DynamoDbStreamsClient streams;
  private final String streamArn;
  private final Lambda lambda;
  private final History history;
  private final EventFilter filter;
  private final List<Shard> shards = new ArrayList<>();
  private final List<Record> all = new ArrayList<>();
  private final Map<String, String> iterators = new LinkedHashMap<>();
  private final Set<String> known = new HashSet<>();
  private int deliveries;

  /** A part of the stream. */
  private static final class Shard {
    private final List<StreamRecord> records = new ArrayList<>();
    private int next;
    private Lambda.@Nullable Call call;
    private List<StreamRecord> delivered = List.of();
  }

  StreamSource(EmbeddedAws aws, Lambda lambda, History history, int shardCount) {
    this.streams = aws.dynamoDbStreams();
    this.streamArn =
        aws.dynamoDb()
            .describeTable(describe -> describe.tableName(aws.tableName()))
            .table()
            .latestStreamArn();
    this.lambda = lambda;
    this.history = history;
    EventSource source =
        EventSource.of(aws.template().resource(FunctionDefinition.TYPE, FUNCTION), "NewRecords");
    this.filter = EventFilter.of(source.map("FilterCriteria"), source.place());
    for (int shard = 0; shard < shardCount; shard++) shards.add(new Shard());
  }

  /** Reads what is new. */
  void poll() {
    if (iterators.isEmpty()) findShards();
    for (String shard : List.copyOf(iterators.keySet())) {
      while (iterators.containsKey(shard)) {
        GetRecordsResponse read =
            streams.getRecords(get -> get.shardIterator(iterators.get(shard)));
        if (read.nextShardIterator() == null) iterators.remove(shard);
        else iterators.put(shard, read.nextShardIterator());
        read.records().forEach(this::add);
        if (read.records().isEmpty()) break;
      }
    }
  }

  /** There is one, until after some hours the next one follows. */
  private void findShards() {
    streams
        .describeStream(describe -> describe.streamArn(streamArn))
        .streamDescription()
        .shards()
        .stream()
        .filter(shard -> known.add(shard.shardId()))
        .forEach(
            shard ->
                iterators.put(
                    shard.shardId(),
                    streams
                        .getShardIterator(
                            get ->
                                get.streamArn(streamArn)
                                    .shardId(shard.shardId())
                                    .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator()));
  }

  private void add(Record record) {
    all.add(record);
    StreamRecord change = StreamRecord.of(record, streamArn);
    if (!filter.passes(change.json())) return;
    String partition = Attributes.item(record.dynamodb().keys()).key().partition();
    shards.get(Math.floorMod(partition.hashCode(), shards.size())).records.add(change);
  }

  /** Every record there was, in the order in which the table tells it. */
  List<Record> all() {
    return all;
  }

  /** Shards that have something to deliver now. */
  List<Integer> ready() {
    List<Integer> ready = new ArrayList<>();
    for (int shard = 0; shard < shards.size(); shard++) {
      Shard candidate = shards.get(shard);
      if (candidate.call == null && candidate.next < candidate.records.size()) ready.add(shard);
    }
    return ready;
  }

  /** How many invocations are under way. */
  int working() {
    return Math.toIntExact(shards.stream().filter(shard -> shard.call != null).count());
  }

  /** Whether all that there was is delivered. */
  boolean isDelivered() {
    return working() == 0 && ready().isEmpty();
  }

  /** Delivers the next records of a shard, as many as the dice say. */
  void deliver(int which, Rolls rolls) {
    Shard shard = shards.get(which);
    int count = Math.min(rolls.between(1, BATCH_MAX), shard.records.size() - shard.next);
    shard.delivered = List.copyOf(shard.records.subList(shard.next, shard.next + count));
    ObjectNode event = JSON.createObjectNode();
    shard.delivered.forEach(record -> event.withArray("Records").add(record.json()));
    String label = "dispatch" + ++deliveries;
    history.note(label + ": " + count + " records from " + shard.next + " of shard " + which);
    shard.call = lambda.invoke(label, FUNCTION, event.toString());
  }

  /** The next records of a shard are never delivered. */
  void lose(int which, Rolls rolls) {
    Shard shard = shards.get(which);
    int count = Math.min(rolls.between(1, BATCH_MAX), shard.records.size() - shard.next);
    history.note("lost: " + count + " records from " + shard.next + " of shard " + which);
    shard.next += count;
  }

  /** Notes what came of the invocations that are over. */
  void settle() {
    for (Shard shard : shards) {
      Lambda.Call call = shard.call;
      if (call == null || !call.isDone()) continue;
      shard.call = null;
      shard.next += handled(shard.delivered, call.reply());
    }
  }

  /** How many of the delivered records need not be delivered again. */
  private static int handled(List<StreamRecord> delivered, Optional<String> reply) {
    if (reply.isEmpty()) return 0;
    Set<String> failed = Replies.failures(reply.get());
    for (int index = 0; index < delivered.size(); index++) {
      if (failed.contains(delivered.get(index).sequenceNumber())) return index;
    }
    return delivered.size();
  }

  /** Goes back some records. */
  void rewind(Rolls rolls) {
    Shard shard = shards.get(rolls.between(0, shards.size() - 1));
    if (shard.call != null) return;
    int back = Math.min(shard.next, rolls.between(1, REWIND_MAX));
    shard.next -= back;
    history.note("the stream goes back " + back + " records");
  }

  /** Reads a reply. */
  static final class Replies {
    private Replies() {}

    /** The identifiers of what failed. */
    static Set<String> failures(String reply) {
      try {
        Set<String> failed = new HashSet<>();
        for (JsonNode failure : JSON.readTree(reply).path("batchItemFailures")) {
          failed.add(failure.path("itemIdentifier").asText());
        }
        return failed;
      } catch (IOException wrong) {
        throw new UncheckedIOException(wrong);
      }
    }
  }
}
