package io.giftledger.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a value of the template as the shape it must have, or says where it has not. */
public final class Shape {
  private Shape() {}

  /** A mapping; its keys are strings, as {@link TemplateYaml} made them. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> map(Object value, String place) {
    if (value instanceof Map<?, ?> map) return (Map<String, Object>) map;
    throw new TemplateException(place + " is not a mapping");
  }

  @SuppressWarnings("unchecked")
  public static List<Object> list(Object value, String place) {
    if (value instanceof List<?> list) return (List<Object>) list;
    throw new TemplateException(place + " is not a list");
  }

  /** A list of single values as strings; empty if there is none. */
  public static List<String> strings(@Nullable Object value, String place) {
    return value == null ? List.of() : list(value, place).stream().map(Object::toString).toList();
  }
}
