package io.giftledger.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.giftledger.audit.AuditMessage.Result;
import io.giftledger.audit.AuditMessage.Task;
import io.giftledger.lambda.Metrics;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.table.Key;
import io.giftledger.queues.Outbox;
import io.giftledger.queues.Repair;
import io.giftledger.queues.TypedQueue;
import io.giftledger.verify.Checkpoint;
import io.giftledger.verify.Counts;
import io.giftledger.verify.DigestKey;
import io.giftledger.verify.DigestReader;
import io.giftledger.verify.DigestStore;
import io.giftledger.verify.Fault;
import io.giftledger.verify.HeadCheck;
import io.giftledger.verify.HeadParts;
import io.giftledger.verify.LedgerReader;
import io.giftledger.verify.Manifest;
import io.giftledger.verify.SegmentWalk;
import io.giftledger.verify.SumKey;
import io.giftledger.verify.Tally;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daily audit, in steps of one invocation each: compare the table with the digest before, walk
 * the table, write a new digest, sign it. The walk passes every gift and withdrawal, too, and
 * dispatches again those that have waited too long.
 *
 * <p>A start makes one task of each segment. A task works until its invocation's time is nearly up
 * and sends itself on, with all that it knows in the message. A finished segment leaves its result
 * in the bucket, and whoever finds all results there writes and signs the manifest.
 *
 * <p>Messages may come twice. A step is repeated from the same checkpoint and finds the same; its
 * parts are named by their content; of a result or a manifest the first stays. So a second delivery
 * costs time, and changes nothing.
 */
@Singleton
final class Audit {

  private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

  private static final int SEGMENTS_MAX = 1_000;

  /** What is left for writing things down when the work of an invocation stops. */
  private static final Duration RESERVE = Duration.ofSeconds(60);

  /** What has waited longer was lost on its way to a queue. */
  private static final Duration WAITS_USUAL_MAX = Duration.ofHours(1);

  private final LedgerReader ledger;
  private final HeadCheck headCheck;
  private final DigestStore store;
  private final DigestKey key;
  private final TypedQueue<AuditMessage> queue;
  private final Outbox outbox;
  private final JsonMapper json;
  private final InstantSource clock;
  private final String table;
  private final int segments;

  /**
   * @param table {@code TABLE_NAME}
   * @param segments {@code AUDIT_SEGMENTS}: in how many the table is read
   */
  Audit(
      LedgerReader ledger,
      HeadCheck headCheck,
      DigestStore store,
      DigestKey key,
      TypedQueue<AuditMessage> queue,
      Outbox outbox,
      JsonMapper json,
      InstantSource clock,
      @Property(name = "table.name") String table,
      @Property(name = "audit.segments") int segments) {
    if (segments < 1 || segments > SEGMENTS_MAX) {
      throw new IllegalArgumentException("AUDIT_SEGMENTS must be 1 to " + SEGMENTS_MAX);
    }
    this.ledger = ledger;
    this.headCheck = headCheck;
    this.store = store;
    this.key = key;
    this.queue = queue;
    this.outbox = outbox;
    this.json = json;
    this.clock = clock;
    this.table = table;
    this.segments = segments;
  }

  /**
   * Does what a message asks.
   *
   * @param timeLeft what the invocation may still take
   * @throws RuntimeException if it cannot be done now: deliver it again
   */
  void handle(AuditMessage message, Supplier<Duration> timeLeft) {
    message
        .scheduledTime()
        .map(at -> Instant.parse(at).truncatedTo(ChronoUnit.DAYS))
        .ifPresent(this::start);
    message
        .asOf()
        .map(at -> Instant.parse(at).truncatedTo(ChronoUnit.MILLIS))
        .ifPresent(this::startByHand);
    message.task().ifPresent(task -> work(task, timeLeft));
  }

  /** What is not over yet cannot be counted: it is tried again, until it is, or set aside. */
  private void startByHand(Instant asOf) {
    if (asOf.isAfter(clock.instant())) {
      throw new IllegalStateException("an audit as of " + asOf + ", which is not over");
    }
    start(asOf);
  }

  private void start(Instant asOf) {
    String name = Manifest.name(asOf);
    if (store.get(Manifest.signatureName(name)).isPresent()) {
      LOG.atInfo().addKeyValue("asOf", asOf).log("signed before: nothing is signed anew");
      return;
    }
    Optional<DigestReader.Read> before =
        DigestReader.newestBefore(store, name)
            .map(previous -> new DigestReader(store, key.publicKey()).manifest(previous));
    Tally found = new Tally(1);
    Optional<Manifest.Previous> previous = Optional.empty();
    boolean comparing = false;
    if (before.isPresent()) {
      switch (before.get()) {
        case DigestReader.Read.Whole(Manifest manifest, String sha256) -> {
          previous = Optional.of(new Manifest.Previous(Manifest.text(manifest.asOf()), sha256));
          comparing = true;
        }
        case DigestReader.Read.Altered(Fault fault, _) -> found.fault(fault);
      }
    }
    SumKey sumKey = sumKey(asOf);
    for (int segment = 0; segment < segments; segment++) {
      Checkpoint start = Checkpoint.start(segment, sumKey);
      // What is wrong with the digest before is told once, by the first segment.
      if (segment == 0) start = start.withCounts(found.counts());
      send(
          new Task(
              Manifest.text(asOf),
              Manifest.text(clock.instant()),
              segments,
              0,
              previous,
              comparing,
              0,
              List.of(),
              start));
    }
    LOG.atInfo().addKeyValue("asOf", asOf).addKeyValue("segments", segments).log("audit started");
  }

  /** The same for all segments, also if the start is told twice. */
  private SumKey sumKey(Instant asOf) {
    String name = Manifest.keyName(asOf);
    store.putNew(name, SumKey.random().hex().getBytes(US_ASCII));
    return new SumKey(new String(store.get(name).orElseThrow(), US_ASCII));
  }

  private void send(Task task) {
    queue.send(AuditMessage.of(task), task.place());
  }

  private void work(Task task, Supplier<Duration> timeLeft) {
    Instant asOf = Instant.parse(task.asOf());
    String resultName = Manifest.segmentName(asOf, task.checkpoint().segment());
    if (store.get(resultName).isEmpty()) {
      Task after = step(task, asOf, timeLeft);
      if (!after.checkpoint().finished()) {
        send(after);
        return;
      }
      store.putNew(resultName, write(new Result(after.checkpoint().counts(), after.parts())));
    }
    finish(task, asOf);
  }

  private Task step(Task task, Instant asOf, Supplier<Duration> timeLeft) {
    HeadParts parts = new HeadParts(store, asOf, task.parts());
    Repair repair = new Repair(outbox, clock.instant().minus(WAITS_USUAL_MAX), ledger::find);
    int kept = Math.max(1, Tally.FAULTS_KEPT / task.segments());
    SegmentWalk walk =
        new SegmentWalk(
            ledger, asOf, task.segments(), kept, task.checkpoint(), parts::add, repair::see);
    Optional<Manifest> previous = task.comparing() ? previous(task) : Optional.empty();
    List<Manifest.Part> toCompare =
        previous.map(manifest -> partsOf(task, manifest)).orElse(List.of());
    int compared = task.partsCompared();
    do {
      if (compared < toCompare.size()) {
        compare(previous.orElseThrow(), toCompare.get(compared++), walk);
      } else {
        walk.readPage();
      }
    } while (!walk.isFinished() && timeLeft.get().compareTo(RESERVE) > 0);
    Repair.Found found = repair.finish();
    log(found);
    found.setBack().forEach(gift -> walk.addFault(setBack(gift)));
    return new Task(
        task.asOf(),
        task.startedAt(),
        task.segments(),
        task.step() + 1,
        task.previous(),
        task.comparing(),
        compared,
        parts.finish(),
        walk.checkpoint());
  }

  private static Fault setBack(Key gift) {
    return new Fault(
        gift.partition(), 0, Fault.NOT_CONVERTED, gift.sort() + " says SENT and is converted");
  }

  /** The digest before, which the start found whole, so that only its bytes are compared. */
  private Optional<Manifest> previous(Task task) {
    return task.previous()
        .map(
            previous -> {
              byte[] bytes = store.get(Manifest.name(previous.instant())).orElseThrow();
              if (!Hash.of(bytes).hex().equals(previous.sha256())) {
                throw new IllegalStateException("the digest before was changed meanwhile");
              }
              return Manifest.parse(bytes);
            });
  }

  private static List<Manifest.Part> partsOf(Task task, Manifest manifest) {
    List<Manifest.Part> parts = new ArrayList<>();
    int first = task.checkpoint().segment();
    for (int number = first; number < manifest.parts().size(); number += task.segments()) {
      parts.add(manifest.parts().get(number));
    }
    return parts;
  }

  private void compare(Manifest previous, Manifest.Part part, SegmentWalk walk) {
    DigestReader.part(store, previous, part, heads -> headCheck.check(heads, walk::addFault))
        .ifPresent(walk::addFault);
  }

  /** Writes and signs the manifest, if this was the last segment. */
  private void finish(Task task, Instant asOf) {
    Tally all = new Tally(Tally.FAULTS_KEPT);
    List<Manifest.Part> parts = new ArrayList<>();
    for (int segment = 0; segment < task.segments(); segment++) {
      Optional<byte[]> result = store.get(Manifest.segmentName(asOf, segment));
      if (result.isEmpty()) return;
      Result read = read(result.get());
      all.add(read.counts());
      parts.addAll(read.parts());
    }
    all.judge();
    Counts counts = all.counts();
    byte[] manifest =
        new Manifest(table, asOf, task.previous(), task.segments(), counts, parts).bytes();
    String name = Manifest.name(asOf);
    if (!store.putNew(name, manifest)
        && !Arrays.equals(manifest, store.get(name).orElse(new byte[0]))) {
      throw new IllegalStateException("there is another manifest: " + name);
    }
    if (!store.putNew(Manifest.signatureName(name), key.sign(manifest))) return;
    Duration took = Duration.between(Instant.parse(task.startedAt()), clock.instant());
    // A trial balance that does not come out at zero is a fault, too.
    Metrics.count("AuditFaults", counts.faults() + counts.unbalanced().size());
    Metrics.count("AuditEntries", counts.entries());
    Metrics.count("AuditAccounts", counts.accounts());
    Metrics.millis("AuditTime", took.toMillis());
    counts.firstFaults().forEach(Audit::log);
    LOG.atInfo()
        .addKeyValue("asOf", asOf)
        .addKeyValue("accounts", counts.accounts())
        .addKeyValue("entries", counts.entries())
        .addKeyValue("faults", counts.faults())
        .addKeyValue("seconds", took.toSeconds())
        .log("audit finished");
  }

  /**
   * One or two may be late whenever a queue is slow; many say that a window of the stream was lost.
   */
  private static void log(Repair.Found found) {
    if (found.equals(Repair.Found.NOTHING)) return;
    LOG.atWarn()
        .addKeyValue("gifts", found.gifts())
        .addKeyValue("requested", found.requested())
        .addKeyValue("submitted", found.submitted())
        .addKeyValue("refunds", found.refunds())
        .addKeyValue("transfers", found.transfers())
        .addKeyValue("notSent", found.notSent())
        .addKeyValue("unreadable", found.unreadable())
        .addKeyValue("setBack", found.setBack().size())
        .log("dispatched again what had waited too long");
  }

  private static void log(Fault fault) {
    LOG.atError()
        .addKeyValue("account", fault.account())
        .addKeyValue("sequence", fault.sequence())
        .addKeyValue("code", fault.code())
        .log("fault: {}", fault.words());
  }

  private byte[] write(Result result) {
    try {
      return json.writeValueAsBytes(result);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private Result read(byte[] result) {
    try {
      return Objects.requireNonNull(json.readValue(result, Result.class), "no result");
    } catch (IOException malformed) {
      throw new UncheckedIOException("not a segment's result", malformed);
    }
  }
}
