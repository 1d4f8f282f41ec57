package io.giftledger.simulator;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.events.ErrorHandling;
import io.giftledger.emulator.events.EventFilter;
import io.giftledger.emulator.events.StreamBatch;
import io.giftledger.emulator.events.StreamRecord;
import io.giftledger.template.EventSource;
import io.giftledger.template.FunctionDefinition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Lambda's event source for the table's stream. The records are spread over some shards by their
 * partition, so that only those of one partition keep their order, and each shard is delivered in
 * order, at least once. No record is given up for its age: what the table tells of it is the
 * machine's time, not the run's.
 */
final class StreamSource {

  private static final String FUNCTION = "DispatchFunction";
  private static final int BATCH_MAX = 40;
  private static final int REWIND_MAX = 10;

  private final DynamoDbStreamsClient streams;
  private final String streamArn;
  private final Lambda lambda;
  private final History history;
  private final EventFilter filter;
  private final ErrorHandling errors;
  private final List<Shard> shards = new ArrayList<>();
  private final List<Record> all = new ArrayList<>();
  private final Map<String, String> iterators = new LinkedHashMap<>();
  private final Set<String> known = new HashSet<>();
  private int deliveries;

  /** A part of the stream. */
  private static final class Shard {
    private final List<StreamRecord> records = new ArrayList<>();
    private int next;
    private @Nullable StreamBatch batch;
    private Lambda.@Nullable Call call;

    /** The batch that was read from here, or another of so many records. */
    private StreamBatch batch(ErrorHandling errors, IntSupplier count) {
      StreamBatch current = batch;
      if (current == null || current.isDone()) {
        int to = Math.min(records.size(), next + count.getAsInt());
        current = new StreamBatch(errors, records.subList(next, to));
        batch = current;
      }
      return current;
    }

    /** Goes on elsewhere: what was read is forgotten. */
    private void moveTo(int position) {
      next = position;
      batch = null;
    }
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
    this.errors = ErrorHandling.of(source);
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
    StreamBatch batch = shard.batch(errors, () -> rolls.between(1, BATCH_MAX));
    String label = "dispatch" + ++deliveries;
    history.note(
        "%s: %d records from %d of shard %d"
            .formatted(label, batch.next().size(), shard.next, which));
    shard.call = lambda.invoke(label, FUNCTION, batch.event().toString());
  }

  /** The next records of a shard are never delivered. */
  void lose(int which, Rolls rolls) {
    Shard shard = shards.get(which);
    int count = Math.min(rolls.between(1, BATCH_MAX), shard.records.size() - shard.next);
    history.note("lost: " + count + " records from " + shard.next + " of shard " + which);
    shard.moveTo(shard.next + count);
  }

  /** Notes what came of the invocations that are over. */
  void settle() {
    for (Shard shard : shards) {
      Lambda.Call call = shard.call;
      StreamBatch batch = shard.batch;
      if (call == null || batch == null || !call.isDone()) continue;
      shard.call = null;
      int before = batch.size();
      call.reply()
          .ifPresentOrElse(
              reply -> batch.replied(reply.getBytes(StandardCharsets.UTF_8)), batch::failed);
      shard.next += before - batch.size();
    }
  }

  /** Goes back some records. */
  void rewind(Rolls rolls) {
    Shard shard = shards.get(rolls.between(0, shards.size() - 1));
    if (shard.call != null) return;
    int back = Math.min(shard.next, rolls.between(1, REWIND_MAX));
    shard.moveTo(shard.next - back);
    history.note("the stream goes back " + back + " records");
  }
}
