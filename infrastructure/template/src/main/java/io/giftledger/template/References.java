package io.giftledger.template;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Checks that every name in a template file stands for something: also where nothing is evaluated
 * here, such as policies and alarms.
 */
final class References {
  private static final Set<String> FUNCTIONS =
      Set.of(
          "Fn::GetAtt",
          "Fn::Sub",
          "Fn::If",
          "Fn::Join",
          "Fn::Select",
          "Fn::Split",
          "Fn::FindInMap",
          "Fn::Equals",
          "Fn::Not",
          "Fn::And",
          "Fn::Or",
          "Ref");

  private static final Set<String> PSEUDO_PARAMETERS =
      Set.of(
          "AWS::Region",
          "AWS::AccountId",
          "AWS::Partition",
          "AWS::URLSuffix",
          "AWS::StackName",
          "AWS::StackId",
          "AWS::NoValue",
          "AWS::NotificationARNs");

  private final Stack stack;

  References(Stack stack) {
    this.stack = stack;
  }

  void check() {
    for (String section : List.of("Rules", "Conditions", "Globals", "Resources", "Outputs")) {
      stack.section(section).forEach((name, value) -> check(value, section + "." + name));
    }
    stack.section("Resources").forEach((name, value) -> checkResource(name, value));
  }

  private void checkResource(String name, Object value) {
    String place = "Resources." + name;
    Map<String, Object> resource = Shape.map(value, stack.place(place));
    Object condition = resource.get("Condition");
    if (condition != null) checkCondition(condition.toString(), place);
    Object dependsOn = resource.get("DependsOn");
    List<?> ids =
        dependsOn instanceof List<?> list
            ? list
            : dependsOn == null ? List.of() : List.of(dependsOn);
    for (Object id : ids) {
      if (!isResource(id.toString())) throw wrong(place, "DependsOn names no resource: " + id);
    }
  }

  private void check(Object value, String place) {
    switch (value) {
      case Map<?, ?> raw -> {
        Map<String, Object> map = Shape.map(raw, place);
        Intrinsic intrinsic = Intrinsic.of(map);
        if (intrinsic != null) checkCall(intrinsic, place);
        map.forEach((key, item) -> check(item, place + "." + key));
      }
      case List<?> list -> list.forEach(item -> check(item, place));
      default -> {}
    }
  }

  private void checkCall(Intrinsic call, String place) {
    if (!FUNCTIONS.contains(call.function())) {
      throw wrong(place, "unknown intrinsic function " + call.function());
    }
    switch (call.function()) {
      case "Ref" -> checkRef(call.argument().toString(), place);
      case "Fn::GetAtt" -> checkAttribute(call.argument(), place);
      case "Fn::If" -> checkCondition(call.arguments(place, 3, 3).getFirst().toString(), place);
      case "Fn::Sub" -> checkSub(call, place);
      default -> {}
    }
  }

  private void checkSub(Intrinsic call, String place) {
    boolean hasVariables = call.argument() instanceof List<?>;
    List<Object> arguments = hasVariables ? call.arguments(place, 2, 2) : List.of(call.argument());
    Map<String, Object> variables = hasVariables ? Shape.map(arguments.get(1), place) : Map.of();
    Matcher matcher = Intrinsic.SUB_VARIABLE.matcher(arguments.getFirst().toString());
    while (matcher.find()) {
      String name = matcher.group(1).strip();
      if (name.startsWith("!") || variables.containsKey(name)) continue;
      if (name.contains(".")) checkAttribute(name, place);
      else checkRef(name, place);
    }
  }

  private void checkCondition(String name, String place) {
    if (!stack.section("Conditions").containsKey(name)) {
      throw wrong(place, "there is no condition " + name);
    }
  }

  private void checkRef(String id, String place) {
    if (PSEUDO_PARAMETERS.contains(id)
        || stack.section("Parameters").containsKey(id)
        || isResource(id)) {
      return;
    }
    throw wrong(place, "there is no resource or parameter " + id);
  }

  private void checkAttribute(Object argument, String place) {
    Intrinsic.Attribute attribute = Intrinsic.Attribute.of(argument, place);
    if (!isResource(attribute.resource())) {
      throw wrong(place, "there is no resource " + attribute.resource());
    }
    Stack nested = stack.nested(attribute.resource());
    if (nested != null) checkOutput(nested, attribute, place);
    else checkKnownAttribute(attribute, place);
  }

  private void checkOutput(Stack nested, Intrinsic.Attribute attribute, String place) {
    String output = attribute.name().replaceFirst("^Outputs\\.", "");
    if (output.equals(attribute.name()) || !nested.section("Outputs").containsKey(output)) {
      throw wrong(place, attribute.resource() + " has no " + attribute.name());
    }
  }

  private void checkKnownAttribute(Intrinsic.Attribute attribute, String place) {
    @Nullable String type = stack.declaredType(attribute.resource());
    if (type != null && !Attributes.mayExist(type, attribute.name())) {
      throw wrong(place, "a %s has no attribute %s".formatted(type, attribute.name()));
    }
  }

  /** A resource that the template declares or that the SAM transform makes from one. */
  private boolean isResource(String id) {
    return stack.declaredType(id) != null || isMadeBySam(id);
  }

  private boolean isMadeBySam(String id) {
    if (id.equals("ServerlessHttpApi")) return true;
    return stack.section("Resources").keySet().stream()
        .filter(declared -> id.startsWith(declared) && id.length() > declared.length())
        .anyMatch(declared -> isMadeBySam(declared, id.substring(declared.length())));
  }

  private boolean isMadeBySam(String declared, String suffix) {
    return switch (String.valueOf(stack.declaredType(declared))) {
      case "AWS::Serverless::Function" ->
          suffix.equals("Role")
              || suffix.startsWith("Alias")
              || suffix.matches("\\.(Alias|Version)");
      case "AWS::Serverless::HttpApi" ->
          suffix.equals("ApiGatewayDefaultStage") || suffix.equals("Stage");
      default -> false;
    };
  }

  private TemplateException wrong(String place, String message) {
    return new TemplateException(stack.place(place) + ": " + message);
  }
}
