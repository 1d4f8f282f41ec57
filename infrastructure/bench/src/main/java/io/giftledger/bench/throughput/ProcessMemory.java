package io.giftledger.bench.throughput;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM other than this one holds.
 *
 * @param heapBytes live objects, right after a full collection
 * @param residentBytes what the operating system holds in memory for it, then
 */
record ProcessMemory(long heapBytes, long residentBytes) {

  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

  /** The JVMs that this one has started and that have a word in their command. */
  static List<ProcessHandle> children(String word) {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains(word))
        .toList();
  }

  /**
   * Collects its garbage and measures it.
   *
   * @throws IOException if it has ended, or is on a system without {@code /proc}
   */
  static ProcessMemory of(ProcessHandle jvm) throws IOException, InterruptedException {
    // Counts what is alive, and so collects everything else.
    Process jcmd =
        new ProcessBuilder(JCMD.toString(), Long.toString(jvm.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    String status = Files.readString(Path.of("/proc", Long.toString(jvm.pid()), "status"));
    return new ProcessMemory(heapBytes(histogram), residentBytes(status));
  }

  /** The total of what {@code jcmd GC.class_histogram} prints. */
  static long heapBytes(String histogram) throws IOException {
    return number(TOTAL, histogram);
  }

  /** The resident size that {@code /proc/<pid>/status} tells. */
  static long residentBytes(String status) throws IOException {
    return number(RESIDENT, status) * 1_024;
  }

  private static long number(Pattern pattern, String text) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) throw new IOException("no " + pattern + " in: " + text);
    return Long.parseLong(found.group(1));
  }
}
