package io.giftledger.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Evaluates the intrinsic functions, conditions and dynamic references of one stack. */
final class Evaluator {
  private static final Pattern DYNAMIC_REFERENCE =
      Pattern.compile("\\{\\{resolve:([a-z-]+):([^}]+)}}");

  /** Deeper than any template; deeper only if names refer to each other in a circle. */
  private static final int DEPTH_MAX = 100;

  private final Stack stack;
  private int depth;

  Evaluator(Stack stack) {
    this.stack = stack;
  }

  /**
   * @param place the path of the value in the file, for messages
   * @return a map, list, string, long or boolean; or {@link Stack#NO_VALUE}
   */
  synchronized Object evaluate(Object raw, String place) {
    if (++depth > DEPTH_MAX) throw wrong(place, "a circle of references");
    try {
      return switch (raw) {
        case Map<?, ?> map -> map(Shape.map(map, place), place);
        case List<?> list -> list(Shape.list(list, place), place);
        case String text -> dynamic(text, place);
        default -> raw;
      };
    } finally {
      depth--;
    }
  }

  boolean condition(String name, String place) {
    Object condition = stack.section("Conditions").get(name);
    if (condition == null) throw wrong(place, "there is no condition " + name);
    return decide(condition, "Conditions." + name);
  }

  private Object map(Map<String, Object> map, String place) {
    Intrinsic intrinsic = Intrinsic.of(map);
    if (intrinsic != null) return call(intrinsic, place);
    Map<String, Object> evaluated = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (key.startsWith("Fn::")) throw wrong(place, key + " stands beside other keys");
          Object item = evaluate(value, place + "." + key);
          if (item != Stack.NO_VALUE) evaluated.put(key, item);
        });
    return evaluated;
  }

  private List<Object> list(List<Object> list, String place) {
    List<Object> evaluated = new ArrayList<>();
    for (Object value : list) {
      Object item = evaluate(value, place + "[]");
      if (item != Stack.NO_VALUE) evaluated.add(item);
    }
    return evaluated;
  }

  private Object call(Intrinsic intrinsic, String place) {
    Object argument = intrinsic.argument();
    return switch (intrinsic.function()) {
      case "Ref" -> stack.ref(argument.toString(), place);
      case "Fn::GetAtt" -> stack.attribute(Intrinsic.Attribute.of(argument, place), place);
      case "Fn::Sub" -> sub(intrinsic, place);
      case "Fn::If" -> {
        List<Object> arguments = intrinsic.arguments(place, 3, 3);
        boolean holds = condition(arguments.getFirst().toString(), place);
        yield evaluate(arguments.get(holds ? 1 : 2), place);
      }
      case "Fn::Join" -> {
        List<Object> arguments = intrinsic.arguments(place, 2, 2);
        yield dynamic(
            items(arguments.get(1), place).stream()
                .map(Object::toString)
                .collect(Collectors.joining(arguments.getFirst().toString())),
            place);
      }
      case "Fn::Select" -> {
        List<Object> arguments = intrinsic.arguments(place, 2, 2);
        List<Object> items = items(arguments.get(1), place);
        String index = string(arguments.getFirst(), place);
        if (!index.matches("\\d{1,4}") || Integer.parseInt(index) >= items.size()) {
          throw wrong(place, "Fn::Select has no item " + index);
        }
        yield items.get(Integer.parseInt(index));
      }
      case "Fn::Split" -> {
        List<Object> arguments = intrinsic.arguments(place, 2, 2);
        String delimiter = Pattern.quote(arguments.getFirst().toString());
        yield List.<Object>of((Object[]) string(arguments.get(1), place).split(delimiter, -1));
      }
      case "Fn::FindInMap" -> findInMap(intrinsic, place);
      case "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or" ->
          throw wrong(place, intrinsic.function() + " belongs under Conditions");
      default -> throw wrong(place, "unknown intrinsic function " + intrinsic.function());
    };
  }

  private List<Object> items(Object raw, String place) {
    return Shape.list(evaluate(raw, place), stack.place(place));
  }

  private String string(Object raw, String place) {
    Object value = evaluate(raw, place);
    if (value instanceof Map || value instanceof List || value == Stack.NO_VALUE) {
      throw wrong(place, "a single value is needed");
    }
    return value.toString();
  }

  private String sub(Intrinsic intrinsic, String place) {
    String text;
    Map<String, Object> variables;
    if (intrinsic.argument() instanceof List<?>) {
      List<Object> arguments = intrinsic.arguments(place, 2, 2);
      text = arguments.getFirst().toString();
      variables = Shape.map(arguments.get(1), stack.place(place));
    } else {
      text = intrinsic.argument().toString();
      variables = Map.of();
    }
    return dynamic(
        Intrinsic.SUB_VARIABLE
            .matcher(text)
            .replaceAll(
                match -> Matcher.quoteReplacement(variable(match.group(1), variables, place))),
        place);
  }

  private String variable(String name, Map<String, Object> variables, String place) {
    if (name.startsWith("!")) return "${" + name.substring(1) + "}";
    Object own = variables.get(name.strip());
    if (own != null) return string(own, place);
    String function = name.contains(".") ? "Fn::GetAtt" : "Ref";
    return string(Map.of(function, name.strip()), place);
  }

  private Object findInMap(Intrinsic intrinsic, String place) {
    List<Object> arguments = intrinsic.arguments(place, 3, 3);
    Object value = stack.section("Mappings");
    for (Object argument : arguments) {
      String key = string(argument, place);
      value = Shape.map(value, stack.place(place)).get(key);
      if (value == null) throw wrong(place, "Mappings has no " + key);
    }
    return value;
  }

  /** Whether a condition function holds. */
  boolean decide(Object raw, String place) {
    if (!(raw instanceof Map<?, ?> map) || map.size() != 1) {
      throw wrong(place, "a condition is a single function");
    }
    Map.Entry<String, Object> call = Shape.map(map, place).entrySet().iterator().next();
    Intrinsic function = new Intrinsic(call.getKey(), call.getValue());
    if (++depth > DEPTH_MAX) throw wrong(place, "a circle of conditions");
    try {
      return switch (function.function()) {
        case "Condition" -> condition(function.argument().toString(), place);
        case "Fn::Equals" -> {
          List<Object> arguments = function.arguments(place, 2, 2);
          yield string(arguments.getFirst(), place).equals(string(arguments.get(1), place));
        }
        case "Fn::Not" -> !decide(function.arguments(place, 1, 1).getFirst(), place);
        case "Fn::And" ->
            function.arguments(place, 2, 10).stream().allMatch(part -> decide(part, place));
        case "Fn::Or" ->
            function.arguments(place, 2, 10).stream().anyMatch(part -> decide(part, place));
        default -> throw wrong(place, function.function() + " is not a condition");
      };
    } finally {
      depth--;
    }
  }

  private String dynamic(String text, String place) {
    return DYNAMIC_REFERENCE
        .matcher(text)
        .replaceAll(
            match -> {
              if (!match.group(1).equals("secretsmanager")) {
                throw wrong(place, "cannot resolve a dynamic reference to " + match.group(1));
              }
              return Matcher.quoteReplacement(stack.secret(match.group(2)));
            });
  }

  private TemplateException wrong(String place, String message) {
    return new TemplateException(stack.place(place) + ": " + message);
  }
}
