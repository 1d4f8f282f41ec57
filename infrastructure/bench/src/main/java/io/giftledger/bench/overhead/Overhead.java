package io.giftledger.bench.overhead;

import io.giftledger.bench.Benchmark;
import io.giftledger.bench.Effort;
import io.giftledger.bench.report.Section;
import io.giftledger.bench.report.Table;
import io.giftledger.bench.report.Target;
import io.giftledger.bench.workload.Evening;
import io.giftledger.bench.workload.Replay;
import io.giftledger.bench.workload.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * A function's own time: handling an event against making the same AWS calls and nothing else. Both
 * go through the same SDK clients, in turns, and are answered at once from a recording; the bare
 * calls have their requests ready-made.
 */
public final class Overhead implements Benchmark {

  private static final String SEND = "send a gift";

  /** Payments first: a webhook's signature is good for five minutes. */
  private static final List<String> STEPS =
      List.of(
          "payment",
          SEND,
          "recharge",
          "dispatch gifts to one creator",
          "convert a full batch",
          "convert one gift",
          "request a withdrawal",
          "pay out",
          "read a wallet",
          "read a statement");

  private static final int RUNS = 200;

  private final Stage stage;

  /** Takes its events from the stage's evening. */
  public Overhead(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String name() {
    return "overhead";
  }

  @Override
  public Section run(Effort effort) throws Exception {
    List<List<Object>> rows = new ArrayList<>();
    double send = 0;
    Evening evening = stage.evening();
    for (String title : STEPS) {
      Replay replay = evening.replay(evening.step(title));
      int rounds = effort.of(4, 20);
      int warm = effort.of(5, 40);
      Timing handled = new Timing();
      Timing bare = new Timing();
      for (int round = -warm; round < rounds; round++) {
        (round < 0 ? new Timing() : bare).measure(replay::callBare, RUNS);
        (round < 0 ? new Timing() : handled).measure(replay::handle, RUNS);
      }
      double overhead = handled.micros(50) / bare.micros(50) - 1;
      if (title.equals(SEND)) send = overhead * 100;
      rows.add(
          List.of(
              title,
              bare.micros(50),
              handled.micros(50),
              overhead * 100,
              bare.micros(99),
              handled.micros(99),
              bare.kilobytes(),
              handled.kilobytes()));
    }
    return new Section(
        name(),
        List.of(
            new Table(
                "overhead.functions",
                "Handling one event without a network, against the same SDK calls made bare:"
                    + " microseconds and kilobytes allocated.",
                List.of(
                    "event",
                    "bare p50",
                    "handler p50",
                    "overhead %",
                    "bare p99",
                    "handler p99",
                    "bare KB",
                    "handler KB"),
                rows)),
        List.of(new Target("send a gift: overhead at p50", 15, send, "%")),
        List.of());
  }
}
