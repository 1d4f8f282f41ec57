package io.giftledger.local;

import io.giftledger.template.FunctionDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One JVM that runs a function as Lambda does: AWS's runtime interface client on the class path,
 * the function's code in the working folder, and no environment but the function's own. It ends
 * with this process, also if that is killed.
 */
final class ExecutionEnvironment implements AutoCloseable {
  /** Lambda allows 10 s; a small machine that starts all functions at once takes longer. */
  private static final Duration INIT_MAX = Duration.ofSeconds(60);

  /** The part of the memory that the heap may take; the rest is code, threads and buffers. */
  private static final double HEAP_SHARE = 0.8;

  private final FunctionDefinition definition;
  private final RuntimeApi api;
  private final Process process;
  private volatile boolean closed;

  private ExecutionEnvironment(FunctionDefinition definition, RuntimeApi api, Process process) {
    this.definition = definition;
    this.api = api;
    this.process = process;
  }

  /**
   * Returns when the function is made and waits for events.
   *
   * @param code the folder with the function's unpacked jar
   * @param log where the JVM's output goes
   * @param classPath what is there before the function
   * @param nativeClient the option for the runtime client's native half
   */
  static ExecutionEnvironment start(
      FunctionDefinition definition,
      Path code,
      Path log,
      String classPath,
      Optional<String> nativeClient)
      throws FunctionFault, InterruptedException {
    RuntimeApi api = RuntimeApi.start(definition.arn());
    var environment =
        new ExecutionEnvironment(
            definition, api, process(definition, code, log, classPath, nativeClient, api));
    environment
        .process
        .onExit()
        .thenAccept(
            ended -> api.gone(definition.logicalId() + "'s JVM ended with " + ended.exitValue()));
    try {
      api.ready().get(INIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
      return environment;
    } catch (ExecutionException | TimeoutException e) {
      environment.close();
      throw new FunctionFault(
          "%s does not start (see %s): %s".formatted(definition.logicalId(), log, e), e);
    }
  }

  private static Process process(
      FunctionDefinition definition,
      Path code,
      Path log,
      String classPath,
      Optional<String> nativeClient,
      RuntimeApi api) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    nativeClient.ifPresent(command::add);
    command.addAll(
        List.of(
            "-Xmx" + (int) (definition.memoryMb() * HEAP_SHARE) + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // as Lambda's own Java runtime does
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            FunctionMain.class.getName(),
            definition.handlerClass()));
    var builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(definition.environment());
    builder.environment().put("AWS_LAMBDA_RUNTIME_API", api.hostAndPort());
    builder.environment().put("LAMBDA_TASK_ROOT", code.toString());
    try {
      return builder
          .directory(code.toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return !closed && process.isAlive();
  }

  /** Handles one event; a function that takes too long is killed with its JVM, as on Lambda. */
  byte[] invoke(byte[] event) throws FunctionFault, InterruptedException {
    try {
      return api.invoke(event, definition.timeout())
          .get(definition.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new FunctionFault(definition.logicalId() + " failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      close();
      throw new FunctionFault(
          definition.logicalId() + " took longer than " + definition.timeout().toSeconds() + " s",
          e);
    } catch (InterruptedException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
    List.copyOf(process.descendants().toList()).forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    api.close();
  }
}
