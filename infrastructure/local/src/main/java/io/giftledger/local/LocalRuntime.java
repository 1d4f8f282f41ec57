package io.giftledger.local;

import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.live.EventServer;
import io.giftledger.emulator.live.Faults;
import io.giftledger.template.EventSource;
import io.giftledger.template.FunctionDefinition;
import io.giftledger.template.HttpApi;
import io.giftledger.template.HttpRoute;
import io.giftledger.template.Resource;
import io.giftledger.template.Schedule;
import io.giftledger.template.TemplateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The whole deployed system on this machine: tables, queues, functions, their event sources and the
 * HTTP API, all as the template says.
 */
public final class LocalRuntime implements AutoCloseable {
  private static final Duration TOKEN_LIFE = Duration.ofHours(12);

  /** The template's parameter with which the pages have Stripe's form. */
  private static final String STRIPE_KEY = "StripePublishableKey";

  /** Where a function runs. */
  public enum Mode {
    /** In this JVM: quick to start, easy to debug. */
    IN_PROCESS,
    /** In JVMs of its own, from its deployable jar, through AWS's runtime interface client. */
    ISOLATED
  }

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final List<Scheduler> schedulers = new CopyOnWriteArrayList<>();
  private final HttpGateway gateway;
  private final TokenIssuer issuer;
  private final EmbeddedAws aws;
  private final Functions functions;
  private final @Nullable Path dataFolder;
  private final int deliveries;

  private LocalRuntime(Path template, Options options, Map<String, String> parameters)
      throws InterruptedException {
    this.dataFolder = options.dataFolder();
    this.deliveries = options.deliveries();
    try {
      this.gateway = opened(HttpGateway.bind(options.port()));
      this.issuer = TokenIssuer.start(url() + "/issuer", dataFolder);
      Map<String, String> deployed = parameters(issuer, parameters);
      this.aws = opened(EmbeddedAws.start(template, deployed, url(), dataFolder));
      aws.events().have(options.liveFaults());
      if (options.awsAddress() != null) listen(options.awsAddress(), options.samFolder(), deployed);
      this.functions = opened(Functions.start(aws.functions(), starter(options)));
      HttpApi api = HttpApi.of(aws.template());
      var authorizer = new JwtAuthorizer(api.issuer(), api.audiences(), issuer.keys());
      aws.events().authorize(token -> claims(authorizer, token));
      gateway.serve(
          HttpRoute.all(aws.template()),
          functions,
          authorizer,
          issuer,
          new Cors(api),
          new Reference(template),
          () -> schedulers.stream().map(Scheduler::startByHand).toList(),
          new Pages(issuer.issuer(), events(), parameters.getOrDefault(STRIPE_KEY, "")),
          new EventStream(aws.bus()));
    } catch (RuntimeException | InterruptedException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts everything; returns when requests are answered.
   *
   * @param template the template.yaml
   * @param port 0 for any that is free
   * @param dataFolder where everything outlives the process, also if it is killed; null to forget
   *     everything in the end
   * @throws TemplateException if the template is wrong: it could not be deployed, or not run
   */
  public static LocalRuntime start(Path template, int port, @Nullable Path dataFolder, Mode mode)
      throws InterruptedException {
    return start(template, plain(port, dataFolder, mode));
  }

  /**
   * As {@link #start(Path, int, Path, Mode)}, with all forgotten in the end.
   *
   * @param parameters values in place of the template's own
   */
  public static LocalRuntime start(Path template, Map<String, String> parameters)
      throws InterruptedException {
    Options options = plain(0, null, Mode.IN_PROCESS);
    return withEventSources(new LocalRuntime(template, options, Map.copyOf(parameters)));
  }

  /**
   * As {@link #start(Path, int, Path, Mode)}, but only requests wake functions: changes of the
   * table and messages wait for {@link #startEventSources}.
   */
  public static LocalRuntime startWithoutEventSources(
      Path template, int port, @Nullable Path dataFolder, Mode mode) throws InterruptedException {
    return new LocalRuntime(template, plain(port, dataFolder, mode), Map.of());
  }

  private static Options plain(int port, @Nullable Path dataFolder, Mode mode) {
    return new Options(port, dataFolder, mode, 1, Faults.NONE, false);
  }

  /** Starts everything as the command line asks. */
  public static LocalRuntime start(Path template, Options options) throws InterruptedException {
    return withEventSources(new LocalRuntime(template, options, Map.of()));
  }

  private void listen(
      InetSocketAddress address, @Nullable Path samFolder, Map<String, String> deployed) {
    String shared = opened(aws.listen(address, URI.create(url()))).url();
    if (samFolder == null) return;
    SamFiles.write(
        samFolder,
        aws.functions(),
        HttpRoute.all(aws.template()),
        deployed,
        aws.administrator(),
        shared);
  }

  private static Optional<Map<String, String>> claims(JwtAuthorizer authorizer, String token) {
    try {
      return Optional.of(authorizer.authorize(token));
    } catch (JwtAuthorizer.Refused e) {
      return Optional.empty();
    }
  }

  private @Nullable EventServer events() {
    return aws.template().resources(EventServer.TYPE).isEmpty() ? null : aws.events();
  }

  private static LocalRuntime withEventSources(LocalRuntime runtime) {
    try {
      runtime.startEventSources();
      return runtime;
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  /**
   * Lets streams, queues and schedules wake functions, from the oldest change on. Call it once.
   *
   * @throws TemplateException if AWS would not accept an event source
   */
  public void startEventSources() {
    for (Resource function : aws.template().resources(FunctionDefinition.TYPE)) {
      LocalFunction target = functions.get(function.logicalId());
      for (EventSource source : EventSource.of(function).toList()) {
        switch (source.type()) {
          case "HttpApi" -> {}
          case "SQS" -> opened(SqsEventSource.start(source, target, aws, deliveries));
          case "DynamoDB" -> opened(StreamEventSource.start(source, target, aws, dataFolder));
          default ->
              throw new TemplateException(
                  source.place() + ": cannot do events of type " + source.type() + " here");
        }
      }
    }
    for (Schedule schedule : Schedule.all(aws.template())) {
      schedulers.add(opened(Scheduler.start(schedule, aws.sqs(), InstantSource.system())));
    }
  }

  private static Map<String, String> parameters(
      TokenIssuer issuer, Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(EmbeddedAws.SANDBOX_WITH_BUS);
    all.put("JwtIssuer", issuer.issuer());
    all.put("JwtAudience", TokenIssuer.AUDIENCE);
    all.putAll(parameters);
    return all;
  }

  /** The API's base URL, without a slash at its end. */
  public String url() {
    return gateway.url();
  }

  /** A token for a user, good for 12 hours. */
  public String token(String userId) {
    return token(userId, Instant.now().plus(TOKEN_LIFE));
  }

  /** A token for a user that ends at a time, which may be in the past. */
  public String token(String userId, Instant expiresAt) {
    return issuer.token(userId, expiresAt);
  }

  /** The tables and queues behind the functions. */
  public EmbeddedAws aws() {
    return aws;
  }

  /** Stops taking requests and events, then the functions, then the servers. */
  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("the local runtime does not stop", e);
      }
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    started.push(part);
    return part;
  }

  private Function<FunctionDefinition, LocalFunction> starter(Options options) {
    URI lambda = options.lambda();
    if (lambda != null) return definition -> new RemoteFunction(definition, lambda);
    return switch (options.mode()) {
      case IN_PROCESS -> InProcessFunction::start;
      case ISOLATED -> {
        Path work = workFolder(options.dataFolder());
        yield definition -> IsolatedFunction.start(definition, work);
      }
    };
  }

  private Path workFolder(@Nullable Path dataFolder) {
    try {
      if (dataFolder != null) {
        return Files.createDirectories(dataFolder.toAbsolutePath().resolve("isolated"));
      }
      Path folder = Files.createTempDirectory("giftledger");
      opened(() -> deleteTree(folder));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(file);
    }
  }
}
