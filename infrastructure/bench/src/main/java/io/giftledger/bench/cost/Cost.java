package io.giftledger.bench.cost;

import io.giftledger.bench.Benchmark;
import io.giftledger.bench.Effort;
import io.giftledger.bench.cost.BilledCall.WrittenItem;
import io.giftledger.bench.report.Section;
import io.giftledger.bench.report.Table;
import io.giftledger.bench.report.Target;
import io.giftledger.bench.workload.Evening;
import io.giftledger.bench.workload.Replay;
import io.giftledger.bench.workload.Stage;
import io.giftledger.bench.workload.Step;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.template.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an operation costs on AWS: the real functions make their real calls to an embedded table,
 * and the sizes of the items in each call say what DynamoDB would bill.
 */
public final class Cost implements Benchmark {

  /** What DynamoDB adds to each stored item, for its keys' sake (Amazon DynamoDB pricing). */
  private static final int STORED_OVERHEAD_BYTES = 100;

  /** Lambda gives a function one processor for so much memory (Lambda quotas). */
  private static final double PROCESSOR_MEGABYTES = 1769;

  private static final String SEND_COLD = "send the first gift of a minute";
  private static final String SEND = "send a gift";
  private static final String DISPATCH = "dispatch gifts to one creator";
  private static final String CONVERT = "convert a full batch";
  private static final String SNAPSHOT = "read a room";
  private static final String FANS = "recognise fans";

  /** The steps that make a table, and how one part of each is called. */
  private static final Map<String, String> SHOWN = new LinkedHashMap<>();

  static {
    SHOWN.put("recharge", "open a recharge");
    SHOWN.put("payment", "credit its payment (webhook)");
    SHOWN.put(SEND_COLD, "send a gift, nothing in memory yet");
    SHOWN.put(SEND, "send a gift");
    SHOWN.put(DISPATCH, "dispatch a gift, 90 to one creator");
    SHOWN.put("dispatch gifts to as many creators", "dispatch a gift, 90 to 90 creators");
    SHOWN.put("dispatch a gift", "dispatch a gift alone");
    SHOWN.put(CONVERT, "convert a gift in a full batch of 90");
    SHOWN.put("convert one gift", "convert a gift alone");
    SHOWN.put("request a withdrawal", "request a withdrawal");
    SHOWN.put("pay out", "pay it out");
    SHOWN.put("read a wallet", "read a wallet");
    SHOWN.put("read a statement", "read a statement of earnings");
    SHOWN.put(SNAPSHOT, "read a room's snapshot that is in memory");
  }

  private final Stage stage;
  private final Prices prices;

  /**
   * @throws IOException if {@code prices.json} is no JSON
   */
  public Cost(Stage stage) throws IOException {
    this.stage = stage;
    this.prices = Prices.read();
  }

  /** What one invocation costs, or a part of it. */
  private record Bill(Units units, double sqsRequests, double milliseconds, Dollars dollars) {

    Bill dividedBy(double parts) {
      return new Bill(
          units.dividedBy(parts),
          sqsRequests / parts,
          milliseconds / parts,
          dollars.dividedBy(parts));
    }
  }

  /** Dollars for a million parts. */
  private record Dollars(double dynamoDb, double sqs, double lambda, double api) {

    double total() {
      return dynamoDb + sqs + lambda + api;
    }

    List<Object> cells() {
      return List.of(dynamoDb, sqs, lambda, api, total());
    }

    Dollars dividedBy(double parts) {
      return new Dollars(dynamoDb / parts, sqs / parts, lambda / parts, api / parts);
    }

    Dollars withDynamoDb(double other) {
      return new Dollars(other, sqs, lambda, api);
    }

    Dollars plus(Dollars other) {
      return new Dollars(
          dynamoDb + other.dynamoDb, sqs + other.sqs, lambda + other.lambda, api + other.api);
    }
  }

  @Override
  public String name() {
    return "cost";
  }

  @Override
  public Section run(Effort effort) throws Exception {
    EmbeddedAws aws = stage.aws();
    Evening evening = stage.evening();
    Map<String, Bill> bills = new LinkedHashMap<>();
    for (String title : SHOWN.keySet()) {
      bills.put(title, bill(aws, evening, evening.step(title), effort.of(50, 300)));
    }
    Units send = bill(bills, SEND).units();
    Units convert = bill(bills, CONVERT).units();
    return new Section(
        name(),
        List.of(
            operations(bills),
            gift(bills),
            roses(aws, evening, bills, effort.of(50, 300)),
            recognition(aws, evening),
            new Audience(prices, bill(bills, SNAPSHOT).dollars().total()).table(),
            items(aws, evening)),
        List.of(
            new Target("send a gift", 0.5, send.read(), "read units"),
            new Target("send a gift", 4, send.write(), "write units"),
            new Target("convert a gift in a full batch", 2.3, convert.write(), "write units"),
            new Target(
                "recognise a gift in a rush of 30 viewers",
                0.45,
                units(aws, evening.step(FANS)).write(),
                "write units")),
        List.of());
  }

  private static Bill bill(Map<String, Bill> bills, String title) {
    Bill bill = bills.get(title);
    if (bill == null) throw new IllegalStateException("no bill for " + title);
    return bill;
  }

  /** What one part of a step costs. */
  private Bill bill(EmbeddedAws aws, Evening evening, Step step, int runs) throws IOException {
    double own = ownMilliseconds(evening.replay(repeatable(evening, step)), runs);
    return bill(aws, step, own).dividedBy(step.parts());
  }

  /**
   * What an invocation costs.
   *
   * @param own what it takes of a processor, in milliseconds
   */
  private Bill bill(EmbeddedAws aws, Step step, double own) {
    Resource function = aws.template().resource("AWS::Serverless::Function", step.function());
    int megabytes = Integer.parseInt(function.string("MemorySize"));
    Units units = Units.NONE;
    double standard = 0;
    double fifo = 0;
    // Less than a processor makes the function's own work as much slower.
    double milliseconds = own * Math.max(1, PROCESSOR_MEGABYTES / megabytes);
    for (BilledCall call : billed(aws, step)) {
      units = units.plus(call.units());
      standard += call.standard();
      fifo += call.fifo();
      milliseconds += call.milliseconds();
    }
    double api = 0;
    switch (trigger(function, step)) {
      case "HttpApi" -> api = prices.perMillion("http_api_request");
      // Lambda receives and deletes a batch with a request each; a stream it reads for nothing.
      case "fifo" -> fifo += 2;
      case "standard" -> standard += 2;
      default -> {}
    }
    Dollars dollars =
        new Dollars(
            prices.onDemandPerMillion(units),
            standard * prices.perMillion("sqs_standard_request")
                + fifo * prices.perMillion("sqs_fifo_request"),
            prices.perMillion("lambda_request") + prices.lambdaPerMillion(milliseconds, megabytes),
            api);
    return new Bill(units, standard + fifo, milliseconds, dollars);
  }

  /** The step itself, or the one most like it that leaves nothing in memory for the next time. */
  private static Step repeatable(Evening evening, Step step) {
    return step.title().equals(SEND_COLD) ? evening.step(SEND) : step;
  }

  /** What the function and the SDK take of the processor: a median, warm. */
  private static double ownMilliseconds(Replay replay, int runs) throws IOException {
    long[] nanos = new long[runs];
    for (int run = -runs; run < runs; run++) {
      long start = System.nanoTime();
      replay.handle();
      if (run >= 0) nanos[run] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[runs / 2] / 1e6;
  }

  private static String trigger(Resource function, Step step) {
    Map<String, Object> events = function.map("Events");
    if (events.toString().contains("HttpApi")) return "HttpApi";
    if (events.toString().contains("Type=DynamoDB")) return "stream";
    return step.function().equals("ConvertFunction") ? "fifo" : "standard";
  }

  private List<BilledCall> billed(EmbeddedAws aws, Step step) {
    return step.calls().stream()
        .map(
            call ->
                BilledCall.of(
                    call,
                    prices,
                    key ->
                        aws.dynamoDb()
                            .getItem(get -> get.tableName(aws.tableName()).key(key))
                            .item()))
        .toList();
  }

  private Table operations(Map<String, Bill> bills) {
    List<List<Object>> rows = new ArrayList<>();
    bills.forEach(
        (title, bill) -> {
          List<Object> row = new ArrayList<>();
          row.add(SHOWN.getOrDefault(title, title));
          row.add(bill.units().read());
          row.add(bill.units().write());
          row.add(bill.sqsRequests());
          row.add(bill.milliseconds());
          row.addAll(bill.dollars().cells());
          rows.add(row);
        });
    return new Table(
        "cost.operations",
        "What one operation takes, and what a million of them cost in dollars. "
            + prices.source()
            + ".",
        List.of(
            "operation",
            "read units",
            "write units",
            "SQS requests",
            "Lambda ms",
            "DynamoDB $",
            "SQS $",
            "Lambda $",
            "HTTP API $",
            "total $"),
        rows);
  }

  private Table gift(Map<String, Bill> bills) {
    List<List<Object>> rows = new ArrayList<>();
    rows.addAll(gift("in a rush: 90 together to one creator", bills, SEND, DISPATCH, CONVERT));
    rows.addAll(gift("alone", bills, SEND, "dispatch a gift", "convert one gift"));
    return new Table(
        "cost.gift",
        "A million gifts, from the request to the creator's diamonds, in dollars, by CapacityMode.",
        List.of(
            "gifts",
            "capacity",
            "read units",
            "write units",
            "DynamoDB $",
            "SQS $",
            "Lambda $",
            "HTTP API $",
            "total $"),
        rows);
  }

  private List<List<Object>> gift(String name, Map<String, Bill> bills, String... steps) {
    Units units = Units.NONE;
    Dollars dollars = new Dollars(0, 0, 0, 0);
    for (String step : steps) {
      units = units.plus(bill(bills, step).units());
      dollars = dollars.plus(bill(bills, step).dollars());
    }
    Dollars provisioned = dollars.withDynamoDb(prices.provisionedPerMillion(units));
    return List.of(
        gift(name, "on demand", units, dollars),
        gift(name, "provisioned, 70 % of it used", units, provisioned));
  }

  private static List<Object> gift(String name, String capacity, Units units, Dollars dollars) {
    List<Object> row = new ArrayList<>(List.of(name, capacity, units.read(), units.write()));
    row.addAll(dollars.cells());
    return row;
  }

  /** What viewers give as 99 Roses: once, tapped as a combo, and now and then. */
  private Table roses(EmbeddedAws aws, Evening evening, Map<String, Bill> bills, int runs)
      throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    rows.add(
        roses(
            "one gift of 99",
            1,
            all(
                aws,
                evening,
                runs,
                "send 99 Roses at once",
                "dispatch 99 Roses",
                "convert 99 Roses")));
    rows.add(
        roses(
            "a combo of 99 taps, converted together",
            Evening.TAPS,
            all(aws, evening, runs, "tap a Rose", "dispatch taps", "convert taps")));
    rows.add(
        roses(
            "99 single gifts, converted together",
            Evening.TAPS,
            all(
                aws,
                evening,
                runs,
                "send a single Rose",
                "dispatch single Roses",
                "convert single Roses")));
    List<Bill> apart = new ArrayList<>();
    for (String step : List.of(SEND, "dispatch a gift", "convert one gift")) {
      for (int gift = 0; gift < Evening.TAPS; gift++) apart.add(bill(bills, step));
    }
    rows.add(roses("99 single gifts, each converted by itself", Evening.TAPS, apart));
    return new Table(
        "cost.roses",
        "99 Roses, from the request to the creator's diamonds: read and write units for all of"
            + " them, and what a million times 99 Roses cost in dollars.",
        List.of("99 Roses", "gifts", "read units", "write units", "total $"),
        rows);
  }

  /** What the boards and rooms take besides, for each gift. */
  private Table recognition(EmbeddedAws aws, Evening evening) {
    List<List<Object>> rows = new ArrayList<>();
    for (String title : List.of(FANS, "recognise a gift")) {
      Step step = evening.step(title);
      Units units = units(aws, step);
      rows.add(
          List.of(
              title.equals(FANS) ? "90 of 30 viewers, converted together" : "one alone",
              units.read(),
              units.write()));
    }
    return new Table(
        "cost.recognition",
        "What recognition takes for a gift to one creator, besides.",
        List.of("gifts", "read units", "write units"),
        rows);
  }

  /** What one part of a step takes of tables. */
  private Units units(EmbeddedAws aws, Step step) {
    return billed(aws, step).stream()
        .map(BilledCall::units)
        .reduce(Units.NONE, Units::plus)
        .dividedBy(step.parts());
  }

  private static List<Object> roses(String how, int gifts, List<Bill> bills) {
    return List.of(
        how,
        gifts,
        bills.stream().mapToDouble(bill -> bill.units().read()).sum(),
        bills.stream().mapToDouble(bill -> bill.units().write()).sum(),
        bills.stream().mapToDouble(bill -> bill.dollars().total()).sum());
  }

  /** Whole bills of all steps with these titles. */
  private List<Bill> all(EmbeddedAws aws, Evening evening, int runs, String... titles)
      throws IOException {
    List<Bill> all = new ArrayList<>();
    for (String title : titles) {
      double milliseconds = ownMilliseconds(evening.replay(evening.step(title)), runs);
      for (Step step : evening.steps()) {
        if (step.title().equals(title)) all.add(bill(aws, step, milliseconds));
      }
    }
    return all;
  }

  private Table items(EmbeddedAws aws, Evening evening) {
    List<List<Object>> rows = new ArrayList<>();
    for (String title : SHOWN.keySet()) {
      Map<String, Long> bytes = new TreeMap<>();
      for (BilledCall call : billed(aws, evening.step(title))) {
        for (WrittenItem item : call.written()) bytes.merge(item.name(), item.bytes(), Math::max);
      }
      bytes.forEach(
          (item, size) ->
              rows.add(
                  List.of(
                      SHOWN.getOrDefault(title, title),
                      item,
                      size,
                      (size + STORED_OVERHEAD_BYTES) * 1e6 / 1e9 * prices.storageMonth())));
    }
    return new Table(
        "cost.items",
        "What is written, with user ids of 36 characters. A write unit holds 1,024 bytes; the last"
            + " column is what a million of the items cost to keep, in dollars a month.",
        List.of("operation", "item", "bytes", "$ a month"),
        rows);
  }
}
