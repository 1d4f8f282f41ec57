package io.giftledger.endtoend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The story of the economy: all tests of these classes. Only once each has run can be said what
 * never happened.
 */
final class Story {

  private static final List<Class<?>> CLASSES =
      List.of(EconomyIT.class, EconomyMoneyInIT.class, RecoveryIT.class);

  private static final Set<Method> DONE = ConcurrentHashMap.newKeySet();

  private Story() {}

  /** A test of it has run. */
  static void done(Method test) {
    assertTrue(CLASSES.contains(test.getDeclaringClass()), test + " is no part of the story");
    DONE.add(test);
  }

  /** Whether every test of it has run. */
  static boolean isTold() {
    return CLASSES.stream()
        .flatMap(test -> Arrays.stream(test.getDeclaredMethods()))
        .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
        .allMatch(DONE::contains);
  }

  /** Whether a test, as {@code Type.method}, is one of it. */
  static boolean isToldBy(String test) {
    return CLASSES.stream().anyMatch(type -> test.startsWith(type.getSimpleName() + "."));
  }
}
