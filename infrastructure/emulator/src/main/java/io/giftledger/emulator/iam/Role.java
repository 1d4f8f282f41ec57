package io.giftledger.emulator.iam;

import io.giftledger.template.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

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
          "sqs:ReceiveMessage",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes");

  private final String name;
  private final List<Statement> statements;
  private final Set<String> used = ConcurrentHashMap.newKeySet();

  Role(String name, List<Statement> statements) {
    this.name = name;
    this.statements = List.copyOf(statements);
  }

  /**
   * Reads a role with its inline policies.
   *
   * @throws io.giftledger.template.TemplateException if it says what this cannot evaluate
   */
  @SuppressWarnings("unchecked") // shapes of CloudFormation, which a linter holds the template to
  public static Role of(Resource role) {
    List<Statement> statements = new ArrayList<>();
    Object policies = role.property("Policies");
    for (Object policy : policies == null ? List.of() : (List<Object>) policies) {
      var document = (Map<String, Object>) ((Map<String, Object>) policy).get("PolicyDocument");
      if (document == null) continue;
      for (Object statement : (List<Object>) document.getOrDefault("Statement", List.of())) {
        statements.add(Statement.of((Map<String, Object>) statement, role.place()));
      }
    }
    return new Role(role.logicalId(), statements);
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
    List<Statement> concerned =
        statements.stream().filter(statement -> statement.concerns(call)).toList();
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
