package io.giftledger.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.simulator.Simulation.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class SimulationTest {

  private static final int OPERATIONS = 300;

  private static final int WORKERS = 2;
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  @TempDir private Path folder = Path.of("");

  private static EmbeddedAws onLocalServers() {
    return EmbeddedAws.startInProcess(ROOT.resolve("template.yaml"), EmbeddedAws.SANDBOX_WITH_BUS);
  }

  private static EmbeddedAws inMemory() {
    return EmbeddedAws.startInMemory(ROOT.resolve("template.yaml"), EmbeddedAws.SANDBOX_WITH_BUS);
  }

  /**
   * One test for each seed, and for some that on DynamoDB Local and ElasticMQ it is the same run;
   * the runs are shared out to as many workers as the machine carries.
   */
  @TestFactory
  Stream<DynamicTest> whatever_fails_the_books_are_right() {
    ThreadLocal<EmbeddedAws> memory = ThreadLocal.withInitial(SimulationTest::inMemory);
    ThreadLocal<EmbeddedAws> local = ThreadLocal.withInitial(SimulationTest::onLocalServers);
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    List<DynamicTest> tests = new ArrayList<>();
    for (long seed = 1; seed <= Integer.getInteger("simulator.seeds", 4); seed++) {
      Scenario scenario = Scenario.of(seed, OPERATIONS);
      Future<Result> run = workers.submit(() -> Simulation.play(memory.get(), scenario));
      tests.add(
          DynamicTest.dynamicTest(
              "seed " + seed, () -> assertEquals(List.of(), run.get().violations())));
      if (seed > Integer.getInteger("simulator.onLocalServers", 1)) continue;
      Future<Result> other = workers.submit(() -> Simulation.play(local.get(), scenario));
      tests.add(
          DynamicTest.dynamicTest(
              "seed " + seed + " on local servers",
              () -> {
                assertIterableEquals(other.get().history().lines(), run.get().history().lines());
                assertEquals(other.get().violations(), run.get().violations());
              }));
    }
    workers.shutdown();
    return tests.stream();
  }

  /**
   * The tables that runs leave behind, and three currencies in them. {@code
   * -Dsimulator.exported=20} does so with more seeds; each is a run of its own.
   */
  @TestFactory
  Stream<DynamicTest> hledger_and_beancount_find_the_trial_balance() {
    ThreadLocal<EmbeddedAws> own = ThreadLocal.withInitial(SimulationTest::inMemory);
    return LongStream.rangeClosed(1, Integer.getInteger("simulator.exported", 1))
        .mapToObj(
            seed ->
                DynamicTest.dynamicTest(
                    "seed " + seed,
                    () -> {
                      assumeTrue(
                          OtherPrograms.areInstalled(), "hledger or bean-check is not installed");
                      Result run = Simulation.play(own.get(), Scenario.of(seed, OPERATIONS));
                      assertEquals(List.of(), run.violations());
                      OtherPrograms others = new OtherPrograms(own.get(), folder);
                      others.addCurrencies();
                      others.findTheTrialBalance();
                    }));
  }

  @Test
  void the_same_seed_is_the_same_run() {
    try (EmbeddedAws aws = inMemory()) {
      Result one = Simulation.play(aws, Scenario.of(7, 60));
      Result other = Simulation.play(aws, Scenario.of(7, 60));

      assertEquals(one.history().lines(), other.history().lines());
    }
  }

  @Test
  void every_fault_takes_place_in_some_run() {
    Set<Fault> missing = EnumSet.allOf(Fault.class);
    for (long seed = 1; seed <= 100; seed++) missing.removeAll(Scenario.of(seed, 1).faults());

    assertTrue(missing.isEmpty(), missing.toString());
  }

  @Test
  void a_violation_is_shown_by_the_shortest_history() {
    // Holds for every scenario with a certain operation and a certain fault, and takes no run.
    Shortest shortest =
        new Shortest(
            scenario ->
                new Result(
                    scenario,
                    new History(),
                    scenario.operations().contains(17) && scenario.faults().contains(Fault.LATE)
                        ? List.of("broken")
                        : List.of()),
            200);
    Scenario scenario =
        new Scenario(1, Scenario.of(1, OPERATIONS).operations(), EnumSet.allOf(Fault.class));

    Result found = shortest.of(new Result(scenario, new History(), List.of("broken")));

    assertEquals(List.of(17), found.scenario().operations());
    assertEquals(Set.of(Fault.LATE), found.scenario().faults());
  }

  @Test
  void every_mutation_still_fits_the_code() {
    for (Mutation mutation : Mutation.ALL) {
      assertFalse(mutation.applied(ROOT).isEmpty(), mutation.name());
    }
  }
}
