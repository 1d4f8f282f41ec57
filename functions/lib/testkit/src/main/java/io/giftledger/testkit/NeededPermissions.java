package io.giftledger.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * {@code infrastructure/permissions.yaml} says of each permission of a function which test breaks
 * without it. On a class of tests, this fails a test that is named there and does not: one that
 * made no call on the {@link Embedded} stack that nothing else allows.
 */
public final class NeededPermissions implements BeforeEachCallback, AfterEachCallback {

  private static final Map<String, String> TESTS = new TreeMap<>();

  static {
    JsonNode functions = Contract.document("infrastructure/permissions.yaml");
    functions
        .properties()
        .forEach(
            function ->
                function
                    .getValue()
                    .properties()
                    .forEach(
                        statement ->
                            statement
                                .getValue()
                                .properties()
                                .forEach(
                                    action ->
                                        TESTS.put(
                                            "%s: %s %s"
                                                .formatted(
                                                    function.getKey(),
                                                    statement.getKey(),
                                                    action.getKey()),
                                            action.getValue().asText()))));
  }

  /** The tests by the permissions that they need, as {@code EmbeddedAws.permissions()} has them. */
  public static Map<String, String> tests() {
    return Map.copyOf(TESTS);
  }

  /** A test as that page names it: {@code ConvertHandlerTest.a_gift_is_converted_once}. */
  public static String name(Method test) {
    return test.getDeclaringClass().getSimpleName() + "." + test.getName();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Embedded.AWS.takeNeededPermissions();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    String test = name(context.getRequiredTestMethod());
    Set<String> unneeded = new TreeSet<>(TESTS.keySet());
    unneeded.removeIf(permission -> !test.equals(TESTS.get(permission)));
    unneeded.removeAll(Embedded.AWS.takeNeededPermissions());
    assertEquals(Set.of(), unneeded, test + " does not break without them");
  }
}
