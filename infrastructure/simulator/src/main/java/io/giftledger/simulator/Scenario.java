package io.giftledger.simulator;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a run is made from; the same scenario is the same run.
 *
 * @param seed decides everything that the others leave open
 * @param operations the numbers of the client operations that take place, ascending
 * @param faults what may go wrong
 */
record Scenario(long seed, List<Integer> operations, Set<Fault> faults) {

  private static final double IN_THIS_RUN = 0.6;

  /** The run of a seed: so many operations, and some of the faults. */
  static Scenario of(long seed, int operations) {
    Rolls rolls = Rolls.of(seed, "faults");
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    for (Fault fault : Fault.values()) {
      if (rolls.happens(IN_THIS_RUN)) faults.add(fault);
    }
    return new Scenario(seed, IntStream.range(0, operations).boxed().toList(), faults);
  }

  Scenario withOperations(List<Integer> fewer) {
    return new Scenario(seed, List.copyOf(fewer), faults);
  }

  Scenario without(Fault fault) {
    Set<Fault> fewer = EnumSet.noneOf(Fault.class);
    fewer.addAll(faults);
    fewer.remove(fault);
    return new Scenario(seed, operations, fewer);
  }
}
