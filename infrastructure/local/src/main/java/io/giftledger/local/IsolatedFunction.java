package io.giftledger.local;

import io.giftledger.template.FunctionDefinition;
import io.giftledger.template.TemplateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * A function that runs in JVMs of its own, one invocation at a time in each. A JVM is started when
 * all others are busy, up to a small number, and kept.
 */
final class IsolatedFunction implements LocalFunction {
  private static final int ENVIRONMENTS_MAX = 4;

  private final FunctionDefinition definition;
  private final Path code;
  private final Path log;
  private final String classPath;
  private final Optional<String> nativeClient;
  private final Semaphore permits;
  private final Deque<ExecutionEnvironment> idle = new ArrayDeque<>();
  private final Set<ExecutionEnvironment> all = ConcurrentHashMap.newKeySet();

  private IsolatedFunction(
      FunctionDefinition definition,
      Path code,
      Path log,
      String classPath,
      Optional<String> nativeClient) {
    this.definition = definition;
    this.code = code;
    this.log = log;
    this.classPath = classPath;
    this.nativeClient = nativeClient;
    this.permits = new Semaphore(Math.min(ENVIRONMENTS_MAX, definition.concurrencyMax()), true);
  }

  /**
   * Unpacks the deployable jar and starts a first JVM with it.
   *
   * @param workFolder where the code and the log go
   * @throws TemplateException if the jar is missing or the function does not start from it
   */
  static IsolatedFunction start(FunctionDefinition definition, Path workFolder) {
    try {
      Path code = workFolder.resolve(definition.logicalId());
      unpack(definition, code);
      Path log = workFolder.resolve(definition.logicalId() + ".log");
      String classPath =
          RuntimeClient.unpackMain(workFolder.resolve(definition.logicalId() + ".main"));
      var nativeClient =
          RuntimeClient.unpackNative(workFolder.resolve(definition.logicalId() + ".so"));
      var function = new IsolatedFunction(definition, code, log, classPath, nativeClient);
      function.giveBack(function.startEnvironment());
      return function;
    } catch (FunctionFault e) {
      throw new TemplateException(definition.place() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + definition.logicalId() + " starts", e);
    }
  }

  private static void unpack(FunctionDefinition definition, Path folder) throws IOException {
    if (!Files.isRegularFile(definition.code())) {
      throw new TemplateException(
          definition.place() + ".CodeUri: there is no " + definition.code() + ": build it first");
    }
    DeployableJar.unpack(definition.code(), folder);
  }

  @Override
  public FunctionDefinition definition() {
    return definition;
  }

  @Override
  public byte[] invoke(byte[] event) throws FunctionFault, InterruptedException {
    permits.acquire();
    try {
      ExecutionEnvironment environment = take();
      try {
        return environment.invoke(event);
      } finally {
        if (environment.isAlive()) giveBack(environment);
        else all.remove(environment);
      }
    } finally {
      permits.release();
    }
  }

  private ExecutionEnvironment take() throws FunctionFault, InterruptedException {
    ExecutionEnvironment environment;
    synchronized (idle) {
      environment = idle.poll();
    }
    return environment != null && environment.isAlive() ? environment : startEnvironment();
  }

  private ExecutionEnvironment startEnvironment() throws FunctionFault, InterruptedException {
    ExecutionEnvironment environment =
        ExecutionEnvironment.start(definition, code, log, classPath, nativeClient);
    all.add(environment);
    return environment;
  }

  private void giveBack(ExecutionEnvironment environment) {
    synchronized (idle) {
      idle.push(environment);
    }
  }

  @Override
  public void close() {
    all.forEach(ExecutionEnvironment::close);
  }
}
