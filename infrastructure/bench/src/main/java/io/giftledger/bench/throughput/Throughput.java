package io.giftledger.bench.throughput;

import io.giftledger.bench.Benchmark;
import io.giftledger.bench.Effort;
import io.giftledger.bench.report.Plot;
import io.giftledger.bench.report.Section;
import io.giftledger.bench.report.Table;
import io.giftledger.economy.policy.Live;
import io.giftledger.local.LocalRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Gifts accepted per second and gifts converted per second, measured apart, through the local
 * runtime, whose DynamoDB Local is what binds: so each figure has beside it what the same calls
 * yield made bare, in the same minute, on the same server, and what they would as a transaction.
 */
public final class Throughput implements Benchmark {

  /** As many as convert may work on at once: the template's MaximumConcurrency. */
  private static final int CONVERSIONS_AT_ONCE = 20;

  private static final int FLOW_CLIENTS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public Section run(Effort effort) throws Exception {
    List<Integer> clients = effort == Effort.FULL ? List.of(1, 4, 16, 64) : List.of(1, 16);
    Figures figures = new Figures();
    for (Shape shape : Shape.values()) {
      try (Economy economy =
          Economy.start(LocalRuntime.Mode.IN_PROCESS, shape.senders(), shape.creators())) {
        new Run(shape, effort, economy, figures).measure(clients);
      }
    }
    return new Section(name(), figures.tables(), List.of(), List.of(figures.plot(clients)));
  }

  /** What all shapes found. */
  private static final class Figures {

    private final List<List<Object>> accepted = new ArrayList<>();
    private final List<List<Object>> converted = new ArrayList<>();
    private final List<List<Object>> delay = new ArrayList<>();

    /** Gifts accepted per second, for each number of clients in turn. */
    private final Map<Shape, List<Double>> ours = new EnumMap<>(Shape.class);

    private final Map<Shape, List<Double>> barePuts = new EnumMap<>(Shape.class);
    private final Map<Shape, List<Double>> bareTransactions = new EnumMap<>(Shape.class);

    List<Table> tables() {
      List<Table> tables = new ArrayList<>();
      tables.add(
          new Table(
              "throughput.accepted",
              ("Gifts accepted (POST /v1/gifts answered 201) while nothing is converted; beside"
                      + " it the same query and two puts made bare, and the query and a transaction"
                      + " of the two puts. One wallet sends at most %d gifts in a second: one more"
                      + " is busy, as what lost its place in the chain too often is")
                  .formatted(Live.GIFTS_PER_SECOND_MAX),
              List.of(
                  "shape",
                  "clients",
                  "gifts/s",
                  "p50 ms",
                  "p99 ms",
                  "busy %",
                  "bare puts/s",
                  "ratio",
                  "bare transactions/s",
                  "ratio to them"),
              accepted));
      tables.add(
          new Table(
              "throughput.converted",
              "A backlog of gifts converted, from the stream to the creators' earnings; floor: the"
                  + " same conversions as bare transactions",
              List.of(
                  "shape",
                  "backlog",
                  "gifts/s",
                  "conversions/s",
                  "gifts each",
                  "floor gifts/s",
                  "ratio"),
              converted));
      if (!delay.isEmpty()) {
        tables.add(
            new Table(
                "throughput.delay",
                "From a gift to its conversion, while gifts are being sent",
                List.of("shape", "clients", "gifts/s", "p50 ms", "p99 ms", "longest ms"),
                delay));
      }
      return tables;
    }

    Plot plot(List<Integer> clients) {
      Map<String, List<Double>> lines = new LinkedHashMap<>();
      ours.forEach((shape, perSecond) -> lines.put(shape.label(), perSecond));
      lines.put("bare puts (mean of all)", mean(barePuts, clients.size()));
      lines.put("bare transactions (mean of all)", mean(bareTransactions, clients.size()));
      return new Plot(
          "throughput.clients",
          "Gifts accepted per second",
          "clients",
          clients.stream().map(String::valueOf).toList(),
          "per second",
          lines);
    }

    private static List<Double> mean(Map<Shape, List<Double>> perSecond, int columns) {
      return IntStream.range(0, columns)
          .mapToObj(
              column ->
                  perSecond.values().stream()
                      .mapToDouble(row -> row.get(column))
                      .average()
                      .orElseThrow())
          .toList();
    }

    /** A word where the machine was too busy for a figure. */
    private static Object ratio(double ours, double bare) {
      return bare == 0 ? "unknown" : ours / bare;
    }

    void accepted(Shape shape, int clients, Load sent, Load puts, Load transactions) {
      accepted.add(
          List.of(
              shape.label(),
              clients,
              sent.perSecond(),
              sent.millisAtPercentile(50),
              sent.millisAtPercentile(99),
              sent.busyPercent(),
              puts.perSecond(),
              ratio(sent.perSecond(), puts.perSecond()),
              transactions.perSecond(),
              ratio(sent.perSecond(), transactions.perSecond())));
      add(ours, shape, sent);
      add(barePuts, shape, puts);
      add(bareTransactions, shape, transactions);
    }

    private static void add(Map<Shape, List<Double>> to, Shape shape, Load load) {
      to.computeIfAbsent(shape, _ -> new ArrayList<>()).add(load.perSecond());
    }

    void converted(Shape shape, Census after, double seconds, double floorGiftsPerSecond) {
      converted.add(
          List.of(
              shape.label(),
              after.converted(),
              after.converted() / seconds,
              after.conversions().size() / seconds,
              after.giftsEach(),
              floorGiftsPerSecond,
              ratio(after.converted() / seconds, floorGiftsPerSecond)));
    }

    void delay(Shape shape, Load sent, Histogram millis) {
      delay.add(
          List.of(
              shape.label(),
              FLOW_CLIENTS,
              sent.perSecond(),
              millis.getValueAtPercentile(50),
              millis.getValueAtPercentile(99),
              millis.getMaxValue()));
    }
  }

  /** One shape on one local runtime. */
  private static final class Run {

    private final Shape shape;
    private final Effort effort;
    private final Economy economy;
    private final Figures figures;
    private final ClosedLoop slice;

    /** Gifts that their senders know of. */
    private long accepted;

    /** Gifts whose senders were told to try again: they may have been sent. */
    private long busy;

    Run(Shape shape, Effort effort, Economy economy, Figures figures) {
      this.shape = shape;
      this.effort = effort;
      this.economy = economy;
      this.figures = figures;
      this.slice =
          new ClosedLoop(
              Duration.ofMillis(effort.of(200, 500)), Duration.ofMillis(effort.of(600, 1_500)));
    }

    void measure(List<Integer> clients) throws Exception {
      send(FLOW_CLIENTS, new ClosedLoop(Duration.ZERO, Duration.ofMillis(effort.of(500, 3_000))));
      Floor floor = Floor.create(economy.dynamoDb(), economy.tableName(), Economy.sender(0));
      for (int each : clients) accept(each, floor);
      convert(check(), floor);
      if (effort == Effort.FULL) flow();
    }

    private Load send(int clients, ClosedLoop loop) throws InterruptedException {
      Load load =
          loop.run(
              clients,
              (client, number) ->
                  economy.send(
                      shape.sender(client, clients, number), shape.creator(client, number)));
      accepted += load.accepted();
      busy += load.busy();
      return load;
    }

    /** Bare and ours by turns, so that whatever else the machine does slows both. */
    private void accept(int clients, Floor floor) throws InterruptedException {
      Load puts = slice.run(clients, floor.puts());
      Load ours = send(clients, slice);
      Load transactions = slice.run(clients, floor.transactions());
      if (effort == Effort.FULL) {
        puts = puts.plus(slice.run(clients, floor.puts()));
        ours = ours.plus(send(clients, slice));
        transactions = transactions.plus(slice.run(clients, floor.transactions()));
      }
      figures.accepted(shape, clients, ours, puts, transactions);
    }

    private void convert(Census sent, Floor floor) throws Exception {
      Instant start = Instant.now();
      economy.startConverting();
      economy.awaitConverted(sent.gifts().size(), PATIENCE);
      Census after = check();
      double seconds = Duration.between(start, after.lastConvertedAt()).toMillis() / 1e3;
      int clients = Math.min(CONVERSIONS_AT_ONCE, shape.creators());
      int giftsEach = Math.toIntExact(Math.round(after.giftsEach()));
      Load bare =
          slice.run(
              clients,
              floor.conversions(economy.tableName(), Economy.creator(0), giftsEach, clients));
      figures.converted(shape, after, seconds, bare.perSecond() * giftsEach);
    }

    private void flow() throws Exception {
      Instant start = Instant.now();
      Load load = send(FLOW_CLIENTS, new ClosedLoop(Duration.ZERO, Duration.ofSeconds(5)));
      economy.awaitConverted(accepted, PATIENCE);
      Histogram millis = new Histogram(3);
      check().delays(start).forEach(each -> millis.recordValue(each.toMillis()));
      figures.delay(shape, load, millis);
    }

    private Census check() {
      Census census = Census.read(economy.dynamoDb(), economy.tableName());
      census.check(accepted, busy);
      return census;
    }
  }
}
