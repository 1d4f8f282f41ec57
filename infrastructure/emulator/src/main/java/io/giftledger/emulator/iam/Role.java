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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A function's role: what it allows, what of that was needed, and what it refused. */
public final class Role {

  /** What the template calls a role. */
  public static final String TYPE = "AWS::IAM::Role";

  private static final String PRINCIPAL = "aws:PrincipalArn";

  private final String name;
  private final String arn;
  private final List<Statement> statements;
  private final Set<String> needed = ConcurrentHashMap.newKeySet();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  Role(String name, String arn, List<Statement> statements) {
    this.name = name;
    this.arn = arn;
    this.statements = List.copyOf(statements);
  }

  /**
   * Reads a role: its inline policies, and what the policies of keys and tables say of it.
   *
   * @param function the key under Resources of the function that has it
   * @param arn the role's
   * @param keys the template's keys by their ARNs
   * @param tables the template's tables by theirs
   * @throws io.giftledger.template.TemplateException if they say what this cannot evaluate
   */
  public static Role of(
      Resource role,
      String function,
      String arn,
      Map<String, Resource> keys,
      Map<String, Resource> tables) {
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
    return new Role(function, arn, statements);
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

  /** Whose role it is. */
  public String name() {
    return name;
  }

  /**
   * Whether IAM would let a call through: some statement allows it and none denies it.
   *
   * @return the name of a statement that allows it; empty if it is refused
   */
  public Optional<String> allowing(ApiCall call) {
    ApiCall asked = call.with(PRINCIPAL, arn);
    List<Statement> concerned =
        statements.stream().filter(statement -> statement.concerns(asked)).toList();
    if (concerned.isEmpty() || !concerned.stream().allMatch(Statement::allows)) {
      refused.add(name + ": " + call);
      return Optional.empty();
    }
    // What two statements allow, neither of them is needed for.
    if (concerned.size() == 1) needed.add(permission(concerned.getFirst(), call.action()));
    return concerned.stream().map(Statement::sid).findFirst();
  }

  /** All that it allows: {@code ConvertFunction: CreditAccounts dynamodb:PutItem}. */
  public Set<String> permissions() {
    return statements.stream()
        .filter(Statement::allows)
        .flatMap(
            statement -> statement.actions().stream().map(action -> permission(statement, action)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String permission(Statement statement, String action) {
    return "%s: %s %s".formatted(name, statement.sid(), action);
  }

  /** The permissions without which a call since the last time would have been refused. */
  public Set<String> takeNeeded() {
    return taken(needed);
  }

  /** The calls that were refused since the last time, each in words. */
  public Set<String> takeRefused() {
    return taken(refused);
  }

  private static Set<String> taken(Set<String> from) {
    Set<String> taken = new TreeSet<>(from);
    from.removeAll(taken);
    return taken;
  }
}
