package io.giftledger.simulator;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Breaks the code on purpose, one way after the other, and lets the simulator find each. */
@Command(
    name = "mutations",
    mixinStandardHelpOptions = true,
    description = "Breaks the code in every way of the list and shows the seed that finds it.")
final class Mutate implements Callable<Integer> {

  @Option(
      names = "--seeds",
      description = "Seeds to look with, at most (default: ${DEFAULT-VALUE}).")
  private int seeds = 40;

  @Option(names = "--only", description = "Only those whose name holds this text.")
  private String only = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    int missed = 0;
    for (Mutation mutation : Mutation.ALL) {
      if (!mutation.name().contains(only)) continue;
      List<String> found = firstFailure(mutation);
      if (found.isEmpty()) missed++;
      IO.println(mutation.name());
      IO.println("    " + (found.isEmpty() ? "NOT FOUND" : String.join("\n    ", found)));
    }
    return missed == 0 ? 0 : 1;
  }

  /** The line of the seed that fails, and the first violation; empty if none fails. */
  private List<String> firstFailure(Mutation mutation) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("mutation");
    compile(mutation, folder);
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dlogback.configurationFile=simulator-logback.xml",
                "-classpath",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                Simulate.class.getName(),
                "--seeds=" + seeds,
                "--workers=1",
                "--shorten=0")
            .redirectErrorStream(true)
            .start();
    List<String> found = new ArrayList<>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        boolean isSeed = line.startsWith("seed ") && line.contains("VIOLATED");
        if (isSeed || found.size() == 1) found.add(line);
      }
    }
    process.waitFor();
    return found;
  }

  private static void compile(Mutation mutation, Path folder) throws IOException {
    String name = Path.of(mutation.file()).getFileName().toString();
    Path source = Files.createDirectories(folder.resolve("source")).resolve(name);
    Files.writeString(source, mutation.applied(Path.of("")));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int result =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-parameters",
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            source.toString());
    if (result != 0) throw new IllegalStateException("does not compile: " + mutation.name());
  }
}
