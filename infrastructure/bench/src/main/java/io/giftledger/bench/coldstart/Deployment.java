package io.giftledger.bench.coldstart;

import io.giftledger.local.DeployableJar;
import io.giftledger.local.RuntimeApi;
import io.giftledger.local.RuntimeClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A candidate that is ready to be started, as often as one likes, each time in a new JVM. */
final class Deployment {

  private static final Duration RESPONSE_MAX = Duration.ofMinutes(1);
  private static final Duration TRAINING_MAX = Duration.ofMinutes(3);

  /** Enough to have seen what a warm invocation does, too. */
  private static final int TRAINING_INVOCATIONS = 3;

  /** The part of its memory that Lambda gives to a function's heap. */
  private static final double HEAP_SHARE = 0.85;

  private final Candidate candidate;
  private final Packaging packaging;
  private final Platform platform;
  private final CannedAws aws;
  private final Path folder;
  private final Optional<Path> cache;

  private Deployment(
      Candidate candidate,
      Packaging packaging,
      Platform platform,
      CannedAws aws,
      Path folder,
      Optional<Path> cache) {
    this.candidate = candidate;
    this.packaging = packaging;
    this.platform = platform;
    this.aws = aws;
    this.folder = folder;
    this.cache = cache;
  }

  Candidate candidate() {
    return candidate;
  }

  Packaging packaging() {
    return packaging;
  }

  /** As a zip. */
  static Deployment zip(Candidate candidate, Platform platform, CannedAws aws) throws IOException {
    Path folder = platform.folder().resolve(candidate.id());
    if (!Files.exists(folder)) DeployableJar.unpack(candidate.jar(), folder);
    return new Deployment(candidate, Packaging.ZIP, platform, aws, folder, Optional.empty());
  }

  /** As the same zip, on a runtime with a cache. */
  Deployment on(Path runtimeCache) {
    return new Deployment(
        candidate, Packaging.ZIP_CACHED_RUNTIME, platform, aws, folder, Optional.of(runtimeCache));
  }

  /** As the same zip, woken from a snapshot. */
  Deployment restored() {
    return new Deployment(candidate, Packaging.RESTORED, platform, aws, folder, Optional.empty());
  }

  /** As an image, with a cache that is trained now. */
  static Deployment image(Candidate candidate, Platform platform, CannedAws aws)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(platform.folder().resolve(candidate.id() + ".image"));
    var untrained =
        new Deployment(candidate, Packaging.IMAGE, platform, aws, folder, Optional.empty());
    return new Deployment(
        candidate, Packaging.IMAGE, platform, aws, folder, Optional.of(untrained.train()));
  }

  /**
   * Lets a JVM answer a few events and leave a cache of what it loaded.
   *
   * @return the cache
   */
  Path train() throws IOException, InterruptedException {
    Path trained = platform.folder().resolve(candidate.id() + "." + packaging + ".aot");
    try (var api = RuntimeApi.start(candidate.definition().arn())) {
      Process process = process(api, List.of(), List.of("-XX:AOTCacheOutput=" + trained));
      try {
        for (int invocation = 0; invocation < TRAINING_INVOCATIONS; invocation++) {
          reply(api.invoke(candidate.probe().event(), RESPONSE_MAX));
        }
        // A JVM that is asked to end writes its cache; one that is killed does not.
        process.destroy();
        boolean ended = process.waitFor(TRAINING_MAX.toSeconds(), TimeUnit.SECONDS);
        if (ended && Files.isRegularFile(trained)) return trained;
        throw new IllegalStateException("no cache was written, see " + log());
      } finally {
        process.destroyForcibly();
      }
    }
  }

  /** Starts it, has it answer twice, and ends it. */
  ColdStartSample start() throws IOException, InterruptedException {
    try (var api = RuntimeApi.start(candidate.definition().arn())) {
      CompletableFuture<Long> readyAt = api.ready().thenApply(ready -> System.nanoTime());
      CompletableFuture<byte[]> first = api.invoke(candidate.probe().event(), RESPONSE_MAX);
      CompletableFuture<Long> answeredAt = first.thenApply(reply -> System.nanoTime());
      List<String> cached = new ArrayList<>();
      cache.ifPresent(file -> cached.add("-XX:AOTCache=" + file));
      // As infrastructure/image/run has it.
      if (packaging == Packaging.IMAGE) {
        cached.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTReplayTraining"));
      }
      long startedAt = System.nanoTime();
      Process process = process(api, platform.oneCore(), cached);
      try {
        Duration before = Duration.ZERO;
        int callsBefore = aws.calls();
        if (packaging == Packaging.RESTORED) {
          reply(api.prepared());
          before = processor(process);
          callsBefore = aws.calls();
          startedAt = System.nanoTime();
          api.restore();
        }
        candidate.probe().check(reply(first));
        Duration processor = processor(process).minus(before);
        int calls = aws.calls() - callsBefore;
        long askedAgainAt = System.nanoTime();
        reply(api.invoke(candidate.probe().event(), RESPONSE_MAX));
        long answeredAgainAt = System.nanoTime();
        return new ColdStartSample(
            millis(startedAt, readyAt.join()),
            millis(readyAt.join(), answeredAt.join()),
            processor.toMillis(),
            calls,
            millis(askedAgainAt, answeredAgainAt),
            peakMb(process));
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static double millis(long from, long to) {
    return (to - from) / 1e6;
  }

  private static Duration processor(Process process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private <T> T reply(CompletableFuture<T> reply) throws InterruptedException {
    try {
      return reply.get(RESPONSE_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(candidate.id() + " does not answer, see " + log(), e);
    }
  }

  private Process process(RuntimeApi api, List<String> prefix, List<String> options)
      throws IOException {
    int memoryMb = candidate.definition().memoryMb();
    List<String> command = new ArrayList<>(prefix);
    command.add(platform.java());
    command.addAll(platform.options());
    command.addAll(options);
    // With SnapStart it has both compilers.
    if (packaging != Packaging.RESTORED) command.add("-XX:TieredStopAtLevel=1");
    command.addAll(
        List.of(
            // What Lambda's java25 starts a function with.
            "-XX:MaxHeapSize=" + (int) (memoryMb * HEAP_SHARE) + "m",
            "-XX:+UseSerialGC",
            "-Djava.net.preferIPv4Stack=true",
            "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
            "-XX:ActiveProcessorCount=1",
            "-classpath",
            classPath(),
            RuntimeClient.MAIN_CLASS,
            candidate.handler()));
    var builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(candidate.definition().environment());
    builder.environment().put("AWS_ENDPOINT_URL_DYNAMODB", aws.endpoint());
    builder.environment().put("AWS_ENDPOINT_URL_SQS", aws.endpoint());
    builder.environment().put("AWS_LAMBDA_RUNTIME_API", api.hostAndPort());
    builder.environment().put("LAMBDA_TASK_ROOT", folder.toString());
    builder
        .environment()
        .put(
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            packaging == Packaging.RESTORED ? "snap-start" : "on-demand");
    return builder
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(log()))
        .start();
  }

  private String classPath() {
    return packaging == Packaging.IMAGE
        ? RuntimeClient.CLASS_PATH + File.pathSeparator + candidate.jar()
        : RuntimeClient.CLASS_PATH;
  }

  private File log() {
    return platform.folder().resolve(candidate.id() + "." + packaging + ".log").toFile();
  }

  private static double peakMb(Process process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) return 0;
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
