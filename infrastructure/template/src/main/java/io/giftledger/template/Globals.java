package io.giftledger.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Globals section, merged the way SAM does: mappings key by key, lists one after the other with
 * the global items first, anything else from the resource if it says anything.
 */
final class Globals {
  private static final String SERVERLESS = "AWS::Serverless::";

  private final Map<String, Object> sections;

  Globals(Map<String, Object> sections) {
    this.sections = sections;
  }

  /** The properties of a resource with those that its type has in Globals. */
  Map<String, Object> merge(String type, Map<String, Object> properties) {
    if (!type.startsWith(SERVERLESS)) return properties;
    Object section = sections.get(type.substring(SERVERLESS.length()));
    if (section == null) return properties;
    return Shape.map(merge(section, properties), "Globals");
  }

  private static Object merge(Object global, Object local) {
    if (global instanceof Map<?, ?> && local instanceof Map<?, ?>) {
      Map<String, Object> globals = Shape.map(global, "Globals");
      Map<String, Object> locals = Shape.map(local, "Globals");
      if (Intrinsic.is(globals) || Intrinsic.is(locals)) return local;
      Map<String, Object> merged = new LinkedHashMap<>(globals);
      locals.forEach((key, value) -> merged.merge(key, value, Globals::merge));
      return merged;
    }
    if (global instanceof List<?> globals && local instanceof List<?> locals) {
      List<Object> merged = new ArrayList<>(globals);
      merged.addAll(locals);
      return merged;
    }
    return local;
  }
}
