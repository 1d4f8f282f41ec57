package io.giftledger.template;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A resource of the template, or of a template nested in it. Its properties are evaluated when they
 * are read, so that one resource may name another which is created later.
 */
public final class Resource {
  private final Stack stack;
  private final String name;
  private final String type;
  private final Map<String, Object> properties;

  Resource(Stack stack, String name, String type, Map<String, Object> properties) {
    this.stack = stack;
    this.name = name;
    this.type = type;
    this.properties = properties;
  }

  /** The key under Resources, without the names of the stacks that it is nested in. */
  public String logicalId() {
    return name;
  }

  /** The name by which CloudFormation would create it if the template gives none. */
  public String generatedName() {
    return stack.name() + "-" + name;
  }

  public String type() {
    return type;
  }

  /** The folder that relative paths in its properties start from. */
  public Path folder() {
    return stack.folder();
  }

  /** For messages: file and key. */
  public String place() {
    return stack.place("Resources." + name);
  }

  /** The names of the properties that the template or its Globals give. */
  public Iterable<String> propertyNames() {
    return properties.keySet();
  }

  /**
   * A property as it is after Globals, parameters, conditions and intrinsics: a map, list, string,
   * long or boolean; null if the template does not give it.
   */
  public @Nullable Object property(String property) {
    Object raw = properties.get(property);
    if (raw == null) return null;
    Object value = stack.evaluate(raw, "Resources." + name + "." + property);
    return value == Stack.NO_VALUE ? null : value;
  }

  /** A scalar property as a string, or the fallback if the template does not give it. */
  public String string(String property, String fallback) {
    Object value = property(property);
    return value == null ? fallback : scalar(property, value);
  }

  /** A scalar property as a string. */
  public String string(String property) {
    Object value = property(property);
    if (value == null) throw new TemplateException(place() + " has no " + property);
    return scalar(property, value);
  }

  /** A whole-number property, or the fallback if the template does not give it. */
  public int integer(String property, int fallback) {
    Object value = property(property);
    if (value == null) return fallback;
    try {
      return Integer.parseInt(value.toString());
    } catch (NumberFormatException e) {
      throw new TemplateException(place() + "." + property + " is not a whole number", e);
    }
  }

  /** A property that is a mapping; empty if the template does not give it. */
  public Map<String, Object> map(String property) {
    Object value = property(property);
    return value == null ? Map.of() : Shape.map(value, place() + "." + property);
  }

  private String scalar(String property, Object value) {
    if (value instanceof Map || value instanceof List) {
      throw new TemplateException(place() + "." + property + " is not a single value");
    }
    return value.toString();
  }
}
