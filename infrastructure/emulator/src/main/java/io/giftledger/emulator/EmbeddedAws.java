package io.giftledger.emulator;

import io.giftledger.emulator.bus.BusServer;
import io.giftledger.emulator.iam.Role;
import io.giftledger.emulator.iam.RoleCheck;
import io.giftledger.emulator.live.EventServer;
import io.giftledger.template.Deployed;
import io.giftledger.template.FunctionDefinition;
import io.giftledger.template.Resource;
import io.giftledger.template.Template;
import io.giftledger.template.TemplateException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The template's tables and queues, created on DynamoDB Local and ElasticMQ inside this process,
 * and its buckets, keys and secrets on small servers of our own: what a deployed stack holds,
 * without an AWS account.
 *
 * <p>A test of a function reads
 *
 * <pre>{@code
 * EmbeddedAws aws = EmbeddedAws.shared();
 * try (var handler = new SendGiftHandler(aws.environment("SendGiftFunction"))) {
 *   handler.handleRequest(...);
 * }
 * }</pre>
 */
public final class EmbeddedAws implements AutoCloseable {
  /**
   * Parameters for a stack whose money is none: both providers are the sandbox. Nobody has a token
   * of its issuer, so nobody subscribes to a channel; whoever lets people in says another.
   */
  public static final Map<String, String> SANDBOX =
      Map.of(
          "PaymentProvider", "sandbox",
          "PayoutProvider", "sandbox",
          "WithSandbox", "true",
          "JwtIssuer", "https://issuer.invalid",
          "JwtAudience", "nobody");

  /** The same with a bus that is told of everything. */
  public static final Map<String, String> SANDBOX_WITH_BUS = withBus();

  private static Map<String, String> withBus() {
    Map<String, String> parameters = new HashMap<>(SANDBOX);
    parameters.put("EventBusArn", BusServer.BUS_ARN);
    parameters.put("AnnounceGifts", "true");
    return Map.copyOf(parameters);
  }

  /** Where the API answers when nothing serves it: a call there fails at once. */
  private static final String NO_API = "http://127.0.0.1:9";

  /** The variable of a function that publishes to AppSync Events: where it posts them. */
  private static final String EVENTS_URL = "EVENTS_URL";

  /** The variable of the function that puts events on the bus: where EventBridge takes them. */
  private static final String EVENT_BUS_URL = "EVENT_BUS_URL";

  private final Servers servers;
  private DynamoDbClient dynamoDb;
  private DynamoDbStreamsClient streams;
  private final SqsClient sqs;
  private Tables tables;
  private final Queues queues;
  private final ObjectServer objects;
  private final KeyServer keys;
  private final Secrets secrets;
  private final SecretServer secretServer;
  private final EventServer events;
  private final BusServer bus;
  private final Template template;

  /** The roles of functions by the functions' logical ids, and how their clients are known. */
  private final Map<String, Checked> roles = new ConcurrentHashMap<>();

  private record Checked(Role role, String id) {}

  private EmbeddedAws(
      Path templateYaml,
      Map<String, String> parameters,
      String apiEndpoint,
      @Nullable Path dataFolder,
      Servers servers) {
    this.secrets = new Secrets(dataFolder);
    this.template =
        Template.read(servers.stackName(), templateYaml, parameters, deployed(apiEndpoint));
    this.servers = servers;
    this.objects = ObjectServer.start(dataFolder);
    this.keys = KeyServer.start(dataFolder);
    this.secretServer = SecretServer.start(secrets);
    this.events = EventServer.start(AwsClients.KEY);
    this.bus = BusServer.start(AwsClients.KEY);
    // What the functions' clients find through the SDK's default credentials chain.
    System.setProperty("aws.accessKeyId", AwsClients.KEY);
    System.setProperty("aws.secretAccessKey", AwsClients.KEY);
    this.dynamoDb = servers.dynamoDbClient();
    this.streams = servers.dynamoDbStreamsClient();
    this.sqs = servers.sqsClient();
    this.tables = new Tables(dynamoDb);
    this.queues = new Queues(sqs);
  }

  /** As {@link #start(Path, Map, String, Path)}, with no API and nothing kept. */
  public static EmbeddedAws start(Path templateYaml, Map<String, String> parameters) {
    return start(templateYaml, parameters, NO_API, null);
  }

  /** As {@link #start(Path, Map, String, Path)}, with no API. */
  public static EmbeddedAws start(
      Path templateYaml, Map<String, String> parameters, Path dataFolder) {
    return start(templateYaml, parameters, NO_API, dataFolder);
  }

  /**
   * Reads the template, starts the servers and creates every table, queue, bucket and key that is
   * not there.
   *
   * @param parameters values in place of the template's defaults
   * @param apiEndpoint the URL that {@code !GetAtt Api.ApiEndpoint} stands for
   * @param dataFolder where tables, queues, objects, keys and secrets outlive the process, even if
   *     it is killed; null to keep them in memory
   * @throws TemplateException if the template is wrong
   */
  public static EmbeddedAws start(
      Path templateYaml,
      Map<String, String> parameters,
      String apiEndpoint,
      @Nullable Path dataFolder) {
    return create(
        new EmbeddedAws(
            templateYaml, parameters, apiEndpoint, dataFolder, Servers.start(dataFolder)));
  }

  /**
   * Whether a data folder has tables and queues outlive the process: not if they are in a container
   * that is started for it.
   */
  public static boolean keepsData() {
    return Servers.keepData();
  }

  /**
   * As {@link #start(Path, Map)}, but DynamoDB answers {@link #dynamoDb()} and {@link
   * #dynamoDbStreams()} by a method call, several times as fast, and nobody else.
   */
  public static EmbeddedAws startInProcess(Path templateYaml, Map<String, String> parameters) {
    return create(
        new EmbeddedAws(templateYaml, parameters, NO_API, null, InProcessServers.start()));
  }

  /**
   * As {@link #startInProcess}, but tables and queues are collections: several times as fast again.
   * They do what the ledger asks of DynamoDB and SQS and refuse everything else, and no time passes
   * for them.
   */
  public static EmbeddedAws startInMemory(Path templateYaml, Map<String, String> parameters) {
    return create(new EmbeddedAws(templateYaml, parameters, NO_API, null, new MemoryServers()));
  }

  private static EmbeddedAws create(EmbeddedAws aws) {
    try {
      aws.createResources();
      return aws;
    } catch (RuntimeException e) {
      aws.close();
      throw e;
    }
  }

  /**
   * One instance for all tests of this JVM, in memory, from the template.yaml in the working folder
   * or the nearest folder above it.
   */
  public static EmbeddedAws shared() {
    return Shared.AWS;
  }

  /**
   * Begins anew with empty tables and queues, and another {@link #dynamoDb()}: what a deleted table
   * leaves behind in DynamoDB Local makes each write to the next one slower.
   *
   * @throws UnsupportedOperationException unless DynamoDB was started in this process
   */
  public void renew() {
    servers.renewDynamoDb();
    dynamoDb = servers.dynamoDbClient();
    streams = servers.dynamoDbStreamsClient();
    tables = new Tables(dynamoDb);
    template.resources(Queues.TYPE).forEach(queues::delete);
    createResources();
  }

  private void createResources() {
    template.resources(Tables.TYPE).forEach(tables::create);
    template.resources(Queues.TYPE).stream()
        .sorted(Comparator.comparing(Queues::hasDeadLetterQueue))
        .forEach(queues::create);
    template.resources(Buckets.TYPE).forEach(new Buckets(objects)::create);
    template.resources(Keys.TYPE).forEach(new Keys(keys)::create);
    template.resources(Secrets.TYPE).forEach(secret -> secrets.get(secretArn(secret)));
    events.serve(template);
  }

  public Template template() {
    return template;
  }

  public DynamoDbClient dynamoDb() {
    return dynamoDb;
  }

  public DynamoDbStreamsClient dynamoDbStreams() {
    return streams;
  }

  public SqsClient sqs() {
    return sqs;
  }

  /** The name of the ledger's table. */
  public String tableName() {
    return tableName("Ledger");
  }

  /**
   * The name of a table, by its logical id in the template or in a nested one.
   *
   * @throws TemplateException if there is none
   */
  public String tableName(String logicalId) {
    return Tables.name(template.resource(Tables.TYPE, logicalId));
  }

  /** The name of a queue, by its logical id in the template or in a nested one. */
  public String queueName(String logicalId) {
    return Queues.name(template.resource(Queues.TYPE, logicalId));
  }

  /** The URL of a queue, by its logical id in the template or in a nested one. */
  public String queueUrl(String logicalId) {
    return queues.url(template.resource(Queues.TYPE, logicalId));
  }

  /**
   * The objects of a bucket by name, by the bucket's logical id in the template or in a nested one.
   * Whoever changes one changes what is stored, as long as this runs.
   */
  public NavigableMap<String, byte[]> objects(String logicalId) {
    return objects.objects(Buckets.name(template.resource(Buckets.TYPE, logicalId)));
  }

  /** The current version of a secret, by its logical id in the template. */
  public String secret(String logicalId) {
    return secrets.get(secretArn(template.resource(Secrets.TYPE, logicalId)));
  }

  /** Puts another secret in the place of one, which stays as its previous version. */
  public void rotateSecret(String logicalId, String secret) {
    secrets.put(secretArn(template.resource(Secrets.TYPE, logicalId)), secret);
  }

  /** The channels of AppSync Events. */
  public EventServer events() {
    return events;
  }

  /** The bus that is told what happened. */
  public BusServer bus() {
    return bus;
  }

  /** All functions of the template, each with the environment that it has here. */
  public List<FunctionDefinition> functions() {
    return template.resources(FunctionDefinition.TYPE).stream().map(this::function).toList();
  }

  /**
   * What System.getenv() would hold in the deployed function: the template's variables and those of
   * the Lambda runtime, with the endpoints of the servers here.
   *
   * @param functionLogicalId the function's key under Resources
   * @throws TemplateException if there is no such function or a variable cannot be evaluated
   */
  public Map<String, String> environment(String functionLogicalId) {
    return function(template.resource(FunctionDefinition.TYPE, functionLogicalId)).environment();
  }

  /** The SDK's variables for somebody who may do everything here: an operator. */
  public Map<String, String> administrator() {
    Map<String, String> variables = new HashMap<>(variables(UnaryOperator.identity()));
    variables.put("AWS_REGION", Template.REGION);
    return variables;
  }

  /**
   * Has everything here answer at one address, too, for whoever is not in this process.
   *
   * @param api where goes what nobody signed
   * @return to be closed before this is
   */
  public SharedAddress listen(InetSocketAddress address, URI api) {
    return SharedAddress.start(
        address,
        Map.of(
            "dynamodb", servers.dynamoDb(),
            "sqs", servers.sqs(),
            "s3", objects.endpoint(),
            "kms", keys.endpoint(),
            "secretsmanager", secretServer.endpoint(),
            "appsync", events.http(),
            "events", bus.url()),
        api);
  }

  private FunctionDefinition function(Resource function) {
    FunctionDefinition deployed =
        FunctionDefinition.of(function).with(variables(checked(function)));
    // In a deployed stack they are https, and who calls is known by the key of the signature.
    Checked role = roles.get(function.logicalId());
    Map<String, String> here = new HashMap<>();
    if (deployed.environment().containsKey(EVENTS_URL)) {
      URI url = role == null ? events.http() : events.http(role.id());
      here.put(EVENTS_URL, url.toString());
    }
    if (deployed.environment().containsKey(EVENT_BUS_URL)) {
      URI url = role == null ? bus.url() : bus.url(role.id());
      here.put(EVENT_BUS_URL, url.toString());
    }
    return deployed.with(here);
  }

  private Map<String, String> variables(UnaryOperator<URI> endpoint) {
    Map<String, String> variables = new HashMap<>();
    variables.put("AWS_ACCESS_KEY_ID", AwsClients.KEY);
    variables.put("AWS_SECRET_ACCESS_KEY", AwsClients.KEY);
    Map.of(
            "DYNAMODB", servers.dynamoDb(),
            "SQS", servers.sqs(),
            "S3", objects.endpoint(),
            "KMS", keys.endpoint(),
            "SECRETS_MANAGER", secretServer.endpoint())
        .forEach(
            (service, url) ->
                variables.put("AWS_ENDPOINT_URL_" + service, endpoint.apply(url).toString()));
    return variables;
  }

  /** Endpoints at which a function can do what its role allows, and nothing else. */
  private UnaryOperator<URI> checked(Resource function) {
    if (function.property("Role") == null) return UnaryOperator.identity();
    String id =
        roles
            .computeIfAbsent(
                function.logicalId(),
                _ -> {
                  String arn = function.string("Role");
                  Role role = Role.of(role(arn), function.logicalId(), arn, keys(), tables());
                  return new Checked(role, RoleCheck.register(role));
                })
            .id();
    return endpoint -> RoleCheck.endpoint(endpoint, id);
  }

  private Map<String, Resource> keys() {
    return template.resources(Keys.TYPE).stream()
        .collect(Collectors.toMap(Keys::arn, Function.identity()));
  }

  private Map<String, Resource> tables() {
    return template.resources(Tables.TYPE).stream()
        .collect(Collectors.toMap(Tables::arn, Function.identity()));
  }

  private Resource role(String arn) {
    return template.resources(Role.TYPE).stream()
        .filter(role -> roleArn(role).equals(arn))
        .findFirst()
        .orElseThrow(() -> new TemplateException("the template has no role " + arn));
  }

  /** What is allowed to the functions whose {@link #environment} was asked for. */
  public Set<String> permissions() {
    return ofRoles(Role::permissions);
  }

  /** The permissions without which a call since the last time would have been refused. */
  public Set<String> takeNeededPermissions() {
    return ofRoles(Role::takeNeeded);
  }

  /** The calls that were refused since the last time, each in words. */
  public Set<String> takeRefusedCalls() {
    return ofRoles(Role::takeRefused);
  }

  private Set<String> ofRoles(Function<Role, Set<String>> what) {
    Set<String> all = new TreeSet<>();
    for (Checked checked : roles.values()) all.addAll(what.apply(checked.role()));
    return all;
  }

  @Override
  public void close() {
    roles.values().forEach(checked -> RoleCheck.forget(checked.id()));
    dynamoDb.close();
    streams.close();
    sqs.close();
    events.close();
    bus.close();
    secretServer.close();
    keys.close();
    objects.close();
    servers.close();
  }

  private Deployed deployed(String apiEndpoint) {
    return new Deployed() {
      @Override
      public String attribute(Resource resource, String attribute) {
        return EmbeddedAws.this.attribute(resource, attribute, apiEndpoint);
      }

      @Override
      public String secret(String reference) {
        return secrets.get(reference);
      }
    };
  }

  private String attribute(Resource resource, String attribute, String apiEndpoint) {
    return switch (resource.type() + " " + attribute) {
      case Tables.TYPE + " Ref" -> Tables.name(resource);
      case Tables.TYPE + " Arn" -> Tables.arn(resource);
      case Tables.TYPE + " StreamArn" -> tables.streamArn(resource);
      case Queues.TYPE + " Ref", Queues.TYPE + " QueueUrl" -> queues.url(resource);
      case Queues.TYPE + " Arn" -> Queues.arn(resource);
      case Queues.TYPE + " QueueName" -> Queues.name(resource);
      case Buckets.TYPE + " Ref" -> Buckets.name(resource);
      case Buckets.TYPE + " Arn" -> "arn:aws:s3:::" + Buckets.name(resource);
      case Keys.TYPE + " Ref", Keys.TYPE + " KeyId" -> Keys.id(resource);
      case Keys.TYPE + " Arn" -> Keys.arn(resource);
      case Role.TYPE + " Arn" -> roleArn(resource);
      case FunctionDefinition.TYPE + " Ref" -> FunctionDefinition.name(resource);
      case FunctionDefinition.TYPE + " Arn" ->
          arn("lambda", "function:" + FunctionDefinition.name(resource));
      case "AWS::Serverless::HttpApi ApiEndpoint" -> apiEndpoint;
      case "AWS::Serverless::HttpApi Ref", "AWS::Serverless::HttpApi ApiId" -> "local";
      case EventServer.TYPE + " Ref", EventServer.TYPE + " ApiId" -> EventServer.id(resource);
      case EventServer.TYPE + " ApiArn" -> arn("appsync", "apis/" + EventServer.id(resource));
      case EventServer.TYPE + " Dns.Http", EventServer.TYPE + " Dns.Realtime" -> events.host();
      case Secrets.TYPE + " Ref", Secrets.TYPE + " Id" -> secretArn(resource);
      default ->
          throw new TemplateException(
              "%s: %s of a %s has no value here"
                  .formatted(resource.place(), attribute, resource.type()));
    };
  }

  private static String roleArn(Resource role) {
    return "arn:aws:iam::%s:role%s%s"
        .formatted(Template.ACCOUNT_ID, role.string("Path", "/"), role.generatedName());
  }

  private static String secretArn(Resource secret) {
    return arn(
        "secretsmanager", "secret:" + secret.string("Name", secret.generatedName()) + "-local");
  }

  private static String arn(String service, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, Template.REGION, Template.ACCOUNT_ID, resource);
  }

  /** Starts on first use; stopped when the JVM ends. */
  private static final class Shared {
    static final EmbeddedAws AWS = start(findTemplate(), SANDBOX_WITH_BUS);

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(AWS::close));
    }

    private static Path findTemplate() {
      Path start = Path.of("").toAbsolutePath();
      for (Path folder = start; folder != null; folder = folder.getParent()) {
        Path template = folder.resolve("template.yaml");
        if (Files.isRegularFile(template)) return template;
      }
      throw new IllegalStateException("no template.yaml in " + start + " or above it");
    }
  }
}
