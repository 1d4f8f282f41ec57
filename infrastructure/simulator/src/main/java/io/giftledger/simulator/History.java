package io.giftledger.simulator;

import io.giftledger.ledger.Hash;
import java.util.ArrayList;
import java.util.List;

/** What happened in a run, a line each, in order. */
final class History {

  private final List<String> lines = new ArrayList<>();
  private long step;

  /** The step that the run is at: later things have a higher one. */
  long step() {
    return step;
  }

  long nextStep() {
    return ++step;
  }

  void note(String line) {
    lines.add("%6d  %s".formatted(step, line));
  }

  List<String> lines() {
    return lines;
  }

  /** The same for two runs in which the same happened. */
  String digest() {
    return Hash.ofTexts(lines.toArray(String[]::new)).hex().substring(0, 16);
  }
}
