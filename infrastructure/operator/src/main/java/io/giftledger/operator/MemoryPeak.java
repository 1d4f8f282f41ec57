package io.giftledger.operator;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most memory that this process has used so far. */
final class MemoryPeak {

  private static final Path STATUS = Path.of("/proc/self/status");

  private MemoryPeak() {}

  /** In words, in MB: the heap, and where Linux tells it, all of the process. */
  static String now() {
    long heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum();
    return "heap " + heap / 1_000_000 + " MB" + resident();
  }

  private static String resident() {
    if (!Files.isReadable(STATUS)) return "";
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> line.replaceAll("\\D", ""))
          .map(kilobytes -> ", process " + Long.parseLong(kilobytes) * 1_024 / 1_000_000 + " MB")
          .findFirst()
          .orElse("");
    } catch (IOException unreadable) {
      return "";
    }
  }
}
