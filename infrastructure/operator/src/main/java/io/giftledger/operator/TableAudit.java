package io.giftledger.operator;

import io.giftledger.dynamodb.TableScan;
import io.giftledger.verify.Checkpoint;
import io.giftledger.verify.ConversionCheck;
import io.giftledger.verify.Counts;
import io.giftledger.verify.Fault;
import io.giftledger.verify.LedgerReader;
import io.giftledger.verify.SegmentWalk;
import io.giftledger.verify.SumKey;
import io.giftledger.verify.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** An audit in this process: a thread for each segment of the table. */
final class TableAudit {

  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(10);

  private final String table;
  private final Instant asOf;
  private final Optional<Path> file;
  private final List<Checkpoint> checkpoints;
  private long writtenNanos = System.nanoTime();

  /**
   * @param asOf count entries until then
   * @param file where the progress is kept; one that is there is gone on from
   * @throws IllegalArgumentException if the file is another audit's
   */
  TableAudit(String table, int segments, Instant asOf, Optional<Path> file) {
    Optional<AuditCheckpoint> before = file.flatMap(AuditCheckpoint::read);
    if (before.isPresent() && !before.get().table().equals(table)) {
      throw new IllegalArgumentException("the checkpoint is of table " + before.get().table());
    }
    SumKey key = SumKey.random();
    this.table = table;
    this.file = file;
    this.asOf = before.map(AuditCheckpoint::instant).orElse(asOf);
    this.checkpoints =
        before
            .map(AuditCheckpoint::segments)
            .map(ArrayList::new)
            .orElseGet(
                () ->
                    IntStream.range(0, segments)
                        .mapToObj(segment -> Checkpoint.start(segment, key))
                        .collect(ArrayList::new, List::add, List::addAll));
  }

  /** The instant that it counts until: the checkpoint's, if it goes on from one. */
  Instant asOf() {
    return asOf;
  }

  /**
   * Reads what is left of the table; returns when all of it was verified. If gifts and conversions
   * do not agree, it reads all of it once more to name them.
   */
  Counts run() throws InterruptedException {
    try (var client = Aws.dynamoDb()) {
      LedgerReader ledger = new LedgerReader(new TableScan(client, table), Aws::pause);
      List<Checkpoint> from = List.copyOf(checkpoints);
      inParallel(segment -> walk(ledger, from.get(segment)));
      save(true);
      Tally all = new Tally(Tally.FAULTS_KEPT);
      checkpoints.forEach(checkpoint -> all.add(checkpoint.counts()));
      Set<String> differing = all.counts().agreement().differing();
      Optional<List<Fault>> named =
          differing.isEmpty() ? Optional.empty() : named(ledger, differing);
      named.ifPresentOrElse(
          faults -> {
            faults.forEach(all::fault);
            all.judgeTotals();
          },
          all::judge);
      return all.counts();
    }
  }

  private Optional<List<Fault>> named(LedgerReader ledger, Set<String> buckets)
      throws InterruptedException {
    ConversionCheck check = new ConversionCheck(asOf, buckets);
    inParallel(segment -> ledger.each(segment, checkpoints.size(), check::see));
    return check.faults(ledger);
  }

  private void inParallel(IntConsumer ofSegment) throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(checkpoints.size())) {
      var walks = new ExecutorCompletionService<Void>(threads);
      for (int number = 0; number < checkpoints.size(); number++) {
        int segment = number;
        walks.submit(() -> ofSegment.accept(segment), null);
      }
      try {
        for (int ended = 0; ended < checkpoints.size(); ended++) walks.take().get();
      } catch (ExecutionException fault) {
        threads.shutdownNow();
        throw new IllegalStateException("the audit stopped: " + fault.getCause(), fault);
      }
    }
  }

  private void walk(LedgerReader ledger, Checkpoint from) {
    SegmentWalk walk =
        new SegmentWalk(
            ledger, asOf, checkpoints.size(), Tally.FAULTS_KEPT, from, _ -> {}, _ -> {});
    while (!walk.isFinished() && !Thread.currentThread().isInterrupted()) {
      walk.readPage();
      stands(walk.checkpoint());
    }
  }

  private synchronized void stands(Checkpoint checkpoint) {
    checkpoints.set(checkpoint.segment(), checkpoint);
    save(false);
  }

  private synchronized void save(boolean now) {
    long since = System.nanoTime() - writtenNanos;
    if (file.isEmpty() || (!now && since < BETWEEN_CHECKPOINTS.toNanos())) return;
    new AuditCheckpoint(table, asOf.toString(), List.copyOf(checkpoints)).write(file.get());
    writtenNanos = System.nanoTime();
  }
}
