package io.giftledger.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How far each shard of a stream has been handled. Kept in a file if there is a data folder, so
 * that a process that was killed continues where it was, or a batch before.
 */
final class StreamPosition {
  private static final String FINISHED = "finished";

  private final @Nullable Path file;
  private final String streamArn;
  private final ObjectNode shards;

  /**
   * @param name tells event sources apart in the data folder
   */
  StreamPosition(String streamArn, String name, @Nullable Path dataFolder) {
    this.streamArn = streamArn;
    try {
      this.file =
          dataFolder == null
              ? null
              : Files.createDirectories(dataFolder.resolve("streams")).resolve(name + ".json");
      this.shards = read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectNode read() throws IOException {
    if (file != null && Files.exists(file)) {
      var kept = Json.read(Files.readString(file));
      if (kept.path("stream").asText().equals(streamArn)
          && kept.path("shards") instanceof ObjectNode known) {
        return known;
      }
    }
    return Json.object();
  }

  /** The sequence number of the last record that was handled; null if there is none. */
  synchronized @Nullable String last(String shardId) {
    return shards.path(shardId).textValue();
  }

  synchronized boolean isFinished(String shardId) {
    return FINISHED.equals(last(shardId));
  }

  synchronized boolean isEmpty() {
    return shards.isEmpty();
  }

  void handled(String shardId, String sequenceNumber) {
    put(shardId, sequenceNumber);
  }

  void finished(String shardId) {
    put(shardId, FINISHED);
  }

  private synchronized void put(String shardId, String value) {
    shards.put(shardId, value);
    if (file == null) return;
    ObjectNode kept = Json.object().put("stream", streamArn);
    kept.set("shards", shards);
    try {
      AtomicFile.write(file, kept.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
