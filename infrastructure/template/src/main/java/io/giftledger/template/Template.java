package io.giftledger.template;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A SAM template with the templates nested in it, as CloudFormation would deploy it: Globals
 * merged, conditions decided, intrinsics evaluated. Every reference in every file is checked when
 * it is read, also those in parts that nothing here uses.
 */
public final class Template {
  /** The name the stack has here, unless another is said. */
  public static final String STACK_NAME = "giftledger";

  /** The region that everything is deployed to here. */
  public static final String REGION = "us-east-1";

  /** The account that everything belongs to here. */
  public static final String ACCOUNT_ID = "000000000000";

  private final Stack stack;

  private Template(Stack stack) {
    this.stack = stack;
  }

  /** As {@link #read(String, Path, Map, Deployed)}, of the stack {@link #STACK_NAME}. */
  public static Template read(Path file, Map<String, String> parameters, Deployed deployed) {
    return read(STACK_NAME, file, parameters, deployed);
  }

  /**
   * Reads a template file and those nested in it, and checks every reference.
   *
   * @param stackName the stack's name, with which names begin that are unique in an account
   * @param parameters values in place of the parameters' defaults
   * @param deployed tells what the resources have become; asked when a property is read
   * @throws TemplateException if the template is wrong
   */
  public static Template read(
      String stackName, Path file, Map<String, String> parameters, Deployed deployed) {
    Stack stack = Stack.read(stackName, file.toAbsolutePath(), Map.copyOf(parameters), deployed);
    stack.check();
    return new Template(stack);
  }

  /** The resources of a type, those of nested templates included, in the order of the files. */
  public List<Resource> resources(String type) {
    return stack.all().filter(resource -> resource.type().equals(type)).toList();
  }

  /**
   * The one resource with this logical id, in this template or a nested one.
   *
   * @throws TemplateException if there is none, or more than one
   */
  public Resource resource(String type, String logicalId) {
    List<Resource> found =
        resources(type).stream()
            .filter(resource -> resource.logicalId().equals(logicalId))
            .toList();
    if (found.size() == 1) return found.getFirst();
    throw new TemplateException(
        "the template has %d resources %s of type %s".formatted(found.size(), logicalId, type));
  }
}
