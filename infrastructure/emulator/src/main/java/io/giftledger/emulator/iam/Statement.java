package io.giftledger.emulator.iam;

import io.giftledger.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a policy.
 *
 * @param sid its name
 * @param allows whether it allows, or denies
 * @param actions the actions that it is about, with wildcards
 * @param resources the ARNs that it is about, with wildcards
 * @param conditions all of which must hold
 */
public record Statement(
    String sid,
    boolean allows,
    List<String> actions,
    List<String> resources,
    List<Condition> conditions) {

  private static final Set<String> MEMBERS =
      Set.of("Sid", "Effect", "Action", "Resource", "Condition");

  /** What a statement asks of one condition key. */
  public record Condition(
      Quantifier quantifier, boolean wildcards, String key, List<String> values) {

    private boolean holds(ApiCall call) {
      Set<String> given = call.context().getOrDefault(key, Set.of());
      return switch (quantifier) {
        // As IAM has it: of none, all are as they must be.
        case ALL -> given.stream().allMatch(this::isOneOf);
        case ANY -> given.stream().anyMatch(this::isOneOf);
        case ANY_IF_GIVEN -> given.isEmpty() || given.stream().anyMatch(this::isOneOf);
      };
    }

    private boolean isOneOf(String value) {
      return values.stream()
          .anyMatch(wanted -> wildcards ? matches(wanted, value) : wanted.equals(value));
    }
  }

  /** How many of a call's values must be as a condition says. */
  public enum Quantifier {
    /** Every one that there is. */
    ALL,
    /** At least one. */
    ANY,
    /** At least one, unless the call has none. */
    ANY_IF_GIVEN
  }

  /**
   * Reads a statement of the template.
   *
   * @param place where it stands, for messages
   * @throws TemplateException if it says what this cannot evaluate
   */
  static Statement of(Map<String, Object> statement, String place) {
    for (String member : statement.keySet()) {
      if (!MEMBERS.contains(member)) {
        throw new TemplateException(place + ": cannot evaluate " + member + " here");
      }
    }
    Object sid = statement.get("Sid");
    if (sid == null) throw new TemplateException(place + ": a statement needs a Sid");
    List<Condition> conditions = new ArrayList<>();
    mapping(statement.getOrDefault("Condition", Map.of()))
        .forEach(
            (operator, keys) ->
                mapping(keys)
                    .forEach(
                        (key, values) ->
                            conditions.add(condition(operator, key, texts(values), place))));
    return new Statement(
        sid.toString(),
        "Allow".equals(statement.get("Effect")),
        texts(statement.get("Action")),
        texts(statement.get("Resource")),
        List.copyOf(conditions));
  }

  private static Condition condition(
      String operator, String key, List<String> values, String place) {
    return switch (operator) {
      case "StringEquals" -> new Condition(Quantifier.ANY, false, key, values);
      case "StringEqualsIfExists" -> new Condition(Quantifier.ANY_IF_GIVEN, false, key, values);
      case "StringLike", "ArnLike" -> new Condition(Quantifier.ANY, true, key, values);
      case "ForAllValues:StringEquals" -> new Condition(Quantifier.ALL, false, key, values);
      case "ForAllValues:StringLike" -> new Condition(Quantifier.ALL, true, key, values);
      case "ForAnyValue:StringEquals" -> new Condition(Quantifier.ANY, false, key, values);
      case "ForAnyValue:StringLike" -> new Condition(Quantifier.ANY, true, key, values);
      default -> throw new TemplateException(place + ": cannot evaluate " + operator + " here");
    };
  }

  /** Whether it is about a call. */
  boolean concerns(ApiCall call) {
    return actions.stream().anyMatch(action -> matches(action, call.action()))
        && resources.stream().anyMatch(resource -> matches(resource, call.resource()))
        && conditions.stream().allMatch(condition -> condition.holds(call));
  }

  private static boolean matches(String pattern, String text) {
    String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
    return Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches();
  }

  @SuppressWarnings("unchecked") // a mapping's keys are strings: Template saw to it
  private static Map<String, Object> mapping(Object value) {
    return (Map<String, Object>) value;
  }

  private static List<String> texts(@Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case List<?> list -> list.stream().map(Object::toString).toList();
      default -> List.of(value.toString());
    };
  }
}
