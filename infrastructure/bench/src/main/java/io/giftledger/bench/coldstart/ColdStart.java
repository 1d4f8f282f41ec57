package io.giftledger.bench.coldstart;

import io.giftledger.bench.Benchmark;
import io.giftledger.bench.Effort;
import io.giftledger.bench.report.Section;
import io.giftledger.bench.report.Table;
import io.giftledger.bench.report.Target;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.template.FunctionDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The first response of each function in a new JVM, from the start of the process until the
 * response is posted, through AWS's own runtime interface client on one core. Beside each stands
 * the floor: a handler without a framework that makes the same calls; and beside send-gift a
 * handler in the style of the AWS samples. DynamoDB and SQS are answered by this process over TLS,
 * at once.
 */
public final class ColdStart implements Benchmark {

  private static final String OURS = "giftledger";
  private static final String FLOOR = "no framework";
  private static final String SAMPLES = "MicronautRequestHandler";

  private static final double ZIP_MAX = 1.5;
  private static final double IMAGE_MAX = 0.35;
  private static final double IMAGE_TO_FLOOR_MAX = 1.25;

  /** The repository's folder, in which the command runs. */
  private final Path root = Path.of("").toAbsolutePath();

  @Override
  public String name() {
    return "cold-start";
  }

  @Override
  public Section run(Effort effort) throws IOException, InterruptedException {
    // Without it, a reply of this process may wait for the other side's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    Path folder = Files.createTempDirectory("cold-start");
    try {
      var certificate = Certificate.create(folder);
      try (var https = CannedAws.https(Probe.items(), certificate);
          var http = CannedAws.http(Probe.items())) {
        return measured(effort, Platform.create(folder, certificate), https, http);
      }
    } finally {
      delete(folder);
    }
  }

  private Section measured(Effort effort, Platform platform, CannedAws https, CannedAws http)
      throws IOException, InterruptedException {
    Map<String, FunctionDefinition> definitions = definitions();
    List<Probe> probes = Probe.all();
    Probe sendGift = probes.getFirst();
    var ours = ours(sendGift, definitions);
    var floor = floor(sendGift, definitions);
    var samples =
        new Candidate(
            SAMPLES,
            sendGift,
            ours.definition(),
            target("bench/request-handler", "bench-request-handler"),
            "io.giftledger.bench.requesthandler.SendGiftRequestHandler");

    List<Deployment> zips = new ArrayList<>();
    for (Candidate candidate : List.of(floor, ours, samples)) {
      zips.add(Deployment.zip(candidate, platform, https));
    }
    List<Deployment> compared = new ArrayList<>(zips);
    if (effort == Effort.FULL) {
      Path runtimeCache = nothing(floor, platform, https).train();
      zips.forEach(zip -> compared.add(zip.on(runtimeCache)));
      compared.add(Deployment.image(samples, platform, https));
    }
    for (Candidate candidate : List.of(floor, ours)) {
      compared.add(Deployment.image(candidate, platform, https));
      compared.add(Deployment.zip(candidate, platform, https).restored());
    }
    var comparison = interleaved(compared, effort.of(3, 7));

    List<Table> tables = new ArrayList<>();
    tables.add(
        table(
            "cold-start.send-gift",
            "First response of send-gift, ms (medians of %d interleaved runs)"
                .formatted(effort.of(3, 7)),
            comparison));
    List<Target> targets = new ArrayList<>(targets(comparison));
    if (effort == Effort.FULL) {
      List<Deployment> plain = new ArrayList<>();
      for (Candidate candidate : List.of(floor, ours)) {
        plain.add(Deployment.zip(candidate, platform, http));
      }
      tables.add(
          table(
              "cold-start.http",
              "The same zips with plain HTTP instead of TLS",
              interleaved(plain, effort.of(3, 7))));
      List<Deployment> others = new ArrayList<>();
      for (Probe probe : probes.subList(1, probes.size())) {
        for (Candidate other : List.of(floor(probe, definitions), ours(probe, definitions))) {
          Deployment zip = Deployment.zip(other, platform, https);
          others.addAll(List.of(zip, Deployment.image(other, platform, https)));
          if (probe.snapStart()) others.add(zip.restored());
        }
      }
      var each = interleaved(others, effort.of(1, 3));
      tables.add(table("cold-start.others", "First response of the other functions, ms", each));
      targets.addAll(targets(each));
    }
    return new Section(name(), tables, targets, List.of());
  }

  /** What the template says of each function, by logical id. */
  private Map<String, FunctionDefinition> definitions() {
    try (var aws = EmbeddedAws.start(root.resolve("template.yaml"), EmbeddedAws.SANDBOX)) {
      return aws.functions().stream()
          .collect(Collectors.toMap(FunctionDefinition::logicalId, Function.identity()));
    }
  }

  private static Candidate ours(Probe probe, Map<String, FunctionDefinition> definitions) {
    FunctionDefinition definition = definition(probe, definitions);
    return new Candidate(OURS, probe, definition, definition.code(), definition.handlerClass());
  }

  private Candidate floor(Probe probe, Map<String, FunctionDefinition> definitions) {
    return new Candidate(
        FLOOR,
        probe,
        definition(probe, definitions),
        target("bench/floor", "bench-floor"),
        "io.giftledger.bench.floor." + probe.floor());
  }

  private static FunctionDefinition definition(
      Probe probe, Map<String, FunctionDefinition> definitions) {
    FunctionDefinition definition = definitions.get(probe.logicalId());
    if (definition == null) {
      throw new IllegalStateException("no function " + probe.logicalId() + " in the template");
    }
    return definition;
  }

  /** A function that does nothing, to train the runtime's own cache with. */
  private static Deployment nothing(Candidate floor, Platform platform, CannedAws aws)
      throws IOException {
    return Deployment.zip(
        new Candidate(
            "nothing",
            floor.probe(),
            floor.definition(),
            floor.jar(),
            "io.giftledger.bench.floor.Nothing"),
        platform,
        aws);
  }

  private Path target(String module, String artifact) {
    return root.resolve("infrastructure/%s/target/%s.jar".formatted(module, artifact));
  }

  /** Starts each in turn, again and again: what disturbs the machine disturbs all of them. */
  private static Map<Deployment, List<ColdStartSample>> interleaved(
      List<Deployment> deployments, int rounds) throws IOException, InterruptedException {
    Map<Deployment, List<ColdStartSample>> samples = new LinkedHashMap<>();
    deployments.getFirst().start();
    for (int round = 0; round < rounds; round++) {
      for (Deployment deployment : deployments) {
        samples.computeIfAbsent(deployment, key -> new ArrayList<>()).add(deployment.start());
      }
    }
    return samples;
  }

  private static Table table(
      String name, String title, Map<Deployment, List<ColdStartSample>> samples) {
    List<List<Object>> rows = new ArrayList<>();
    samples.forEach(
        (deployment, some) ->
            rows.add(
                List.of(
                    deployment.candidate().probe().function(),
                    deployment.candidate().style(),
                    deployment.packaging().label(),
                    ColdStartSample.median(some, ColdStartSample::firstResponseMillis),
                    ColdStartSample.range(some, ColdStartSample::firstResponseMillis),
                    ColdStartSample.median(some, ColdStartSample::initMillis),
                    ColdStartSample.median(some, ColdStartSample::invokeMillis),
                    ColdStartSample.median(some, ColdStartSample::processorMillis),
                    ColdStartSample.range(some, ColdStartSample::processorMillis),
                    some.getFirst().calls(),
                    ColdStartSample.median(some, ColdStartSample::warmMillis),
                    ColdStartSample.median(some, ColdStartSample::peakMb))));
    return new Table(
        name,
        title,
        List.of(
            "function",
            "style",
            "package",
            "first response",
            "from–to",
            "init",
            "first invocation",
            "processor",
            "from–to",
            "calls",
            "second invocation",
            "peak MiB"),
        rows);
  }

  private static List<Target> targets(Map<Deployment, List<ColdStartSample>> samples) {
    List<Target> targets = new ArrayList<>();
    samples.keySet().stream()
        .map(deployment -> deployment.candidate().probe().function())
        .distinct()
        .forEach(
            function -> {
              double floor = firstResponse(samples, function, FLOOR, Packaging.ZIP);
              double zip = firstResponse(samples, function, OURS, Packaging.ZIP);
              double image = firstResponse(samples, function, OURS, Packaging.IMAGE);
              targets.add(
                  new Target(
                      function + ": zip, first response", ZIP_MAX, zip / floor, "x the floor's"));
              targets.add(
                  new Target(
                      function + ": image + AOT cache, first response",
                      IMAGE_TO_FLOOR_MAX,
                      image / firstResponse(samples, function, FLOOR, Packaging.IMAGE),
                      "x the floor's"));
              targets.add(
                  new Target(
                      function + ": image + AOT cache, first response",
                      IMAGE_MAX,
                      image / zip,
                      "x the zip's"));
            });
    return targets;
  }

  private static double firstResponse(
      Map<Deployment, List<ColdStartSample>> samples,
      String function,
      String style,
      Packaging packaging) {
    return samples.entrySet().stream()
        .filter(entry -> entry.getKey().packaging() == packaging)
        .filter(entry -> entry.getKey().candidate().style().equals(style))
        .filter(entry -> entry.getKey().candidate().probe().function().equals(function))
        .map(
            entry -> ColdStartSample.median(entry.getValue(), ColdStartSample::firstResponseMillis))
        .findFirst()
        .orElseThrow();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) Files.delete(file);
    }
  }
}
