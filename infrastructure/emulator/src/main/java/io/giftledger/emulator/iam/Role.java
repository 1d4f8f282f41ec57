package io.giftledger.emulator.iam;

import io.giftledger.template.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A role of the template: what it allows, and what of that was used. */
public final class Role {

  /** What the template calls a role. */
  public static final String TYPE = "AWS::IAM::Role";

  /** What Lambda does for a function and no function does itself. */
  private static final Set<String> DONE_BY_LAMBDA =
      Set.of(
          "dynamodb:DescribeStream",
          "dynamodb:GetRecords",
          "dynamodb:GetShardIterator",
          "dynamodb:ListStreams",
          "logs:CreateLogStream",
          "logs:PutLogEvents",
          "xray:PutTraceSegments",
          "xray:PutTelemetryRecords",
          "sqs:ReceiveMessage",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes");

  private static final String PRINCIPAL = "aws:PrincipalArn";

  private final String name;
  private final String arn;
  private final List<Statement> statements;
  private final Set<String> used = ConcurrentHashMap.newKeySet();

  Role(String name, String arn, List<Statement> statements) {
    this.name = name;
    this.arn = arn;
    this.statements = List.copyOf(statements);
  }

  /**
   * Reads a role: its inline policies, and what the policies of keys and tables say of it.
   *
   * @param arn the role's
   * @param keys the template's keys by their ARNs
   * @param tables the template's tables by theirs
   * @throws io.giftledger.template.TemplateException if they say what this cannot evaluate
   */
  public static Role of(
      Resource role, String arn, Map<String, Resource> keys, Map<String, Resource> tables) {
    List<Statement> statements = new ArrayList<>();
    for (Object policy : list(role.property("Policies"))) {
      for (Object statement : statements(map(policy).get("PolicyDocument"))) {
        statements.add(Statement.of(map(statement), role.place()));
      }
    }
    keys.forEach(
        (key, resource) ->
            statements.addAll(granted(resource.property("KeyPolicy"), arn, key, resource)));
    tables.forEach(
        (table, resource) ->
            statements.addAll(
                granted(
                    resource.map("ResourcePolicy").get("PolicyDocument"), arn, table, resource)));
    return new Role(role.logicalId(), arn, statements);
  }

  /** What the policy of a resource says of a role, or of everybody. */
  private static List<Statement> granted(
      @Nullable Object document, String role, String resourceArn, Resource resource) {
    List<Statement> statements = new ArrayList<>();
    for (Object statement : statements(document)) {
      Map<String, Object> granted = new HashMap<>(map(statement));
      Object principal = granted.remove("Principal");
      if (!"*".equals(principal) && !Map.of("AWS", role).equals(principal)) continue;
      // In a resource's policy every resource is that one.
      granted.put("Resource", resourceArn);
      statements.add(Statement.of(granted, resource.place()));
    }
    return statements;
  }

  private static List<?> statements(@Nullable Object document) {
    return document == null ? List.of() : list(map(document).get("Statement"));
  }

  private static List<?> list(@Nullable Object value) {
    return value == null ? List.of() : (List<?>) value;
  }

  @SuppressWarnings("unchecked") // a mapping's keys are strings: Template saw to it
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  /** The role's key under Resources. */
  public String name() {
    return name;
  }

  /**
   * Whether IAM would let a call through: some statement allows it and none denies it.
   *
   * @return the name of the statement that allows it; empty if it is refused
   */
  public Optional<String> allowing(ApiCall call) {
    ApiCall asked = call.with(PRINCIPAL, arn);
    List<Statement> concerned =
        statements.stream().filter(statement -> statement.concerns(asked)).toList();
    if (concerned.stream().anyMatch(statement -> !statement.allows())) return Optional.empty();
    for (Statement statement : concerned) used.add(statement.sid() + " " + call.action());
    return concerned.stream().map(Statement::sid).findFirst();
  }

  /** What it allows a function to do and the function has not done, by statement and action. */
  public Set<String> unused() {
    Set<String> unused = new TreeSet<>();
    for (Statement statement : statements) {
      if (!statement.allows()) continue;
      for (String action : statement.actions()) {
        String permission = statement.sid() + " " + action;
        if (!DONE_BY_LAMBDA.contains(action) && !used.contains(permission)) {
          unused.add(name + ": " + permission);
        }
      }
    }
    return unused;
  }
}
