package io.giftledger.bench.throughput;

import io.giftledger.bench.Benchmark;
import io.giftledger.bench.Effort;
import io.giftledger.bench.report.Plot;
import io.giftledger.bench.report.Section;
import io.giftledger.bench.report.Table;
import io.giftledger.local.Books;
import io.giftledger.local.LocalRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Gifts accepted per second and gifts converted per second, measured apart, through the local
 * runtime, whose DynamoDB Local is what binds: so each figure has beside it what the same calls
 * yield made bare, in the same minute, on the same server.
 */
public final class Throughput implements Benchmark {

  /** As many as convert may work on at once: the template's MaximumConcurrency. */
  private static final int CONVERSIONS_AT_ONCE = 20;

  private static final int FLOW_CLIENTS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final List<String> ACCEPTED =
      List.of(
          "shape",
          "clients",
          "gifts/s",
          "p50 ms",
          "p99 ms",
          "busy %",
          "floor tx/s",
          "floor p50 ms",
          "ratio");
  private static final List<String> CONVERTED =
      List.of(
          "shape", "backlog", "gifts/s", "conversions/s", "gifts each", "floor gifts/s", "ratio");
  private static final List<String> DELAY =
      List.of("shape", "clients", "gifts/s", "p50 ms", "p99 ms", "longest ms");

  private final List<List<Object>> accepted = new ArrayList<>();
  private final List<List<Object>> converted = new ArrayList<>();
  private final List<List<Object>> delay = new ArrayList<>();
  private final Map<String, List<Double>> lines = new LinkedHashMap<>();

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public Section run(Effort effort) throws Exception {
    List<Integer> clients = effort == Effort.FULL ? List.of(1, 4, 16, 64) : List.of(1, 16);
    for (Shape shape : Shape.values()) {
      try (Economy economy =
          Economy.start(LocalRuntime.Mode.IN_PROCESS, shape.senders(), shape.creators())) {
        new Run(shape, effort, economy).measure(clients);
      }
    }
    return new Section(
        name(),
        List.of(
            new Table(
                "throughput.accepted",
                "Gifts accepted (POST /v1/gifts answered 201) while nothing is converted; floor:"
                    + " the same Query and TransactWriteItems of two items, bare",
                ACCEPTED,
                accepted),
            new Table(
                "throughput.converted",
                "A backlog of gifts converted, from the stream to the creators' earnings; floor:"
                    + " the same conversions as bare transactions",
                CONVERTED,
                converted),
            new Table(
                "throughput.delay",
                "From a gift to its conversion, while gifts are being sent",
                DELAY,
                delay)),
        List.of(),
        List.of(
            new Plot(
                "throughput.clients",
                "Gifts accepted per second",
                "clients",
                clients.stream().map(String::valueOf).toList(),
                "per second",
                lines)));
  }

  /** A word where the machine was too busy for a figure. */
  private static Object ratio(double ours, double bare) {
    return bare == 0 ? "unknown" : ours / bare;
  }

  /** One shape on one local runtime. */
  private final class Run {

    private final Shape shape;
    private final Economy economy;
    private final ClosedLoop slice;
    private final int slices;
    private final ClosedLoop warmUp;
    private final ClosedLoop flow;

    /** Gifts that their senders know of, and gifts that they may have to send again. */
    private long acceptedGifts;

    private long busyGifts;

    Run(Shape shape, Effort effort, Economy economy) {
      this.shape = shape;
      this.economy = economy;
      this.slices = effort.of(1, 2);
      this.slice =
          new ClosedLoop(
              Duration.ofMillis(effort.of(300, 500)), Duration.ofMillis(effort.of(1_000, 2_500)));
      this.warmUp = new ClosedLoop(Duration.ZERO, Duration.ofMillis(effort.of(500, 3_000)));
      this.flow = new ClosedLoop(Duration.ZERO, Duration.ofMillis(effort.of(1_000, 5_000)));
    }

    void measure(List<Integer> clients) throws Exception {
      send(FLOW_CLIENTS, warmUp);
      Floor floor = Floor.create(economy.dynamoDb(), economy.tableName(), Economy.sender(0));
      for (int each : clients) accept(each, floor);
      Census sent = check();
      convert(sent, floor);
      flow();
    }

    private Load send(int clients, ClosedLoop loop) throws InterruptedException {
      Load load =
          loop.run(
              clients,
              (client, number) ->
                  economy.send(
                      shape.sender(client, clients, number), shape.creator(client, number)));
      acceptedGifts += load.accepted();
      busyGifts += load.busy();
      return load;
    }

    private void accept(int clients, Floor floor) throws InterruptedException {
      Load bare = slice.run(clients, floor.gifts());
      Load ours = send(clients, slice);
      for (int each = 1; each < slices; each++) {
        bare = bare.plus(slice.run(clients, floor.gifts()));
        ours = ours.plus(send(clients, slice));
      }
      accepted.add(
          List.of(
              shape.label(),
              (long) clients,
              ours.perSecond(),
              ours.millisAtPercentile(50),
              ours.millisAtPercentile(99),
              ours.busyPercent(),
              bare.perSecond(),
              bare.millisAtPercentile(50),
              ratio(ours.perSecond(), bare.perSecond())));
      line(shape.label(), ours.perSecond());
      line("floor: " + shape.label(), bare.perSecond());
    }

    private void line(String name, double perSecond) {
      lines.computeIfAbsent(name, unused -> new ArrayList<>()).add(perSecond);
    }

    private void convert(Census sent, Floor floor) throws Exception {
      Instant start = Instant.now();
      economy.startConverting();
      economy.awaitConverted(sent.gifts().size(), PATIENCE);
      Census after = check();
      double seconds = Duration.between(start, after.lastConvertedAt()).toMillis() / 1e3;
      int conversions = after.conversions().size();
      double giftsEach = (double) after.converted() / conversions;
      int clients = Math.min(CONVERSIONS_AT_ONCE, shape.creators());
      int floorGifts = (int) Math.round(giftsEach);
      Load bare =
          slice.run(
              clients,
              floor.conversions(economy.tableName(), Economy.creator(0), floorGifts, clients));
      double ours = after.converted() / seconds;
      double bareGifts = bare.perSecond() * floorGifts;
      converted.add(
          List.of(
              shape.label(),
              after.converted(),
              ours,
              conversions / seconds,
              giftsEach,
              bareGifts,
              ratio(ours, bareGifts)));
    }

    private void flow() throws Exception {
      Instant start = Instant.now();
      Load load = send(FLOW_CLIENTS, flow);
      economy.awaitConverted(acceptedGifts, PATIENCE);
      Histogram millis = new Histogram(3);
      check().delays(start).forEach(each -> millis.recordValue(each.toMillis()));
      delay.add(
          List.of(
              shape.label(),
              (long) FLOW_CLIENTS,
              load.perSecond(),
              millis.getValueAtPercentile(50),
              millis.getValueAtPercentile(99),
              millis.getMaxValue()));
    }

    private Census check() {
      Census census = Census.read(economy.dynamoDb(), economy.tableName());
      census.check(acceptedGifts, busyGifts, Books.read(economy.dynamoDb(), economy.tableName()));
      return census;
    }
  }
}
