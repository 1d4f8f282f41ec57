package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.PolicyVersions;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.ledger.table.Item;
import io.giftledger.operator.export.EntryScan;
import io.giftledger.queues.Announcement;
import io.giftledger.queues.AnnouncementsMessage;
import io.giftledger.queues.AnnouncementsMessage.Pending;
import io.giftledger.queues.TypedQueue;
import io.giftledger.verify.LedgerReader;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Announces again what happened. */
@Command(
    name = "announce",
    description = {
      "Has what the entries of some time say announced on the platform's bus, and the versions of",
      "the policy that were published in it, again or for the first time. Safe at any time and any",
      "number of times for who knows an event by its id: it is the same as before."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:all of it was sent to the queue",
      "1:some of it was not",
      "2:it could not be done"
    })
final class AnnounceCommand implements Callable<Integer> {

  /** So many are in memory. */
  private static final int BUFFER_MAX = 1_000;

  @Option(names = "--table", required = true, description = "The table's name.")
  private String table = "";

  @Option(
      names = "--announcements",
      required = true,
      description = "The name of the queue for announcements. Example: giftledger-announcements")
  private String announcements = "";

  @Option(
      names = "--from",
      required = true,
      description = "The first instant (ISO 8601). Example: 2026-11-20T10:00:00Z")
  private Instant from = Instant.EPOCH;

  @Option(names = "--until", description = "The instant after the last; now unless given.")
  private Optional<Instant> until = Optional.empty();

  @Option(names = "--gifts", description = "Each gift that was sent, too.")
  private boolean gifts;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final List<Pending> buffer = new ArrayList<>();
  private final Set<String> notSent = new HashSet<>();
  private long sent;

  @Override
  public Integer call() throws IOException {
    Instant end = until.orElseGet(() -> InstantSource.system().instant());
    PrintWriter out = spec.commandLine().getOut();
    try (var dynamoDb = Aws.dynamoDb();
        var sqs = Aws.sqs()) {
      TypedQueue<AnnouncementsMessage> queue =
          new TypedQueue<>(
              sqs,
              JsonMapper.createDefault(),
              AnnouncementsMessage.TYPE,
              Queue.url(sqs, announcements, "announcements"));
      new EntryScan(new LedgerReader(new TableScan(dynamoDb, table), Aws::pause))
          .each(from, end, entry -> take(entry.item(), queue));
      new PolicyVersions(new DynamoDbTable(dynamoDb, table))
          .newestFirst(true)
          .filter(version -> isPublishedBefore(version, end))
          .forEach(version -> take(version, queue));
      flush(queue);
      out.printf("%-12s%d%n%-12s%d%n", "announced", sent, "not sent", notSent.size());
      return notSent.isEmpty() ? 0 : 1;
    } finally {
      out.flush();
    }
  }

  private boolean isPublishedBefore(Item version, Instant end) {
    return PolicyVersions.publishedAt(version)
        .filter(at -> !at.isBefore(from) && at.isBefore(end))
        .isPresent();
  }

  private void take(Item item, TypedQueue<AnnouncementsMessage> queue) {
    if (!Announcement.concerns(item) || (!gifts && Announcement.isOfGift(item))) return;
    for (Announcement announcement : Announcement.of(item)) {
      buffer.add(new Pending(announcement, item.key().toString()));
    }
    if (buffer.size() >= BUFFER_MAX) flush(queue);
  }

  private void flush(TypedQueue<AnnouncementsMessage> queue) {
    List<String> failed = queue.sendAll(AnnouncementsMessage.of(buffer));
    notSent.addAll(failed);
    sent += buffer.size() - failed.size();
    buffer.clear();
  }
}
