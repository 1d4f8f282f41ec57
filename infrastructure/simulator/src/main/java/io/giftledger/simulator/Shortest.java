package io.giftledger.simulator;

import io.giftledger.simulator.Simulation.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Looks for the shortest history that still shows a violation: without a fault, without some of the
 * operations, again and again with what is left, as long as the budget of runs lasts.
 */
final class Shortest {

  private final Function<Scenario, Result> play;
  private int runsLeft;

  /**
   * @param play plays a scenario
   * @param runsMax how many runs may be spent
   */
  Shortest(Function<Scenario, Result> play, int runsMax) {
    this.play = play;
    this.runsLeft = runsMax;
  }

  /**
   * The shortest that was found.
   *
   * @param failed a run that showed a violation
   */
  Result of(Result failed) {
    Result best = withFewerOperations(failed);
    for (Fault fault : List.copyOf(best.scenario().faults())) {
      best = better(best, best.scenario().without(fault));
    }
    return withFewerOperations(best);
  }

  private Result withFewerOperations(Result failed) {
    Result best = failed;
    for (int size = (best.scenario().operations().size() + 1) / 2; size > 0; size /= 2) {
      for (int from = 0; from < best.scenario().operations().size(); ) {
        List<Integer> fewer = new ArrayList<>(best.scenario().operations());
        fewer.subList(from, Math.min(fewer.size(), from + size)).clear();
        Result shorter = better(best, best.scenario().withOperations(fewer));
        if (shorter == best) from += size;
        best = shorter;
        if (runsLeft <= 0) return best;
      }
    }
    return best;
  }

  private Result better(Result best, Scenario simpler) {
    if (runsLeft-- <= 0) return best;
    Result result = play.apply(simpler);
    return result.violations().isEmpty() ? best : result;
  }
}
