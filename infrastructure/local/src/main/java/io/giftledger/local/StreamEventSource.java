package io.giftledger.local;

import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.events.EventFilter;
import io.giftledger.emulator.events.StreamRecord;
import io.giftledger.template.EventSource;
import io.giftledger.template.TemplateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Brings a table's changes to a function: in order within a shard, a shard after its parent, at
 * least once. Records that the filter drops never wake the function. ParallelizationFactor is
 * accepted and has no effect: one batch of a shard is handled at a time.
 */
final class StreamEventSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamEventSource.class);

  private static final Set<String> PROPERTIES =
      Set.of(
          "Stream",
          "StartingPosition",
          "FilterCriteria",
          "BatchSize",
          "MaximumBatchingWindowInSeconds",
          "ParallelizationFactor",
          "FunctionResponseTypes",
          "BisectBatchOnFunctionError",
          "MaximumRetryAttempts",
          "MaximumRecordAgeInSeconds",
          "DestinationConfig",
          "Enabled");

  /** The most that one read yields. */
  private static final int READ_MAX = 1000;

  private static final Duration PAUSE_WHEN_IDLE = Duration.ofMillis(50);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

  /** How often the shards are listed again: a new one appears every few hours. */
  private static final Duration SHARDS_EVERY = Duration.ofSeconds(10);

  private final String streamArn;
  private final DynamoDbStreamsClient streams;
  private final EventFilter filter;
  private final int batchSize;
  private final Duration window;
  private final ShardIteratorType startingPosition;
  private final StreamBatches batches;
  private final StreamPosition position;

  /** The shards that were there when this event source first ran start at its StartingPosition. */
  private final boolean first;

  private final Map<String, Thread> readers = new HashMap<>();
  private final Thread coordinator;
  private volatile boolean closing;

  private StreamEventSource(
      EventSource source, LocalFunction function, EmbeddedAws aws, @Nullable Path dataFolder) {
    source.allowOnly(PROPERTIES);
    this.streamArn = source.string("Stream");
    this.streams = aws.dynamoDbStreams();
    this.filter = EventFilter.of(source.map("FilterCriteria"), source.place() + ".FilterCriteria");
    this.window = Duration.ofSeconds(source.integer("MaximumBatchingWindowInSeconds", 0, 0, 300));
    this.batchSize = source.integer("BatchSize", 100, 1, 10_000);
    this.startingPosition =
        switch (source.string("StartingPosition")) {
          case "TRIM_HORIZON" -> ShardIteratorType.TRIM_HORIZON;
          case "LATEST" -> ShardIteratorType.LATEST;
          case String other ->
              throw new TemplateException(source.place() + ".StartingPosition may not be " + other);
        };
    this.batches = new StreamBatches(source, function, streamArn, aws);
    this.position =
        new StreamPosition(streamArn, source.functionId() + "-" + source.name(), dataFolder);
    this.first = position.isEmpty();
    this.coordinator =
        Thread.ofVirtual().name("stream " + source.place()).unstarted(this::coordinate);
  }

  /**
   * @param dataFolder where the position is kept; null to forget it
   * @throws TemplateException if AWS would not accept the event source
   */
  static StreamEventSource start(
      EventSource source, LocalFunction function, EmbeddedAws aws, @Nullable Path dataFolder) {
    var started = new StreamEventSource(source, function, aws, dataFolder);
    if (source.is("Enabled", true)) started.coordinator.start();
    return started;
  }

  private void coordinate() {
    boolean initial = first;
    while (!closing) {
      try {
        startReaders(initial ? startingPosition : ShardIteratorType.TRIM_HORIZON);
        initial = false;
        awaitChange();
      } catch (SdkException e) {
        if (closing) return;
        LOG.warn("cannot list the shards of {}: {}", streamArn, e.getMessage());
        sleep(PAUSE_AFTER_ERROR);
      }
    }
  }

  private synchronized void awaitChange() {
    try {
      wait(SHARDS_EVERY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing = true;
    }
  }

  private synchronized void startReaders(ShardIteratorType start) {
    Map<String, Shard> shards =
        shards().stream().collect(Collectors.toMap(Shard::shardId, shard -> shard));
    for (Shard shard : shards.values()) {
      String id = shard.shardId();
      String parent = shard.parentShardId();
      boolean parentDone =
          parent == null || !shards.containsKey(parent) || position.isFinished(parent);
      if (parentDone && !position.isFinished(id) && !readers.containsKey(id) && !closing) {
        readers.put(id, Thread.ofVirtual().name(id).start(() -> read(id, start)));
      }
    }
  }

  private List<Shard> shards() {
    List<Shard> shards = new ArrayList<>();
    String after = null;
    do {
      String from = after;
      var page =
          streams
              .describeStream(request -> request.streamArn(streamArn).exclusiveStartShardId(from))
              .streamDescription();
      shards.addAll(page.shards());
      after = page.lastEvaluatedShardId();
    } while (after != null);
    return shards;
  }

  private void read(String shardId, ShardIteratorType start) {
    try {
      String iterator = iterator(shardId, start);
      while (iterator != null && !closing) {
        try {
          iterator = readBatch(shardId, iterator);
        } catch (ExpiredIteratorException e) {
          iterator = iterator(shardId, start);
        } catch (SdkException e) {
          if (!closing) LOG.warn("cannot read {}: {}", shardId, e.getMessage());
          Thread.sleep(PAUSE_AFTER_ERROR);
          iterator = iterator(shardId, start);
        }
      }
      if (iterator == null) {
        position.finished(shardId);
        signalChange();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!closing) LOG.error("stopped reading {}", shardId, e);
    }
  }

  private synchronized void signalChange() {
    notifyAll();
  }

  /**
   * Collects a batch, has it handled, and notes that it was.
   *
   * @return where to read on; null at the end of a closed shard
   */
  private @Nullable String readBatch(String shardId, String from) throws InterruptedException {
    List<StreamRecord> batch = new ArrayList<>();
    String iterator = from;
    String last = null;
    long deadline = Long.MAX_VALUE;
    while (iterator != null
        && batch.size() < batchSize
        && System.nanoTime() < deadline
        && !closing) {
      GetRecordsResponse page = page(iterator, Math.min(READ_MAX, batchSize - batch.size()));
      for (Record record : page.records()) {
        last = record.dynamodb().sequenceNumber();
        StreamRecord change = StreamRecord.of(record, streamArn);
        if (filter.passes(change.json())) batch.add(change);
      }
      iterator = page.nextShardIterator();
      if (!batch.isEmpty() && deadline == Long.MAX_VALUE) {
        deadline = System.nanoTime() + window.toNanos();
      }
      if (page.records().isEmpty()) {
        if (batch.isEmpty() && last != null) break;
        if (iterator != null) Thread.sleep(PAUSE_WHEN_IDLE);
      }
    }
    batches.handle(shardId, batch);
    if (last != null) position.handled(shardId, last);
    return iterator;
  }

  private GetRecordsResponse page(String iterator, int limit) {
    return streams.getRecords(request -> request.shardIterator(iterator).limit(limit));
  }

  private @Nullable String iterator(String shardId, ShardIteratorType start) {
    String last = position.last(shardId);
    var request = GetShardIteratorRequest.builder().streamArn(streamArn).shardId(shardId);
    if (last == null) request.shardIteratorType(start);
    else request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER).sequenceNumber(last);
    try {
      return streams.getShardIterator(request.build()).shardIterator();
    } catch (TrimmedDataAccessException e) {
      LOG.warn("{} no longer holds what comes after {}", shardId, last);
      request.shardIteratorType(ShardIteratorType.TRIM_HORIZON).sequenceNumber(null);
      return streams.getShardIterator(request.build()).shardIterator();
    }
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits a moment for the batches that are being handled; one that takes longer is handled again
   * by whoever starts next.
   */
  @Override
  public void close() {
    closing = true;
    coordinator.interrupt();
    List<Thread> reading;
    synchronized (this) {
      reading = List.copyOf(readers.values());
    }
    try {
      for (Thread reader : reading) reader.join(CLOSE_MAX);
      reading.forEach(Thread::interrupt);
      for (Thread reader : reading) reader.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
