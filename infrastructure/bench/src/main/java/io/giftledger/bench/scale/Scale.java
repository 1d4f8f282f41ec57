package io.giftledger.bench.scale;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.giftledger.bench.Benchmark;
import io.giftledger.bench.Effort;
import io.giftledger.bench.cost.BilledCall;
import io.giftledger.bench.cost.Prices;
import io.giftledger.bench.report.Plot;
import io.giftledger.bench.report.Section;
import io.giftledger.bench.report.Table;
import io.giftledger.bench.workload.Stage;
import io.giftledger.bench.workload.StandIns;
import io.giftledger.bench.workload.Step;
import io.giftledger.ledger.JitteredBackoff;
import io.giftledger.template.EventSource;
import io.giftledger.template.FunctionDefinition;
import io.giftledger.template.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The highest rates of gifts: what each of AWS's limits allows by itself, and what the whole flow
 * from the stream to the diamonds keeps up with, in a model around the real dispatch and convert.
 */
public final class Scale implements Benchmark {

  private static final String ONE_CREATOR = "one creator";
  private static final String TREE = "one creator, a tree of %d accounts";
  private static final int TREE_MAX = 8;

  private final Stage stage;
  private final Prices prices;
  private final Limits limits;

  /**
   * @throws IOException if a data file is no JSON
   */
  public Scale(Stage stage) throws IOException {
    this.stage = stage;
    this.prices = Prices.read();
    this.limits = Limits.read();
  }

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public Section run(Effort effort) throws Exception {
    Send send = send();
    Clock clock = new Clock();
    ModelTable table = new ModelTable(clock, prices, limits);
    ModelQueue queue = new ModelQueue(clock, prices);
    // The function's own bounds, without its dice: half of each.
    StandIns standIns =
        new StandIns(
            table,
            queue,
            (lost, attempt) -> {
              clock.pass(JitteredBackoff.mean(lost, attempt).toMillis());
              return true;
            });
    Map<String, Object> stream = eventSource("DispatchFunction", "NewRecords");
    try (var dispatch = Function.start(stage, standIns, "DispatchFunction");
        var convert = Function.start(stage, standIns, "ConvertFunction")) {
      Rush.Platform platform =
          new Rush.Platform(
              dispatch.handler(),
              convert.handler(),
              clock,
              queue,
              table,
              limits.of("fifo_batch"),
              integer(stream, "BatchSize"),
              1000.0 * integer(stream, "MaximumBatchingWindowInSeconds"),
              integer(stream, "ParallelizationFactor"),
              send.writeUnits());
      Search search =
          new Search(
              platform,
              limits.of("table_write_units_per_second") / send.writeUnits(),
              effort.of(4_000, 8_000),
              effort.of(120, 105) / 100.0);
      List<List<Object>> rows = new ArrayList<>();
      for (Scenario scenario : scenarios(effort)) rows.add(search.row(scenario));
      List<Plot> plots = effort == Effort.QUICK ? List.of() : List.of(tree(rows));
      return new Section(
          name(),
          List.of(
              alone(send),
              new Table(
                  "scale.flow",
                  "Gifts a second that become diamonds without falling behind, in the model: real"
                      + " dispatch and convert, limits and latencies of AWS as the data files have"
                      + " them.",
                  Search.COLUMNS,
                  rows)),
          List.of(),
          plots);
    }
  }

  private List<Scenario> scenarios(Effort effort) {
    int deployed = convertConcurrency();
    List<Scenario> scenarios = new ArrayList<>();
    scenarios.add(new Scenario(ONE_CREATOR, 1, 1, true, deployed));
    scenarios.add(new Scenario("1,000 creators alike", 1_000, 1, true, deployed));
    if (effort == Effort.QUICK) return scenarios;
    scenarios.add(
        new Scenario("10,000 creators, the k-th receives 1/k", 10_000, 1, false, deployed));
    scenarios.add(new Scenario("1,000 creators, 200 conversions at once", 1_000, 1, true, 200));
    for (int accounts = 2; accounts <= TREE_MAX; accounts *= 2) {
      scenarios.add(new Scenario(TREE.formatted(accounts), 1, accounts, true, deployed));
    }
    return scenarios;
  }

  /** What the first level of a tree brings to one creator. */
  private static Plot tree(List<List<Object>> rows) {
    List<String> accounts = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    accounts.add("1");
    rates.add(rate(rows, ONE_CREATOR));
    for (int number = 2; number <= TREE_MAX; number *= 2) {
      accounts.add(Integer.toString(number));
      rates.add(rate(rows, TREE.formatted(number)));
    }
    return new Plot(
        "scale.tree",
        "Gifts to one creator",
        "accounts that they are spread over",
        accounts,
        "gifts a second",
        Map.of("gifts that become diamonds", rates));
  }

  private static double rate(List<List<Object>> rows, String name) {
    return rows.stream()
        .filter(row -> row.getFirst().equals(name))
        .mapToDouble(row -> ((Number) row.get(1)).doubleValue())
        .findFirst()
        .orElseThrow();
  }

  private int convertConcurrency() {
    Map<String, Object> source = eventSource("ConvertFunction", "Conversions");
    return integer(
        Shape.map(Objects.requireNonNull(source.get("ScalingConfig")), "ScalingConfig"),
        "MaximumConcurrency");
  }

  private static int integer(Map<String, Object> properties, String name) {
    return Integer.parseInt(Objects.requireNonNull(properties.get(name), name).toString());
  }

  private Map<String, Object> eventSource(String function, String event) {
    return EventSource.of(stage.aws().template().resource(FunctionDefinition.TYPE, function), event)
        .properties();
  }

  /**
   * What a gift takes to send.
   *
   * @param milliseconds how long the function works on it, as assumed
   */
  private record Send(double writeUnits, double milliseconds) {}

  private Send send() throws IOException {
    Step step = stage.evening().step("send a gift");
    double units = 0;
    double milliseconds = 1;
    for (var call : step.calls()) {
      BilledCall billed = BilledCall.of(call, prices, key -> Map.of());
      units += billed.units().write();
      milliseconds += billed.milliseconds();
    }
    return new Send(units, milliseconds);
  }

  /** Each limit as if there were no other. */
  private Table alone(Send send) {
    double requests =
        Math.min(
            1000 / send.milliseconds(), limits.of("lambda_requests_per_environment_and_second"));
    return new Table(
        "scale.limits",
        "Gifts a second that each limit allows to send, as if there were no other.",
        List.of("limit", "gifts/s"),
        List.of(
            List.of("one sender, one gift after another", 1000 / send.milliseconds()),
            List.of(
                "one sender, many at once: the account's partition",
                limits.of("partition_write_units_per_second") / send.writeUnits()),
            List.of(
                "the platform: the table's quota, for sending alone",
                limits.of("table_write_units_per_second") / send.writeUnits()),
            List.of("the platform: the API's quota", (double) limits.of("api_requests_per_second")),
            List.of(
                "the platform: Lambda's quota of concurrent invocations",
                limits.of("lambda_concurrency") * requests)));
  }

  /** One of the two functions between a gift and its diamonds. */
  private record Function(RequestStreamHandler handler) implements AutoCloseable {

    static Function start(Stage stage, StandIns standIns, String name) {
      return new Function(standIns.start(stage.aws(), name));
    }

    @Override
    public void close() throws Exception {
      if (handler instanceof AutoCloseable closeable) closeable.close();
    }
  }
}
