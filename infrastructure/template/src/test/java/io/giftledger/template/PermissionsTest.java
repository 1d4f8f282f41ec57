package io.giftledger.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A test is named for each permission, and what AWS does in a function's place, or a provider that
 * is not here asks for, is allowed to it: no call of a function shows that.
 */
class PermissionsTest {

  private static final Path ROOT = Path.of("../..");

  /** The test that breaks without a permission, by function, statement and action. */
  private static final Map<String, Object> TESTS =
      TemplateYaml.read(ROOT.resolve("infrastructure/permissions.yaml"));

  /** Everybody is on board, and everything that a parameter can ask for is there. */
  static final Template TEMPLATE =
      DeploymentTest.read(
          Map.of(
              "Tracing", "Active",
              "WithOwnKey", "true",
              "WithUserPool", "true",
              "JwtIssuer", "",
              "JwtAudience", "",
              "StripeApiKeySecretArn", "arn:stripe-api-key",
              "StripeWebhookSecretArn", "arn:stripe-webhook-secret",
              "StripeConnectWebhookSecretArn", "arn:stripe-connect-webhook-secret",
              "PayPalCredentialsSecretArn", "arn:paypal-credentials",
              "PayPalApiUrl", "https://api-m.sandbox.paypal.com"));

  /** Whoever is told of these only knows by them who is on board. */
  private static final Set<String> NOT_READ =
      Set.of(
          "WithdrawFunction PAYPAL_CREDENTIALS_SECRET_ARN",
          "WithdrawFunction STRIPE_CONNECT_WEBHOOK_SECRET_ARN",
          "PayOutFunction STRIPE_CONNECT_WEBHOOK_SECRET_ARN");

  /** Whose role it is: a function's logical id, or the schedule. */
  static String holder(Resource role) {
    return functions()
        .filter(function -> function.string("Role").equals(role.logicalId() + ".Arn"))
        .map(Resource::logicalId)
        .findFirst()
        .orElse("the audit's schedule");
  }

  /** Ours, and that of Cognito's which is written in the template itself. */
  private static Stream<Resource> functions() {
    return Stream.of(FunctionDefinition.TYPE, "AWS::Lambda::Function")
        .flatMap(type -> TEMPLATE.resources(type).stream());
  }

  /** What a role's own policies say, and what the policies of keys allow to it. */
  static List<Map<String, Object>> statements(Resource role) {
    List<Map<String, Object>> statements = new ArrayList<>(DeploymentTest.statements(role));
    for (Resource key : TEMPLATE.resources("AWS::KMS::Key")) {
      Object all = key.map("KeyPolicy").getOrDefault("Statement", List.of());
      for (Object one : Shape.list(all, key.place())) {
        Map<String, Object> statement = new HashMap<>(Shape.map(one, key.place()));
        if (!Map.of("AWS", role.logicalId() + ".Arn").equals(statement.get("Principal"))) continue;
        statement.put("Resource", key.logicalId() + ".Arn");
        statements.add(statement);
      }
    }
    return statements;
  }

  /**
   * The test that breaks without a permission.
   *
   * @param holder as {@link #holder} has it
   */
  static String breaking(String holder, String statement, String action) {
    Object statements = TESTS.getOrDefault(holder, Map.of());
    Object actions = Shape.map(statements, holder).getOrDefault(statement, Map.of());
    return String.valueOf(Shape.map(actions, statement).get(action));
  }

  @Test
  void a_test_is_named_for_each_permission_and_for_nothing_else() {
    Set<String> named = new TreeSet<>();
    TESTS.forEach(
        (holder, statements) ->
            Shape.map(statements, holder)
                .forEach(
                    (statement, actions) ->
                        Shape.map(actions, statement)
                            .keySet()
                            .forEach(
                                action -> named.add(holder + ": " + statement + " " + action))));
    Set<String> allowed = new TreeSet<>();
    for (Resource role : TEMPLATE.resources("AWS::IAM::Role")) {
      for (Map<String, Object> statement : statements(role)) {
        for (String action : Shape.strings(statement.get("Action"), role.place())) {
          allowed.add(holder(role) + ": " + statement.get("Sid") + " " + action);
        }
      }
    }
    Set<String> unnamed = new TreeSet<>(allowed);
    unnamed.removeAll(named);
    assertEquals(Set.of(), unnamed, "allowed by a role, and no test is named");
    named.removeAll(allowed);
    assertEquals(Set.of(), named, "allowed by no role");
  }

  /** Those that are not the whole economy's hold themselves to what is said of them. */
  @Test
  void every_test_that_is_named_is_there() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String top : List.of("functions", "infrastructure")) {
      try (var files = Files.walk(ROOT.resolve(top))) {
        for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
          if (!file.toString().contains("src/test/java")) continue;
          sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
        }
      }
    }
    Set<String> missing = new TreeSet<>();
    for (String test : named()) {
      String[] parts = test.split("[.]", 2);
      String source = sources.getOrDefault(parts[0], "");
      boolean isThere = Pattern.compile("void\\s+" + parts[1] + "\\(").matcher(source).find();
      boolean isHeld =
          source.contains("extends LocalEconomy")
              || source.contains("UnusedPermissions.done")
              || source.contains("@ExtendWith(NeededPermissions.class)")
              || source.contains("package io.giftledger.template;");
      if (!isThere || !isHeld) missing.add(test);
    }
    assertEquals(Set.of(), missing);
  }

  private static Set<String> named() {
    Set<String> tests = new TreeSet<>();
    for (Object statements : TESTS.values()) {
      for (Object actions : Shape.map(statements, "permissions.yaml").values()) {
        for (Object test : Shape.map(actions, "permissions.yaml").values()) {
          tests.add(test.toString());
        }
      }
    }
    return tests;
  }

  // ---- What Lambda and the scheduler do in their place -----------------------------------------

  @Test
  void lambda_may_take_from_queues_and_streams_what_wakes_a_function() {
    for (Resource function : TEMPLATE.resources(FunctionDefinition.TYPE)) {
      for (EventSource source : EventSource.of(function).toList()) {
        switch (source.type()) {
          case "SQS" ->
              assertAllowed(
                  function,
                  source.string("Queue"),
                  "sqs:ReceiveMessage",
                  "sqs:DeleteMessage",
                  "sqs:GetQueueAttributes");
          case "DynamoDB" ->
              assertAllowed(
                  function,
                  source.string("Stream"),
                  "dynamodb:DescribeStream",
                  "dynamodb:GetRecords",
                  "dynamodb:GetShardIterator",
                  "dynamodb:ListStreams");
          default -> assertEquals("HttpApi", source.type(), source.place());
        }
      }
    }
  }

  @Test
  void a_function_may_write_its_log_and_its_traces() {
    for (Resource function : functions().toList()) {
      Object log = function.map("LoggingConfig").get("LogGroup");
      String group =
          TEMPLATE
              .resource("AWS::Logs::LogGroup", String.valueOf(log).replace(".Ref", ""))
              .string("LogGroupName");
      assertAllowed(
          function,
          "arn:aws:logs:us-east-1:000000000000:log-group:" + group + ":*",
          "logs:CreateLogStream",
          "logs:PutLogEvents");
      assertAllowed(function, "*", "xray:PutTraceSegments", "xray:PutTelemetryRecords");
    }
  }

  @Test
  void the_scheduler_may_start_an_audit() {
    Resource schedule = TEMPLATE.resources("AWS::Scheduler::Schedule").getFirst();
    Map<String, Object> target = schedule.map("Target");

    Object dead =
        Shape.map(target.getOrDefault("DeadLetterConfig", Map.of()), schedule.place()).get("Arn");
    for (Object queue : List.of(target.get("Arn"), dead)) {
      assertAllowed(
          String.valueOf(target.get("RoleArn")), String.valueOf(queue), "sqs:SendMessage");
    }
  }

  // ---- What a provider asks for ----------------------------------------------------------------

  @Test
  void a_function_may_read_the_secrets_of_the_providers_that_it_speaks_with() {
    for (Resource function : TEMPLATE.resources(FunctionDefinition.TYPE)) {
      FunctionDefinition.of(function)
          .environment()
          .forEach(
              (name, secret) -> {
                if (!name.endsWith("_SECRET_ARN")) return;
                if (NOT_READ.contains(function.logicalId() + " " + name)) return;
                assertAllowed(function, secret, "secretsmanager:GetSecretValue");
              });
    }
  }

  private static void assertAllowed(Resource function, String resource, String... actions) {
    assertAllowed(function.string("Role"), resource, actions);
  }

  private static void assertAllowed(String roleArn, String resource, String... actions) {
    Resource role = TEMPLATE.resource("AWS::IAM::Role", roleArn.replace(".Arn", ""));
    for (String action : actions) {
      boolean isAllowed =
          statements(role).stream()
              .anyMatch(
                  statement ->
                      strings(statement.get("Action"), role).contains(action)
                          && strings(statement.get("Resource"), role).contains(resource));
      assertTrue(isAllowed, "%s may not %s on %s".formatted(role.place(), action, resource));
    }
  }

  private static List<String> strings(@Nullable Object value, Resource role) {
    return value instanceof List<?>
        ? Shape.strings(value, role.place())
        : List.of(String.valueOf(value));
  }
}
