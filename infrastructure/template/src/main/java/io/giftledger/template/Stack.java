package io.giftledger.template;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One template file with the values of its parameters, and the stacks nested in it. A resource
 * whose condition is false is not part of it.
 */
final class Stack {
  /** What {@code !Ref AWS::NoValue} is: the property that holds it is not there. */
  static final Object NO_VALUE = new Object();

  private static final Map<String, String> NESTED_TEMPLATE_PROPERTY =
      Map.of(
          "AWS::CloudFormation::Stack", "TemplateURL",
          "AWS::Serverless::Application", "Location");

  private final String name;
  private final Path file;
  private final Deployed deployed;

  /**
   * The parameters that whoever deploys this stack gives: a value by name, null for the default.
   */
  private final Function<String, @Nullable Object> given;

  private final Map<String, Object> document;
  private final Map<String, Resource> resources = new LinkedHashMap<>();
  private final Map<String, Stack> nested = new LinkedHashMap<>();
  private final Evaluator evaluator = new Evaluator(this);

  private Stack(
      String name, Path file, Deployed deployed, Function<String, @Nullable Object> given) {
    this.name = name;
    this.file = file;
    this.deployed = deployed;
    this.given = given;
    this.document = TemplateYaml.read(file);
  }

  static Stack read(String name, Path file, Map<String, String> parameters, Deployed deployed) {
    Stack stack = new Stack(name, file, deployed, parameters::get);
    for (String parameter : parameters.keySet()) {
      if (!stack.section("Parameters").containsKey(parameter)) {
        throw new TemplateException(file + " has no parameter " + parameter);
      }
    }
    stack.readResources();
    return stack;
  }

  private void readResources() {
    Globals globals = new Globals(section("Globals"));
    section("Resources")
        .forEach(
            (id, value) -> {
              Map<String, Object> resource = Shape.map(value, place("Resources." + id));
              if (!exists(resource, id)) return;
              String type = type(resource, id);
              Map<String, Object> properties =
                  globals.merge(
                      type,
                      Shape.map(
                          resource.getOrDefault("Properties", Map.of()),
                          place("Resources." + id + ".Properties")));
              resources.put(id, new Resource(this, id, type, properties));
              String nestedTemplate = NESTED_TEMPLATE_PROPERTY.get(type);
              if (nestedTemplate != null) nested.put(id, readNested(id, nestedTemplate));
            });
  }

  private boolean exists(Map<String, Object> resource, String id) {
    Object condition = resource.get("Condition");
    return condition == null
        || evaluator.condition(condition.toString(), "Resources." + id + ".Condition");
  }

  private Stack readNested(String id, String property) {
    Resource resource = resource(id, "Resources." + id);
    Path nestedFile = folder().resolve(resource.string(property)).normalize();
    if (!Files.isRegularFile(nestedFile)) {
      throw new TemplateException(
          resource.place() + "." + property + ": there is no file " + nestedFile);
    }
    String place = "Resources." + id + ".Parameters";
    Map<String, Object> values =
        Shape.map(rawProperties(id).getOrDefault("Parameters", Map.of()), place(place));
    Stack stack =
        new Stack(
            name + "-" + id,
            nestedFile,
            deployed,
            parameter -> {
              Object value = values.get(parameter);
              return value == null ? null : evaluate(value, place + "." + parameter);
            });
    stack.readResources();
    return stack;
  }

  /** Checks every reference in this file and the nested ones, and what its rules ask. */
  void check() {
    new References(this).check();
    section("Rules").forEach((id, rule) -> checkRule(Shape.map(rule, place(id)), "Rules." + id));
    nested.forEach(
        (id, stack) -> {
          stack.checkParameters(rawProperties(id), place("Resources." + id + ".Parameters"));
          stack.check();
        });
  }

  private void checkRule(Map<String, Object> rule, String place) {
    Object condition = rule.get("RuleCondition");
    if (condition != null && !evaluator.decide(condition, place)) return;
    for (Object each : Shape.list(rule.getOrDefault("Assertions", List.of()), place(place))) {
      Map<String, Object> assertion = Shape.map(each, place(place));
      Object asserted = assertion.get("Assert");
      if (asserted == null) throw new TemplateException(place(place) + " asserts nothing");
      if (evaluator.decide(asserted, place)) continue;
      throw new TemplateException(place(place) + ": " + assertion.get("AssertDescription"));
    }
  }

  private void checkParameters(Map<String, Object> properties, String place) {
    Map<String, Object> values = Shape.map(properties.getOrDefault("Parameters", Map.of()), place);
    Map<String, Object> declared = section("Parameters");
    for (String parameter : values.keySet()) {
      if (!declared.containsKey(parameter)) {
        throw new TemplateException(place + ": " + file + " has no parameter " + parameter);
      }
    }
    declared.forEach(
        (parameter, declaration) -> {
          if (!values.containsKey(parameter)
              && !Shape.map(declaration, place(parameter)).containsKey("Default")) {
            throw new TemplateException(place + " has no value for " + parameter);
          }
        });
  }

  private Map<String, Object> rawProperties(String id) {
    Map<String, Object> resource = entry("Resources", id);
    return Shape.map(resource.getOrDefault("Properties", Map.of()), place(id));
  }

  String name() {
    return name;
  }

  Path folder() {
    Path folder = file.getParent();
    return folder == null ? Path.of("") : folder;
  }

  String place(String path) {
    return file.getFileName() + ": " + path;
  }

  /** A top-level section; empty if the file has none. */
  Map<String, Object> section(String section) {
    return Shape.map(document.getOrDefault(section, Map.of()), place(section));
  }

  private Map<String, Object> entry(String section, String id) {
    String place = place(section + "." + id);
    Object entry = section(section).get(id);
    if (entry == null) throw new TemplateException(place + " is missing");
    return Shape.map(entry, place);
  }

  /** The type of a resource, whether or not its condition lets it exist; null if there is none. */
  @Nullable String declaredType(String id) {
    Object resource = section("Resources").get(id);
    return resource == null ? null : type(Shape.map(resource, place("Resources." + id)), id);
  }

  private String type(Map<String, Object> resource, String id) {
    Object type = resource.get("Type");
    if (type == null) throw new TemplateException(place("Resources." + id) + " has no Type");
    return type.toString();
  }

  /** This stack's resources and those of the stacks nested in it. */
  Stream<Resource> all() {
    return resources.values().stream()
        .flatMap(
            resource -> {
              Stack stack = nested.get(resource.logicalId());
              return stack == null ? Stream.of(resource) : stack.all();
            });
  }

  Object evaluate(Object raw, String place) {
    return evaluator.evaluate(raw, place);
  }

  /** What the template means by a name: a pseudo parameter, a parameter or a resource. */
  Object ref(String id, String place) {
    Object pseudo = pseudoParameter(id);
    if (pseudo != null) return pseudo;
    if (section("Parameters").containsKey(id)) return parameter(id);
    return deployed.attribute(resource(id, place), Deployed.REF);
  }

  Object attribute(Intrinsic.Attribute attribute, String place) {
    Resource resource = resource(attribute.resource(), place);
    Stack stack = nested.get(attribute.resource());
    if (stack == null) return deployed.attribute(resource, attribute.name());
    String output = attribute.name().replaceFirst("^Outputs\\.", "");
    Object value = stack.section("Outputs").get(output);
    if (value == null) {
      throw new TemplateException(place(place) + ": " + stack.file + " has no output " + output);
    }
    String outputPlace = "Outputs." + output;
    Object outputValue = Shape.map(value, stack.place(outputPlace)).get("Value");
    if (outputValue == null) {
      throw new TemplateException(stack.place(outputPlace) + " has no Value");
    }
    return stack.evaluate(outputValue, outputPlace);
  }

  /** The nested stack behind a resource; null if the resource is something else. */
  @Nullable Stack nested(String id) {
    return nested.get(id);
  }

  private Resource resource(String id, String place) {
    Resource resource = resources.get(id);
    if (resource != null) return resource;
    throw new TemplateException(
        place(place)
            + ": there is no resource or parameter "
            + id
            + (declaredType(id) == null ? "" : " (its Condition is false)"));
  }

  String secret(String reference) {
    return deployed.secret(reference);
  }

  private @Nullable Object pseudoParameter(String id) {
    return switch (id) {
      case "AWS::Region" -> Template.REGION;
      case "AWS::AccountId" -> Template.ACCOUNT_ID;
      case "AWS::Partition" -> "aws";
      case "AWS::URLSuffix" -> "amazonaws.com";
      case "AWS::StackName" -> name;
      case "AWS::StackId" ->
          "arn:aws:cloudformation:%s:%s:stack/%s/local"
              .formatted(Template.REGION, Template.ACCOUNT_ID, name);
      case "AWS::NoValue" -> NO_VALUE;
      case "AWS::NotificationARNs" -> List.of();
      default -> null;
    };
  }

  private Object parameter(String id) {
    Map<String, Object> declaration = entry("Parameters", id);
    String type = declaration.getOrDefault("Type", "String").toString();
    Object value = given.apply(id);
    if (value == null) {
      value = type.startsWith("AWS::SSM::Parameter::") ? null : declaration.get("Default");
    }
    if (value == null) {
      throw new TemplateException(place("Parameters." + id) + " has no value");
    }
    checkAllowed(id, declaration, value);
    if (value instanceof List<?>) return value;
    if (type.equals("CommaDelimitedList") || type.startsWith("List<")) {
      return List.<Object>of((Object[]) value.toString().split(" *, *", -1));
    }
    return value.toString();
  }

  private void checkAllowed(String id, Map<String, Object> declaration, Object value) {
    List<String> allowed =
        Shape.strings(declaration.get("AllowedValues"), place("Parameters." + id));
    Object pattern = declaration.get("AllowedPattern");
    if ((allowed.isEmpty() || allowed.contains(value.toString()))
        && (pattern == null || value.toString().matches(pattern.toString()))) {
      return;
    }
    throw new TemplateException(place("Parameters." + id) + " may not be \"" + value + "\"");
  }
}
