package io.giftledger.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.template.Alarm.Metric;
import io.giftledger.template.Alarm.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What rings, and when: the template's alarms, fed with what they watch. */
class AlarmTest {

  private static final Template TEMPLATE = IdentityTest.OWN_POOL;

  private static final Path FUNCTIONS = Path.of("../../functions");

  /**
   * For each alarm its metric ("each" for all of a sum, one after another), a day on which nothing
   * is to be done, and what it is there for: it rings at the last period and not before. A period's
   * samples are parted by commas, periods by spaces; - is a period without any, and 3*5 are five
   * alike. The last column is what it does when its metric falls silent after that.
   */
  private static final String FEEDS =
      """
      ConversionsDeadAlarm | AWS/SQS ApproximateNumberOfMessagesVisible QueueName=giftledger-conversions-dead.fifo | 0*9 -*9 | 0 0 1 | OK
      RecognitionDeadAlarm | AWS/SQS ApproximateNumberOfMessagesVisible QueueName=giftledger-recognition-dead.fifo | 0*9 -*9 | 0 0 1 | OK
      PayoutsDeadAlarm | AWS/SQS ApproximateNumberOfMessagesVisible QueueName=giftledger-payouts-dead | 0*9 -*9 | 0 0 1 | OK
      AnnouncementsDeadAlarm | AWS/SQS ApproximateNumberOfMessagesVisible QueueName=giftledger-announcements-dead | 0*9 -*9 | 0 0 1 | OK
      SandboxWebhooksDeadAlarm | AWS/SQS ApproximateNumberOfMessagesVisible QueueName=giftledger-sandbox-webhooks-dead | 0*9 -*9 | 0 0 1 | OK
      DispatchFailuresAlarm | AWS/SQS ApproximateNumberOfMessagesVisible QueueName=giftledger-dispatch-failures | 0*9 -*9 | 0 0 1 | OK
      AuditsDeadAlarm | each | 0*9 -*9 | 0 0 1 | OK
      SignInAlarm | each | 0*9 -*9 | 0 1 | OK
      AuditFaultsAlarm | Giftledger AuditFaults FunctionName=AuditFunction.Ref | 0 -*287 0 -*287 | 0 -*287 2 | stays
      AuditMissingAlarm | Giftledger AuditFaults FunctionName=AuditFunction.Ref | 0 -*23 0 -*25 0 | 0 -*28 | rings
      EntriesChangedAlarm | Giftledger EntriesChanged FunctionName=DispatchFunction.Ref | -*30 | - - 1 | stays
      AccountStoppedAlarm | Giftledger/giftledger AccountsStopped | -*30 | - - 1 | OK
      PolicyNotLoadedAlarm | Giftledger/giftledger PoliciesNotLoaded | -*30 | - - 1 | OK
      UnbookedEventsAlarm | Giftledger/giftledger UnbookedEvents | -*30 | - - 1 | OK
      PayoutShortfallAlarm | Giftledger/giftledger PayoutShortfalls | -*30 | - - 1 | OK
      DispatchLagAlarm | AWS/Lambda IteratorAge FunctionName=DispatchFunction.Ref | 200,900 60000*9 90000*4 300 -*9 | 300 100,60001 60001*4 | OK
      FramesDroppedAlarm | Giftledger FramesDropped FunctionName=ScreenFunction.Ref | - 3,1 - - - 2*4 -*9 | - 1*5 | OK
      ConversionsLagAlarm | AWS/SQS ApproximateAgeOfOldestMessage QueueName=giftledger-conversions.fifo | 0*9 300*9 301*4 0 -*9 | 0 301*5 | OK
      AnnouncementsLagAlarm | AWS/SQS ApproximateAgeOfOldestMessage QueueName=giftledger-announcements | 0*9 300*9 301*4 0 -*9 | 0 301*5 | OK
      SandboxWebhooksLagAlarm | AWS/SQS ApproximateAgeOfOldestMessage QueueName=giftledger-sandbox-webhooks | 0*9 300*9 301*4 0 -*9 | 0 301*5 | OK
      PayoutsLagAlarm | AWS/SQS ApproximateAgeOfOldestMessage QueueName=giftledger-payouts | 0*9 900*30 1801*4 0 -*9 | 0 1801*5 | OK
      ApiServerErrorsAlarm | AWS/ApiGateway 5xx ApiId=Api.Ref | 0*5 5*9 60*2 0 -*9 | 0 6 1,5 6 | OK
      RequestErrorsAlarm | each | 0*9 1 0 2*2 0 -*9 | 0 1*3 | OK
      EventErrorsAlarm | each | 0*9 1 0 2*2 0 -*9 | 0 1*3 | OK
      RequestThrottlesAlarm | each | 0*9 1 0 9*2 0 -*9 | 0 1*3 | OK
      EventThrottlesAlarm | each | 0*9 1 0 9*2 0 -*9 | 0 1*3 | OK
      RollbackRequestsAlarm | each | 0*9 -*9 | 0 1 | OK
      RollbackAnswersAlarm | each | 0*9 -*9 | 0 1 | OK
      RollbackEventsAlarm | each | 0*9 -*9 | 0 1 | OK
      """;

  private record Feed(
      String alarm, String metric, String healthy, String fault, String afterwards) {}

  private static List<Feed> feeds() {
    return FEEDS
        .lines()
        .map(line -> line.split(" *[|] *", -1))
        .map(cells -> new Feed(cells[0], cells[1], cells[2], cells[3], cells[4]))
        .toList();
  }

  private static List<Alarm> alarms(Template template) {
    return template.resources("AWS::CloudWatch::Alarm").stream().map(Alarm::new).toList();
  }

  // ---- Each alarm, fed with what it watches ------------------------------------------------

  @Test
  void every_alarm_is_fed_below() {
    assertEquals(
        new TreeSet<>(alarms(TEMPLATE).stream().map(Alarm::name).toList()),
        new TreeSet<>(feeds().stream().map(Feed::alarm).toList()));
  }

  @ParameterizedTest
  @MethodSource("feeds")
  void a_day_on_which_nothing_is_to_be_done_rings_nothing(Feed feed) {
    Alarm alarm = alarm(feed);
    for (Metric metric : fed(alarm, feed)) {
      // A stack's first day, and every other.
      for (State before : List.of(State.INSUFFICIENT_DATA, State.OK)) {
        assertEquals(0, rings(alarm, before, metric, periods(feed.healthy())), metric::toString);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("feeds")
  void its_fault_rings_once_when_it_is_whole_and_not_before(Feed feed) {
    Alarm alarm = alarm(feed);
    for (Metric metric : fed(alarm, feed)) {
      List<List<Double>> fault = periods(feed.fault());
      List<List<Double>> almost = fault.subList(0, fault.size() - 1);
      assertEquals(0, rings(alarm, State.OK, metric, almost), metric + " rings too early");
      assertEquals(1, rings(alarm, State.OK, metric, fault), metric::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("feeds")
  void when_its_metric_falls_silent_it_does_what_is_meant(Feed feed) {
    Alarm alarm = alarm(feed);
    Metric metric = fed(alarm, feed).getFirst();
    List<List<Double>> periods = new ArrayList<>(periods(feed.fault()));
    State fault = alarm.states(State.OK, Map.of(metric, periods)).getLast();
    periods.addAll(periods("-*40"));

    State silent = alarm.states(State.OK, Map.of(metric, periods)).getLast();
    switch (feed.afterwards()) {
      case "OK" -> assertEquals(State.OK, silent);
      case "stays" -> assertEquals(fault, silent);
      case "rings" -> assertFalse(alarm.actions(silent).isEmpty(), silent::name);
      default -> throw new IllegalArgumentException(feed.afterwards());
    }
  }

  @Test
  void a_new_stack_in_which_nothing_has_happened_yet_rings_nothing() {
    for (Alarm alarm : alarms(TEMPLATE)) {
      Metric metric = alarm.metrics().getFirst();
      assertEquals(0, rings(alarm, State.INSUFFICIENT_DATA, metric, periods("-*40")), alarm::name);
    }
  }

  private static Alarm alarm(Feed feed) {
    return new Alarm(TEMPLATE.resource("AWS::CloudWatch::Alarm", feed.alarm()));
  }

  private static List<Metric> fed(Alarm alarm, Feed feed) {
    if (feed.metric().equals("each")) return alarm.metrics();
    assertEquals(List.of(feed.metric()), alarm.metrics().stream().map(Metric::toString).toList());
    return alarm.metrics();
  }

  /** How often somebody hears that it has come to a state other than OK. */
  private static int rings(Alarm alarm, State before, Metric metric, List<List<Double>> periods) {
    int rings = 0;
    State now = before;
    for (State next : alarm.states(before, Map.of(metric, periods))) {
      if (next != now && next != State.OK && isHeard(alarm, next)) rings++;
      now = next;
    }
    return rings;
  }

  /** By its actions, or by CodeDeploy, which looks at the alarms that a deployment names. */
  private static boolean isHeard(Alarm alarm, State state) {
    boolean isRollback =
        TEMPLATE.resources(FunctionDefinition.TYPE).stream()
            .allMatch(
                function ->
                    function.map("DeploymentPreference").get("Alarms") instanceof List<?> named
                        && named.contains(alarm.name() + ".Ref"));
    return !alarm.actions(state).isEmpty() || (isRollback && state == State.ALARM);
  }

  private static List<List<Double>> periods(String words) {
    List<List<Double>> periods = new ArrayList<>();
    for (String word : words.split(" ")) {
      String[] times = word.split("[*]", -1);
      List<Double> samples =
          times[0].equals("-")
              ? List.of()
              : Arrays.stream(times[0].split(",")).map(Double::valueOf).toList();
      periods.addAll(
          Collections.nCopies(times.length == 1 ? 1 : Integer.parseInt(times[1]), samples));
    }
    return periods;
  }

  /** Amazon's own table of examples: three of three, and two of three data points to alarm. */
  @ParameterizedTest
  @CsvSource({
    "3, 0 - X - X, OK,                OK,     OK,    OK",
    "3, - - - - 0, OK,                OK,     OK,    OK",
    "3, - - - - -, INSUFFICIENT_DATA, RETAIN, ALARM, OK",
    "3, 0 X X - X, ALARM,             ALARM,  ALARM, ALARM",
    "3, - - X - -, ALARM,             RETAIN, ALARM, OK",
    "2, 0 - X - X, ALARM,             ALARM,  ALARM, ALARM",
    "2, 0 0 X 0 X, ALARM,             ALARM,  ALARM, ALARM",
    "2, 0 - X - -, OK,                OK,     ALARM, OK",
    "2, - - - - 0, OK,                OK,     ALARM, OK",
    "2, - - - - X, ALARM,             RETAIN, ALARM, OK",
  })
  void missing_data_count_as_cloudwatch_says(
      int toAlarm,
      String points,
      String missing,
      String ignore,
      String breaching,
      String notBreaching) {
    List<@Nullable Double> values = new ArrayList<>();
    for (String point : points.split(" ")) {
      values.add(point.equals("-") ? null : point.equals("X") ? 1.0 : 0.0);
    }
    Map<String, String> expected =
        Map.of(
            "missing", missing,
            "ignore", ignore,
            "breaching", breaching,
            "notBreaching", notBreaching);
    expected.forEach(
        (treatment, state) -> {
          Alarm alarm = example(toAlarm, treatment);
          for (State before : State.values()) {
            State after = state.equals("RETAIN") ? before : State.valueOf(state);
            assertEquals(after, alarm.state(before, values), treatment);
          }
        });
  }

  private static Alarm example(int toAlarm, String treatment) {
    try {
      Path file = Files.createTempFile("alarm", ".yaml");
      Files.writeString(
          file,
          """
          Resources:
            Example:
              Type: AWS::CloudWatch::Alarm
              Properties:
                EvaluationPeriods: 3
                DatapointsToAlarm: %d
                ComparisonOperator: GreaterThanThreshold
                Threshold: 0
                TreatMissingData: %s
          """
              .formatted(toAlarm, treatment));
      Template template = Template.read(file, Map.of(), new DeploymentTest.Names());
      Files.delete(file);
      return new Alarm(template.resource("AWS::CloudWatch::Alarm", "Example"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- What they watch is there ------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"Errors", "Throttles"})
  void no_function_fails_without_an_alarm(String metric) {
    Set<String> watched = new TreeSet<>();
    for (String of : List.of("Request", "Event")) {
      var alarm = new Alarm(TEMPLATE.resource("AWS::CloudWatch::Alarm", of + metric + "Alarm"));
      alarm.metrics().forEach(each -> watched.add(each.toString()));
    }

    Set<String> functions = new TreeSet<>();
    for (String function : references(TEMPLATE, FunctionDefinition.TYPE)) {
      functions.add("AWS/Lambda %s FunctionName=%s".formatted(metric, function));
    }
    assertEquals(functions, watched);
  }

  /**
   * A limit of CloudWatch's that creating the stack would meet: MetricDataQuery in its reference.
   */
  @Test
  void no_alarm_adds_up_more_than_ten_metrics() {
    for (Alarm alarm : alarms(TEMPLATE)) {
      assertTrue(alarm.metrics().size() <= 10, alarm.name());
    }
  }

  /** Whatever is on board: an alarm for what is not there would be deaf. */
  @ParameterizedTest
  @CsvSource(
      value = {
        "WithSandbox=true",
        "EventBusArn=",
        "WithSandbox=false PaymentProvider=stripe PayoutProvider=stripe"
      })
  void every_alarm_watches_what_is_there(String parameters) {
    Template template = DeploymentTest.read(DeploymentTest.parameters(parameters));
    for (Alarm alarm : alarms(template)) {
      for (Metric metric : alarm.metrics()) assertWritten(template, metric, alarm.name());
    }
  }

  @Test
  void the_dashboard_shows_what_is_there() {
    Collection<Metric> shown = shown();
    for (Metric metric : shown) assertWritten(TEMPLATE, metric, "the dashboard");
  }

  /** An alarm of many functions tells nobody which of them it is. */
  @ParameterizedTest
  @ValueSource(strings = {"Errors", "Throttles"})
  void the_dashboard_says_which_function_it_is(String metric) {
    Set<String> shown =
        shown().stream().map(Metric::toString).collect(Collectors.toCollection(TreeSet::new));
    Template without =
        DeploymentTest.read(
            Map.of(
                "EventBusArn", "",
                "WithSandbox", "false",
                "PaymentProvider", "stripe",
                "PayoutProvider", "stripe"));
    for (String function : references(without, FunctionDefinition.TYPE)) {
      String line = "AWS/Lambda %s FunctionName=%s".formatted(metric, function);
      assertTrue(shown.contains(line), line);
    }
  }

  /** By AWS, of a resource of the template, or by a function of ours that counts it. */
  private static void assertWritten(Template template, Metric metric, String watcher) {
    String words = watcher + " watches " + metric;
    switch (metric.namespace()) {
      case "AWS/SQS" -> {
        Set<String> queues = new TreeSet<>();
        for (Resource queue : template.resources("AWS::SQS::Queue")) {
          queues.add(queue.string("QueueName"));
        }
        assertIsOf(metric, "QueueName", queues, words);
        assertTrue(
            Set.of("ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage")
                .contains(metric.name()),
            words);
      }
      case "AWS/Lambda" -> {
        Set<String> functions = new TreeSet<>(references(template, FunctionDefinition.TYPE));
        functions.addAll(references(template, "AWS::Lambda::Function"));
        assertIsOf(metric, "FunctionName", functions, words);
        assertTrue(
            Set.of("Duration", "Errors", "IteratorAge", "Throttles").contains(metric.name()),
            words);
        if (metric.name().equals("IteratorAge")) {
          assertTrue(
              function(template, metric).map("Events").toString().contains("Type=DynamoDB"), words);
        }
      }
      // The names that an HTTP API has; a REST API's are others.
      case "AWS/ApiGateway" -> {
        assertIsOf(metric, "ApiId", references(template, "AWS::Serverless::HttpApi"), words);
        assertTrue(Set.of("Count", "4xx", "5xx", "Latency").contains(metric.name()), words);
      }
      case "AWS/DynamoDB" -> {
        assertIsOf(metric, "TableName", references(template, "AWS::DynamoDB::Table"), words);
        assertTrue(
            Set.of(
                    "ConsumedReadCapacityUnits",
                    "ConsumedWriteCapacityUnits",
                    "ReadThrottleEvents",
                    "WriteThrottleEvents")
                .contains(metric.name()),
            words);
      }
      case "Giftledger" -> {
        Set<String> dimensions = new TreeSet<>(metric.dimensions().keySet());
        assertTrue(dimensions.remove("FunctionName"), words);
        List<String> counting =
            sources(function(template, metric))
                .filter(text -> counts(text, metric.name()))
                .toList();
        assertFalse(counting.isEmpty(), words + ", and its function counts no such thing");
        for (String kind : dimensions) {
          assertTrue(
              counting.stream().anyMatch(text -> text.contains(", \"" + kind + "\",")),
              words + ", and nobody counts it by " + kind);
        }
      }
      case "Giftledger/giftledger" -> {
        assertEquals(Map.of(), metric.dimensions(), words + ": a log's metrics have none");
        assertFalse(filters(template, metric).isEmpty(), words + ", and no log is read for it");
      }
      default -> throw new AssertionError(words);
    }
  }

  private static void assertIsOf(Metric metric, String dimension, Set<String> there, String words) {
    assertEquals(Set.of(dimension), metric.dimensions().keySet(), words);
    String of = metric.dimensions().getOrDefault(dimension, "");
    assertTrue(there.contains(of), () -> words + ", and there are only " + there);
  }

  private static Set<String> references(Template template, String type) {
    return template.resources(type).stream()
        .map(resource -> resource.logicalId() + ".Ref")
        .collect(Collectors.toSet());
  }

  private static Resource function(Template template, Metric metric) {
    String reference = metric.dimensions().getOrDefault("FunctionName", "");
    return template.resource(FunctionDefinition.TYPE, reference.replaceAll("[.]Ref$", ""));
  }

  /** A metric's name is a string of the source that writes it. */
  private static boolean counts(String source, String name) {
    return source.contains("Metrics") && source.contains("\"" + name + "\"");
  }

  // ---- What is counted ---------------------------------------------------------------------

  private static final Pattern COUNTED =
      Pattern.compile("Metrics\\.(?:count|countEach|millis)\\(\\s*(?:\"(\\w+)\"|(\\w+))");

  /** A row of the runbook's table: names, the dimension, the meaning. */
  private static final Pattern TOLD = Pattern.compile("(?m)^[|] (`[A-Z][^|]*`) [|][^|]*[|]");

  @Test
  void what_functions_count_stands_in_the_runbook() {
    Set<String> counted = new TreeSet<>();
    for (Path module : MODULES.values()) {
      sources(module).forEach(source -> addCounted(source, counted));
    }
    Set<String> told = new TreeSet<>();
    String runbook = text(Path.of("../RUNBOOK.md"));
    int table = runbook.indexOf("## What is counted");
    TOLD.matcher(runbook.substring(table, runbook.indexOf("\n## ", table)))
        .results()
        .forEach(row -> told.addAll(List.of(row.group(1).replace("`", "").split(", "))));
    assertEquals(counted, told);
  }

  /** A metric's name is a string, or a constant of its class. */
  private static void addCounted(String source, Set<String> counted) {
    for (MatchResult call : COUNTED.matcher(said(source)).results().toList()) {
      String name = call.group(1);
      if (name == null) {
        var constant = Pattern.compile(call.group(2) + " =\\s+\"(\\w+)\"").matcher(source);
        assertTrue(constant.find(), call::group);
        name = constant.group(1);
      }
      counted.add(name);
    }
  }

  // ---- Logs that are read ------------------------------------------------------------------

  @Test
  void what_a_log_is_read_for_is_what_its_function_says() {
    List<Resource> filters = TEMPLATE.resources("AWS::Logs::MetricFilter");
    assertFalse(filters.isEmpty());
    for (Resource filter : filters) {
      Resource function = listenedTo(filter);
      String words = filter.string("FilterPattern").replaceAll("^\"|\"$", "");
      assertTrue(
          sources(function).anyMatch(text -> said(text).contains(words)),
          () -> filter.place() + ": " + function.logicalId() + " never says " + words);
    }
  }

  /**
   * Whoever may read an account can meet one that was tampered with, and whoever may read policies
   * one that is none. The audit has an alarm of its own for what it finds.
   */
  @ParameterizedTest
  @CsvSource({
    "AccountsStopped, WALLET#* EARNINGS#* CHALLENGE#* PAYMENTS#*",
    "PoliciesNotLoaded, POLICY",
  })
  void whoever_reads_it_is_listened_to(String metric, String partitions) {
    Set<String> reading = new TreeSet<>();
    for (Resource function : TEMPLATE.resources(FunctionDefinition.TYPE)) {
      String role = function.string("Role").replaceAll("[.]Arn$", "");
      boolean reads =
          DeploymentTest.statements(TEMPLATE.resource("AWS::IAM::Role", role)).stream()
              .filter(statement -> String.valueOf(statement.get("Action")).contains(":Query"))
              .map(statement -> String.valueOf(statement.get("Condition")))
              .anyMatch(keys -> Stream.of(partitions.split(" ")).anyMatch(keys::contains));
      if (reads && !function.logicalId().equals("AuditFunction")) reading.add(function.logicalId());
    }
    Set<String> listenedTo = new TreeSet<>();
    for (Resource filter :
        filters(TEMPLATE, new Metric("Giftledger/giftledger", metric, Map.of()))) {
      listenedTo.add(listenedTo(filter).logicalId());
    }
    assertEquals(reading, listenedTo);
  }

  /** The function whose log a filter reads. */
  private static Resource listenedTo(Resource filter) {
    String log = filter.string("LogGroupName");
    Resource group =
        TEMPLATE.resources("AWS::Logs::LogGroup").stream()
            .filter(each -> each.string("LogGroupName").equals(log))
            .findFirst()
            .orElseThrow(() -> new AssertionError(filter.place() + ": no log " + log));
    return TEMPLATE.resources(FunctionDefinition.TYPE).stream()
        .filter(
            each -> (group.logicalId() + ".Ref").equals(each.map("LoggingConfig").get("LogGroup")))
        .findFirst()
        .orElseThrow(() -> new AssertionError(filter.place() + ": nobody writes " + log));
  }

  private static List<Resource> filters(Template template, Metric metric) {
    return template.resources("AWS::Logs::MetricFilter").stream()
        .filter(
            filter ->
                list(filter, "MetricTransformations").stream()
                    .map(each -> Shape.map(each, filter.place()))
                    .anyMatch(
                        to ->
                            metric.namespace().equals(to.get("MetricNamespace"))
                                && metric.name().equals(to.get("MetricName"))))
        .toList();
  }

  /** A source without its comments. */
  private static String said(String source) {
    return source
        .lines()
        .filter(line -> !line.strip().matches("(//|[*]|/[*]).*"))
        .collect(Collectors.joining("\n"));
  }

  private static List<Object> list(Resource resource, String property) {
    Object value = resource.property(property);
    return value == null ? List.of() : Shape.list(value, resource.place());
  }

  // ---- The sources of a function -----------------------------------------------------------

  /** A module's folder by its name. */
  private static final Map<String, Path> MODULES = modules();

  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>.*?<artifactId>([^<]+)</artifactId>(.*?)</dependency>", Pattern.DOTALL);

  private static Map<String, Path> modules() {
    try (Stream<Path> files = Files.walk(FUNCTIONS, 3)) {
      Map<String, Path> modules = new HashMap<>();
      for (Path pom : files.filter(file -> file.endsWith("pom.xml")).toList()) {
        Path folder = pom.resolveSibling("");
        modules.put(folder.getFileName().toString(), folder);
      }
      return modules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of each source of a function's module, and of those that it is shipped with. */
  private static Stream<String> sources(Resource function) {
    Path folder = Path.of(function.string("CodeUri")).resolve("../..").normalize();
    Set<Path> modules = new LinkedHashSet<>();
    addWithDependencies(String.valueOf(folder.getFileName()), modules);
    return modules.stream().flatMap(AlarmTest::sources);
  }

  private static void addWithDependencies(String module, Set<Path> modules) {
    Path folder = MODULES.get(module);
    if (folder == null || !modules.add(folder)) return;
    List<MatchResult> dependencies =
        DEPENDENCY.matcher(text(folder.resolve("pom.xml"))).results().toList();
    for (MatchResult dependency : dependencies) {
      if (dependency.group(2).contains("<scope>test</scope>")) continue;
      addWithDependencies(dependency.group(1), modules);
    }
  }

  private static Stream<String> sources(Path module) {
    Path main = module.resolve("src/main/java");
    if (!Files.isDirectory(main)) return Stream.of();
    try (Stream<Path> files = Files.walk(main)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(AlarmTest::text)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- The dashboard -----------------------------------------------------------------------

  private static final Pattern SEARCH =
      Pattern.compile(
          "SEARCH\\('\\{(\\w+),([\\w,]+)\\} MetricName=\"(\\w+)\" FunctionName=\\((.*)\\)'.*");

  /** What the dashboard's widgets show; its body is JSON, which is YAML. */
  private static Collection<Metric> shown() {
    Resource dashboard = TEMPLATE.resource("AWS::CloudWatch::Dashboard", "Dashboard");
    String place = dashboard.place();
    Object body =
        new Load(LoadSettings.builder().build()).loadFromString(dashboard.string("DashboardBody"));
    Collection<Metric> shown = new LinkedHashSet<>();
    for (Object widget : Shape.list(Shape.map(body, place).getOrDefault("widgets", ""), place)) {
      Map<String, Object> properties =
          Shape.map(Shape.map(widget, place).getOrDefault("properties", ""), place);
      for (Object each : Shape.list(properties.getOrDefault("metrics", ""), place)) {
        List<Object> metric = Shape.list(each, place);
        if (metric.getFirst() instanceof Map<?, ?> calculated) {
          shown.addAll(found(String.valueOf(calculated.get("expression"))));
          continue;
        }
        List<String> words =
            metric.stream().filter(String.class::isInstance).map(Object::toString).toList();
        Map<String, String> dimensions = new HashMap<>();
        for (int index = 2; index < words.size(); index += 2) {
          dimensions.put(words.get(index), words.get(index + 1));
        }
        shown.add(new Metric(words.get(0), words.get(1), dimensions));
      }
    }
    return shown;
  }

  /**
   * What a search finds: a metric of each function that it names, for whatever value of the rest.
   */
  private static List<Metric> found(String expression) {
    var search = SEARCH.matcher(expression);
    assertTrue(search.matches(), expression);
    return Arrays.stream(search.group(4).replace("\"", "").split(" OR "))
        .map(
            function -> {
              Map<String, String> dimensions = new HashMap<>();
              for (String dimension : search.group(2).split(",")) dimensions.put(dimension, "any");
              dimensions.put("FunctionName", function);
              return new Metric(search.group(1), search.group(3), dimensions);
            })
        .toList();
  }
}
