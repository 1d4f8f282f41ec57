package io.giftledger.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where and when figures were taken.
 *
 * @param at when the run began
 * @param command the command that gives them again
 * @param processor its name, or {@code unknown}
 * @param cores how many the run may use
 * @param java the JVM
 * @param system the operating system
 */
public record Machine(
    Instant at, String command, String processor, int cores, String java, String system) {

  /** The one that this runs on. */
  public static Machine here(Instant now, String command) {
    return new Machine(
        now.truncatedTo(ChronoUnit.MINUTES),
        command,
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"));
  }

  /** One line. */
  @Override
  public String toString() {
    return "%s, %d cores, %s, %s, %s, `%s`".formatted(processor, cores, java, system, at, command);
  }

  private static String processorName() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException notLinux) {
      return "unknown";
    }
  }
}
