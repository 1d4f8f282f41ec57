package io.giftledger.local;

import io.giftledger.emulator.live.Faults;
import java.net.InetSocketAddress;
import java.net.URI;
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
 * @param awsAddress where all of AWS answers, besides; null for nowhere else than the functions
 *     know
 * @param samFolder where the files for the SAM CLI are written; null for none
 * @param lambda where Lambda's API answers that runs the functions; null to run them here
 * @param metrics true to say on the standard error what the functions here count
 */
public record Options(
    int port,
    @Nullable Path dataFolder,
    LocalRuntime.Mode mode,
    int deliveries,
    Faults liveFaults,
    boolean demo,
    @Nullable InetSocketAddress awsAddress,
    @Nullable Path samFolder,
    @Nullable URI lambda,
    boolean metrics) {

  /** Nothing but the API answers, and the functions run here. */
  public Options(
      int port,
      @Nullable Path dataFolder,
      LocalRuntime.Mode mode,
      int deliveries,
      Faults liveFaults,
      boolean demo) {
    this(port, dataFolder, mode, deliveries, liveFaults, demo, null, null, null, false);
  }

  static final String USAGE =
      """
      options: --port <number>   where to serve (3000 unless given; 0 for any free port)
               --data <folder>   keep everything there (in memory unless given)
               --isolated        run each function in JVMs of its own, from its deployable jar
               --deliver-twice   deliver every queue message twice, as queues may
               --live-faults refused=5,lost=20,doubled=20,reordered=20,cut=1,delay=200
                                 what happens to the live room's events: per cent, and milliseconds
               --demo            play the demo's story first
               --metrics         say on the standard error what the functions count, as they log it
               --aws <address>:<port>
                                 have all of AWS answer there too, for functions in containers
               --sam <folder>    write there what the SAM CLI needs to run the functions; with --aws
               --lambda <url>    have the functions run there, by Lambda's API, as sam local
                                 start-lambda does; with --aws
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
    boolean metrics = false;
    InetSocketAddress awsAddress = null;
    Path samFolder = null;
    URI lambda = null;
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
        case "--metrics" -> metrics = true;
        case "--aws" -> awsAddress = address(value(option, remaining));
        case "--sam" -> samFolder = Path.of(value(option, remaining));
        case "--lambda" -> lambda = URI.create(value(option, remaining));
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    if (awsAddress == null && (samFolder != null || lambda != null)) {
      throw new IllegalArgumentException("--sam and --lambda need --aws");
    }
    return new Options(
        port,
        dataFolder,
        mode,
        deliveries,
        liveFaults,
        demo,
        awsAddress,
        samFolder,
        lambda,
        metrics);
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) throw new IllegalArgumentException("not <address>:<port>: " + text);
    return new InetSocketAddress(text.substring(0, colon), port(text.substring(colon + 1)));
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
