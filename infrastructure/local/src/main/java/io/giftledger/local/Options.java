package io.giftledger.local;

import io.giftledger.emulator.live.Faults;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param port where to serve; 0 for any free one
 * @param dataFolder where everything is kept; null to forget it in the end
 * @param mode where the functions run
 * @param deliveries how often every queue message is delivered
 * @param liveFaults what happens to events of the live room on their way to a page
 * @param demo true to play the demo's story after the start
 */
public record Options(
    int port,
    @Nullable Path dataFolder,
    LocalRuntime.Mode mode,
    int deliveries,
    Faults liveFaults,
    boolean demo) {
  static final String USAGE =
      """
      options: --port <number>   where to serve (3000 unless given; 0 for any free port)
               --data <folder>   keep everything there (in memory unless given)
               --isolated        run each function in JVMs of its own, from its deployable jar
               --deliver-twice   deliver every queue message twice, as queues may
               --live-faults lost=20,doubled=20,reordered=20,cut=1,delay=200
                                 what happens to the live room's events: per cent, and milliseconds
               --demo            play the demo's story first
      """;

  /**
   * @throws IllegalArgumentException if there is an option that is unknown or incomplete
   */
  static Options parse(List<String> arguments) {
    int port = 3000;
    Path dataFolder = null;
    LocalRuntime.Mode mode = LocalRuntime.Mode.IN_PROCESS;
    int deliveries = 1;
    Faults liveFaults = Faults.NONE;
    boolean demo = false;
    Iterator<String> remaining = arguments.iterator();
    while (remaining.hasNext()) {
      String option = remaining.next();
      switch (option) {
        case "--port" -> port = port(value(option, remaining));
        case "--data" -> dataFolder = Path.of(value(option, remaining));
        case "--isolated" -> mode = LocalRuntime.Mode.ISOLATED;
        case "--deliver-twice" -> deliveries = 2;
        case "--live-faults" -> liveFaults = Faults.parse(value(option, remaining));
        case "--demo" -> demo = true;
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    return new Options(port, dataFolder, mode, deliveries, liveFaults, demo);
  }

  private static String value(String option, Iterator<String> remaining) {
    if (remaining.hasNext()) return remaining.next();
    throw new IllegalArgumentException(option + " needs a value");
  }

  private static int port(String text) {
    if (text.matches("\\d{1,5}") && Integer.parseInt(text) < 65_536) return Integer.parseInt(text);
    throw new IllegalArgumentException("not a port: " + text);
  }
}
