package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Scan;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.UnbookedEvent;
import io.giftledger.payments.booking.BookedSince;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Lists providers' events that nothing booked when they were told, newest first. */
@Command(
    name = "list",
    description = {
      "Lists events that nothing booked when they were told, newest first,",
      "and says which were booked since."
    },
    mixinStandardHelpOptions = true)
final class ListEventsCommand implements Callable<Integer> {

  private static final String LINE = "%-24s %-7s %-10s %-19s %14s  %-37s %-20s %-32s %-32s %s";

  @Option(names = "--table", required = true, description = "The table's name.")
  private String table = "";

  @Option(
      names = "--since",
      description = "Only those that were received not longer ago (ISO 8601, as P7D; default all).")
  private @Nullable Duration since;

  @Option(names = "--bodies", description = "What the provider said, too.")
  private boolean bodies;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        LINE.formatted(
            "received",
            "booked",
            "provider",
            "reason",
            "amount",
            "ref",
            "user",
            "adjustment",
            "payment",
            "event"));
    try (DynamoDbClient dynamoDb = Aws.dynamoDb()) {
      BookedSince since = new BookedSince(Aws.ledger(new DynamoDbTable(dynamoDb, table)));
      List<UnbookedEvent> events = read(dynamoDb);
      for (UnbookedEvent unbooked : events) print(out, unbooked, since.isBooked(unbooked));
      out.printf("%d events%n", events.size());
    } finally {
      out.flush();
    }
    return 0;
  }

  private List<UnbookedEvent> read(DynamoDbClient dynamoDb) {
    Instant from = since == null ? Instant.MIN : InstantSource.system().instant().minus(since);
    List<UnbookedEvent> events = new ArrayList<>();
    TableScan scan = new TableScan(dynamoDb, table);
    Optional<Key> after = Optional.empty();
    do {
      Scan.Page page =
          scan.partition(UnbookedEvent.PARTITION, UnbookedEvent.SORT_KEY_PREFIX, after);
      page.items().stream()
          .map(UnbookedEvent::read)
          .filter(event -> !event.receivedAt().isBefore(from))
          .forEach(events::add);
      after = page.next();
    } while (after.isPresent());
    events.sort(Comparator.comparing(UnbookedEvent::receivedAt).reversed());
    return events;
  }

  private void print(PrintWriter out, UnbookedEvent unbooked, boolean booked) {
    ProviderEvent event = unbooked.event();
    out.println(
        Printable.line(
            LINE.formatted(
                unbooked.receivedAt(),
                booked ? "booked" : "-",
                event.provider(),
                unbooked.reason().label(),
                event.amount().map(amount -> amount.minor() + " " + amount.currency()).orElse("-"),
                event.ref().orElse("-"),
                event.user().orElse("-"),
                event.adjustmentId().orElse("-"),
                event.paymentId().orElse("-"),
                event.id())));
    if (bodies) out.println("    " + Printable.line(event.body()));
  }
}
