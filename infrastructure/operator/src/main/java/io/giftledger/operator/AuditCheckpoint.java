package io.giftledger.operator;

import io.giftledger.verify.Checkpoint;
import io.micronaut.serde.ObjectMapper;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where an audit stands, as a file keeps it.
 *
 * @param table the table's name
 * @param asOf the audit's instant, ISO 8601
 * @param segments one for each segment, in order
 */
@Serdeable
record AuditCheckpoint(String table, String asOf, List<Checkpoint> segments) {

  /** Reads a file; empty if there is none. */
  static Optional<AuditCheckpoint> read(Path file) {
    if (!Files.exists(file)) return Optional.empty();
    try {
      byte[] json = Files.readAllBytes(file);
      return Optional.of(
          Objects.requireNonNull(
              ObjectMapper.getDefault().readValue(json, AuditCheckpoint.class), "no checkpoint"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("not a checkpoint: " + file, unreadable);
    }
  }

  /** Replaces a file, at once or not at all. */
  void write(Path file) {
    try {
      Path draft = file.resolveSibling(file.getFileName() + ".draft");
      Files.write(draft, ObjectMapper.getDefault().writeValueAsBytes(this));
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot write " + file, unwritable);
    }
  }

  Instant instant() {
    return Instant.parse(asOf);
  }
}
