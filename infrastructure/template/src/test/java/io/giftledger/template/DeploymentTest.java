package io.giftledger.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What our own template must be, whatever is added to it. */
class DeploymentTest {

  static final Path ROOT = Path.of("../..");

  private static final Map<String, String> WITH_SANDBOX =
      Map.of(
          "JwtIssuer", "https://issuer",
          "JwtAudience", "app",
          "PaymentProvider", "sandbox",
          "PayoutProvider", "sandbox",
          "WithSandbox", "true",
          "EventBusArn", "arn:aws:events:region:account:event-bus/bus");

  private static final Template TEMPLATE = read(Map.of());

  static Template read(Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(WITH_SANDBOX);
    all.putAll(parameters);
    return Template.read(ROOT.resolve("template.yaml"), all, new Names());
  }

  /** Every attribute of a resource is named after it. */
  static final class Names implements Deployed {
    @Override
    public String attribute(Resource resource, String attribute) {
      return attribute.equals("QueueName")
          ? resource.string("QueueName")
          : resource.logicalId() + "." + attribute;
    }

    @Override
    public String secret(String reference) {
      return "secret";
    }
  }

  // ---- The sandbox is nobody's default -------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          WithSandbox=false                                   | The sandbox moves no money
          WithSandbox=false PaymentProvider=stripe            | The sandbox moves no money
          StripeLiveMode=true                                 | cannot stand beside Stripe in live mode
          PayPalCredentialsSecretArn=arn:x                    | cannot be paid through PayPal itself
          """)
  void a_sandbox_that_nobody_asked_for_or_beside_real_money_is_refused(
      String parameters, String message) {
    var refused = assertThrows(TemplateException.class, () -> read(parameters(parameters)));

    assertTrue(String.valueOf(refused.getMessage()).contains(message), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "WithSandbox=false PaymentProvider=stripe PayoutProvider=paypal StripeLiveMode=true",
    "StripeLiveMode=false PaymentProvider=stripe",
    "PayPalCredentialsSecretArn=arn:x PayPalApiUrl=https://api-m.sandbox.paypal.com"
  })
  void real_money_without_the_sandbox_and_test_money_beside_it_are_accepted(String parameters) {
    assertEquals(2, read(parameters(parameters)).resources("AWS::DynamoDB::Table").size());
  }

  @Test
  void who_takes_and_pays_money_must_be_said() {
    for (String parameter : List.of("PaymentProvider", "PayoutProvider")) {
      Map<String, String> without = new HashMap<>(WITH_SANDBOX);
      without.remove(parameter);
      without.put("WithSandbox", "false");
      assertThrows(
          TemplateException.class,
          () -> Template.read(ROOT.resolve("template.yaml"), without, new Names()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          StripePaymentMethods=card,paypal | 'sandbox_card' | ''
          StripePaymentMethods=card,paypal StripePublishableKey=pk_test_1 | 'sandbox_card' | ''
          StripePaymentMethods=card,paypal StripePublishableKey=pk_test_1 StripeApiKeySecretArn=arn:x StripeWebhookSecretArn=arn:y | 'card,paypal,sandbox_card' | 'pk_test_1'
          StripePublishableKey=pk_test_1 StripeApiKeySecretArn=arn:x StripeWebhookSecretArn=arn:y PaymentProvider=stripe PayoutProvider=stripe WithSandbox=false | 'card' | 'pk_test_1'
          PaymentProvider=stripe PayoutProvider=stripe WithSandbox=false | '' | ''
          """)
  void pages_sell_by_the_sandbox_and_by_a_stripe_that_is_wholly_configured(
      String parameters, String methods, String key) {
    Map<String, String> withPages = new HashMap<>(parameters(parameters));
    withPages.put("WebClientId", "web");
    Template template = read(withPages);
    String config = template.resource("AWS::CloudFront::Function", "Config").string("FunctionCode");
    String headers =
        template
            .resource("AWS::CloudFront::ResponseHeadersPolicy", "Headers")
            .map("ResponseHeadersPolicyConfig")
            .toString();

    assertTrue(config.contains("paymentMethods: '%s'".formatted(methods)), config);
    assertTrue(config.contains("stripeKey: '%s'".formatted(key)), config);
    assertEquals(!key.isEmpty(), headers.contains("stripe.com"), headers);
  }

  @Test
  void without_a_bus_nothing_is_there_for_it_and_dispatch_is_not_woken_for_it() {
    Template without = read(Map.of("EventBusArn", ""));

    for (String type : List.of(FunctionDefinition.TYPE, "AWS::SQS::Queue", "AWS::IAM::Role")) {
      for (Resource resource : without.resources(type)) {
        assertTrue(!resource.logicalId().startsWith("Announce"), resource.place());
      }
    }
    assertEquals(2, filters(without).size(), filters(without).toString());
    assertEquals(4, filters(TEMPLATE).size());
  }

  /** What an operator did is stored with its entry, and has the same kind. */
  @Test
  void only_an_entry_wakes_what_follows_from_its_kind() {
    List<String> byKind =
        Stream.concat(
                filters(TEMPLATE).stream(),
                filters(TEMPLATE, "ScreenFunction", "NewGifts").stream())
            .map(String::valueOf)
            .filter(pattern -> pattern.contains("\"kind\""))
            .toList();
    assertEquals(3, byKind.size());
    for (String pattern : byKind) {
      assertTrue(pattern.contains("\"SK\":{\"S\":[{\"prefix\":\"ENTRY#\"}]}"), pattern);
    }
  }

  private static List<Object> filters(Template template) {
    return filters(template, "DispatchFunction", "NewRecords");
  }

  private static List<Object> filters(Template template, String function, String event) {
    EventSource source =
        EventSource.of(template.resource(FunctionDefinition.TYPE, function), event);
    Object filters = source.map("FilterCriteria").getOrDefault("Filters", List.of());
    return Shape.list(filters, source.place());
  }

  static Map<String, String> parameters(String text) {
    Map<String, String> parameters = new HashMap<>();
    for (String one : text.strip().split(" ")) {
      String[] parts = one.split("=", 2);
      parameters.put(parts[0], parts[1]);
    }
    return parameters;
  }

  // ---- Our own rules -------------------------------------------------------------------------

  @Test
  void nobody_deletes_anything_in_the_ledger() {
    for (Resource role : TEMPLATE.resources("AWS::IAM::Role")) {
      for (Map<String, Object> statement : statements(role)) {
        if (!"Allow".equals(statement.get("Effect"))) continue;
        for (String action : Shape.strings(statement.get("Action"), role.place())) {
          assertTrue(
              !action.contains("*") && !action.matches("dynamodb:(Delete|BatchWrite|PartiQL).*"),
              role.place() + " allows " + action);
        }
      }
    }
    String denied =
        String.valueOf(TEMPLATE.resource("AWS::DynamoDB::Table", "Ledger").map("ResourcePolicy"));
    for (String action : List.of("DeleteItem", "BatchWriteItem", "PartiQLDelete", "DeleteTable")) {
      assertTrue(denied.contains("dynamodb:" + action), action + " is not denied by the table");
    }
  }

  /** The path is what the table's policy knows the functions by. */
  @Test
  void every_role_is_under_the_path_that_the_table_denies_removal_to() {
    String denied =
        String.valueOf(TEMPLATE.resource("AWS::DynamoDB::Table", "Ledger").map("ResourcePolicy"));
    for (Resource role : TEMPLATE.resources("AWS::IAM::Role")) {
      assertEquals("/giftledger/", role.string("Path"), role.place());
      assertTrue(denied.contains(":role" + role.string("Path") + "*"), denied);
    }
  }

  @Test
  void without_a_key_of_its_own_nothing_is_said_of_one() {
    assertEquals(
        List.of("DigestKey"),
        TEMPLATE.resources("AWS::KMS::Key").stream().map(Resource::logicalId).toList());
    for (Resource queue : TEMPLATE.resources("AWS::SQS::Queue")) {
      assertEquals(true, queue.property("SqsManagedSseEnabled"), queue.place());
      assertEquals(null, queue.property("KmsMasterKeyId"), queue.place());
    }
    for (Resource table : TEMPLATE.resources("AWS::DynamoDB::Table")) {
      assertEquals(Map.of("SSEEnabled", true), table.map("SSESpecification"), table.place());
    }
    for (Resource log : TEMPLATE.resources("AWS::Logs::LogGroup")) {
      assertEquals(null, log.property("KmsKeyId"), log.place());
    }
    for (Resource topic : TEMPLATE.resources("AWS::SNS::Topic")) {
      assertEquals(null, topic.property("KmsMasterKeyId"), topic.place());
    }
    for (Resource role : TEMPLATE.resources("AWS::IAM::Role")) {
      assertTrue(keyUse(role).isEmpty(), role.place());
    }
  }

  @Test
  void a_key_of_its_own_encrypts_everything_and_who_reads_or_sends_may_use_it() {
    Template template = read(Map.of("WithOwnKey", "true"));

    for (Resource queue : template.resources("AWS::SQS::Queue")) {
      assertEquals("Key.Arn", queue.property("KmsMasterKeyId"), queue.place());
      assertEquals(null, queue.property("SqsManagedSseEnabled"), queue.place());
    }
    for (Resource table : template.resources("AWS::DynamoDB::Table")) {
      assertEquals(
          Map.of("SSEEnabled", true, "SSEType", "KMS", "KMSMasterKeyId", "Key.Arn"),
          table.map("SSESpecification"),
          table.place());
    }
    for (Resource log : template.resources("AWS::Logs::LogGroup")) {
      assertEquals("Key.Arn", log.property("KmsKeyId"), log.place());
    }
    for (Resource topic : template.resources("AWS::SNS::Topic")) {
      assertEquals("Key.Arn", topic.property("KmsMasterKeyId"), topic.place());
    }
    for (Resource role : template.resources("AWS::IAM::Role")) {
      String allowed = statements(role).toString();
      Map<String, Object> use = keyUse(role);
      assertEquals("Key.Arn", use.get("Resource"), role.place());
      assertEquals(
          allowed.contains("sqs:SendMessage")
              ? List.of("kms:Decrypt", "kms:GenerateDataKey")
              : List.of("kms:Decrypt"),
          use.get("Action"),
          role.place());
      List<String> through =
          Stream.of("dynamodb", "sqs").filter(service -> allowed.contains(service + ":")).toList();
      assertEquals(
          Map.of(
              "StringEquals",
              Map.of(
                  "kms:ViaService",
                  through.stream().map(service -> service + ".us-east-1.amazonaws.com").toList())),
          use.get("Condition"),
          role.place());
    }
  }

  /** What a role may do with the key that encrypts; empty if nothing. */
  private static Map<String, Object> keyUse(Resource role) {
    return statements(role).stream()
        .filter(statement -> String.valueOf(statement.get("Action")).contains("kms:Decrypt"))
        .findFirst()
        .orElse(Map.of());
  }

  @Test
  void every_queue_that_is_worked_on_has_a_dead_letter_queue_and_every_such_one_an_alarm() {
    Set<String> watched = new HashSet<>();
    for (Resource alarm : TEMPLATE.resources("AWS::CloudWatch::Alarm")) {
      for (Alarm.Metric metric : new Alarm(alarm).metrics()) {
        if (!metric.name().equals("ApproximateNumberOfMessagesVisible")) continue;
        watched.add(metric.dimensions().getOrDefault("QueueName", ""));
      }
    }
    Set<String> deadLetters = new HashSet<>();
    List<Resource> queues = TEMPLATE.resources("AWS::SQS::Queue");
    for (Resource queue : queues) {
      Object dead = queue.map("RedrivePolicy").get("deadLetterTargetArn");
      if (dead != null) deadLetters.add(dead.toString());
    }
    for (Resource schedule : TEMPLATE.resources("AWS::Scheduler::Schedule")) {
      Object dead = schedule.map("Target").getOrDefault("DeadLetterConfig", Map.of());
      deadLetters.add(String.valueOf(Shape.map(dead, schedule.place()).get("Arn")));
    }
    for (Resource queue : queues) {
      boolean isDead =
          queue.map("RedrivePolicy").isEmpty(); // Nothing takes a message from it again.
      if (!isDead) continue;
      boolean isTarget = deadLetters.contains(queue.logicalId() + ".Arn");
      assertTrue(
          isTarget || queue.logicalId().equals("DispatchFailures"),
          queue.place() + " has no dead-letter queue and is none");
      String name = queue.string("QueueName");
      assertTrue(watched.contains(name), name + " rings no alarm");
    }
  }

  @Test
  void every_function_has_a_log_group_and_a_role_of_its_own() {
    Map<String, String> owners = new HashMap<>();
    for (Resource function : TEMPLATE.resources(FunctionDefinition.TYPE)) {
      String role = function.string("Role");
      String log = String.valueOf(function.map("LoggingConfig").get("LogGroup"));
      assertEquals(null, owners.put(role, function.logicalId()), function.place() + ": " + role);
      assertEquals(null, owners.put(log, function.logicalId()), function.place() + ": " + log);
      assertTrue(log.endsWith(".Ref"), function.place() + " has no log group of the template's");
    }
  }

  /** CloudFormation cannot ask for it; SQS refuses a longer name. */
  @Test
  void the_longest_name_of_a_stack_leaves_room_for_the_names_of_queues() {
    for (Resource queue : TEMPLATE.resources("AWS::SQS::Queue")) {
      String added = queue.string("QueueName").substring("giftledger".length());
      assertTrue(58 + added.length() <= 80, queue.place());
    }
  }

  @Test
  void every_alarm_tells_somebody_and_stands_in_the_runbook() throws IOException {
    String headings =
        String.join(
            "\n",
            Files.readAllLines(ROOT.resolve("infrastructure/RUNBOOK.md")).stream()
                .filter(line -> line.startsWith("### "))
                .toList());
    List<String> missing = new ArrayList<>();
    for (Resource alarm : TEMPLATE.resources("AWS::CloudWatch::Alarm")) {
      // CodeDeploy listens to those.
      boolean isHeard = alarm.logicalId().startsWith("Rollback");
      assertTrue(isHeard || alarm.property("AlarmActions") != null, alarm.place());
      if (!headings.matches("(?s).*\\b" + alarm.logicalId() + "\\b.*")) {
        missing.add(alarm.logicalId());
      }
    }
    assertEquals(List.of(), missing, "alarms that RUNBOOK.md has no heading for");
  }

  // ---- Who may do what, as a page ----------------------------------------------------------

  /** Where the page stands; {@code -Dpermissions.write=true} writes it anew. */
  private static final Path PERMISSIONS = ROOT.resolve("infrastructure/PERMISSIONS.md");

  private static final String PERMISSIONS_INTRODUCTION =
      """
      # Who may do what

      Made from `roles.yaml`, `audit.yaml` and `permissions.yaml` by `DeploymentTest`, which fails while it says something else
      (`mvn test -pl infrastructure/template -Dtest=DeploymentTest -Dpermissions.write=true` writes it). Every
      provider is on board here; a deployment has what its parameters ask for. The local runtime and all tests of functions
      refuse whatever is not on this page. Without any one action a test breaks: `permissions.yaml` says which, and
      `UnusedPermissions`, `NeededPermissions` and `PermissionsTest` hold the tests to it.

      What is allowed on the table is bounded by the partitions of a request (`LeadingKeys`), of an update by the attributes
      that it names too. Beside these, the table's own policy denies to all of them:
      %s.
      """;

  @Test
  void the_page_of_permissions_says_what_the_roles_say() throws IOException {
    String page = permissions();
    if (Boolean.getBoolean("permissions.write")) Files.writeString(PERMISSIONS, page);

    assertEquals(page, Files.readString(PERMISSIONS));
  }

  private static String permissions() {
    Template all = PermissionsTest.TEMPLATE;
    Resource table = all.resource("AWS::DynamoDB::Table", "Ledger");
    Object policy = table.map("ResourcePolicy").getOrDefault("PolicyDocument", Map.of());
    Object denials = Shape.map(policy, table.place()).getOrDefault("Statement", List.of());
    Map<String, Object> denied =
        Shape.map(Shape.list(denials, table.place()).getFirst(), table.place());
    StringBuilder page =
        new StringBuilder(PERMISSIONS_INTRODUCTION.formatted(words(denied.get("Action"))));
    for (Resource role : all.resources("AWS::IAM::Role")) {
      String holder = PermissionsTest.holder(role);
      page.append("\n## ").append(holder).append("\n\n");
      page.append("| statement | actions | resources | conditions | what breaks without it |\n");
      page.append("|---|---|---|---|---|\n");
      for (Map<String, Object> statement : PermissionsTest.statements(role)) {
        page.append("| ")
            .append(statement.get("Sid"))
            .append(" | ")
            .append(words(statement.get("Action")))
            .append(" | ")
            .append(words(statement.get("Resource")))
            .append(" | ")
            .append(conditions(statement.get("Condition"), role.place()))
            .append(" | ")
            .append(breaking(holder, statement, role.place()))
            .append(" |\n");
      }
    }
    return page.toString();
  }

  /** The test that breaks without a statement, or those that do without each of its actions. */
  private static String breaking(String holder, Map<String, Object> statement, String place) {
    Map<String, List<String>> actions = new LinkedHashMap<>();
    for (String action : Shape.strings(statement.get("Action"), place)) {
      String test = PermissionsTest.breaking(holder, String.valueOf(statement.get("Sid")), action);
      actions.computeIfAbsent(test, _ -> new ArrayList<>()).add(action);
    }
    if (actions.size() == 1) return words(List.copyOf(actions.keySet()));
    return actions.entrySet().stream()
        .map(test -> words(test.getValue()) + ": `" + test.getKey() + "`")
        .collect(Collectors.joining("<br>"));
  }

  private static String conditions(@Nullable Object condition, String place) {
    List<String> conditions = new ArrayList<>();
    if (condition == null) return "";
    new TreeMap<>(Shape.map(condition, place))
        .forEach(
            (operator, keys) ->
                Shape.map(keys, place)
                    .forEach(
                        (key, values) ->
                            conditions.add("%s %s: %s".formatted(key, operator, words(values)))));
    return String.join("<br>", conditions);
  }

  private static String words(@Nullable Object values) {
    List<?> all = values instanceof List<?> list ? list : List.of(String.valueOf(values));
    return all.stream()
        .map(
            value ->
                value
                    .toString()
                    .replaceAll("^arn:aws:logs:.*log-group:", "")
                    .replaceAll("[.]Arn(?=$|/)", ""))
        .map(value -> "`" + value + "`")
        .collect(Collectors.joining(", "));
  }

  static List<Map<String, Object>> statements(Resource role) {
    List<Map<String, Object>> statements = new ArrayList<>();
    for (Object policy : list(role, "Policies")) {
      Object document = Shape.map(policy, role.place()).getOrDefault("PolicyDocument", Map.of());
      Object all = Shape.map(document, role.place()).getOrDefault("Statement", List.of());
      for (Object statement : Shape.list(all, role.place())) {
        statements.add(Shape.map(statement, role.place()));
      }
    }
    return statements;
  }

  private static List<Object> list(Resource resource, String property) {
    Object value = resource.property(property);
    return value == null ? List.of() : Shape.list(value, resource.place());
  }
}
