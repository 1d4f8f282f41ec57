package io.giftledger.template;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call of an intrinsic function: a mapping with the single key Ref or Fn::*.
 *
 * @param function the long form of its name
 */
record Intrinsic(String function, Object argument) {
  /** A variable in Fn::Sub; one whose name starts with an exclamation mark stands for itself. */
  static final Pattern SUB_VARIABLE = Pattern.compile("\\$\\{([^}]+)}");

  static boolean is(Map<String, Object> map) {
    return map.size() == 1 && isName(map.keySet().iterator().next());
  }

  static boolean isName(String key) {
    return key.equals("Ref") || key.startsWith("Fn::");
  }

  static @Nullable Intrinsic of(Map<String, Object> map) {
    if (!is(map)) return null;
    Map.Entry<String, Object> call = map.entrySet().iterator().next();
    return new Intrinsic(call.getKey(), call.getValue());
  }

  /** The arguments, of which there must be as many as said. */
  List<Object> arguments(String place, int least, int most) {
    List<Object> arguments = Shape.list(argument, place + ": the argument of " + function);
    if (arguments.size() >= least && arguments.size() <= most) return arguments;
    throw new TemplateException(
        place + ": " + function + " does not take " + arguments.size() + " arguments");
  }

  /**
   * A Fn::GetAtt's or a Fn::Sub variable's two parts; {@code Nested.Outputs.X} splits at the first
   * dot.
   */
  record Attribute(String resource, String name) {
    static Attribute of(Object argument, String place) {
      String text =
          argument instanceof List<?> list
              ? String.join(".", Shape.strings(list, place))
              : argument.toString();
      int dot = text.indexOf('.');
      if (dot < 1) throw new TemplateException(place + ": " + text + " names no attribute");
      return new Attribute(text.substring(0, dot), text.substring(dot + 1));
    }
  }
}
