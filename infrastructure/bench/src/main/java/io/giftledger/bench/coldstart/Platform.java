package io.giftledger.bench.coldstart;

import io.giftledger.local.RuntimeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What every function's JVM has in common.
 *
 * @param folder where code, caches and logs lie
 * @param options of the JVM
 * @param oneCore the command that keeps a process on one core, and the process begins with; empty
 *     where there is none
 */
record Platform(Path folder, List<String> options, List<String> oneCore) {

  private static final Path TASKSET = Path.of("/usr/bin/taskset");

  static Platform create(Path folder, Certificate certificate) throws IOException {
    List<String> options = new ArrayList<>();
    RuntimeClient.unpackNative(folder.resolve("client.so")).ifPresent(options::add);
    options.add("--enable-native-access=ALL-UNNAMED");
    options.add("-Djavax.net.ssl.trustStore=" + certificate.trusted());
    int last = Runtime.getRuntime().availableProcessors() - 1;
    return new Platform(
        folder,
        List.copyOf(options),
        Files.isExecutable(TASKSET)
            ? List.of(TASKSET.toString(), "-c", Integer.toString(last))
            : List.of());
  }

  /** The same Java as this. */
  String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
