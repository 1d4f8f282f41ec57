package io.giftledger.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.template.FunctionDefinition;
import io.giftledger.template.TemplateException;
import java.io.BufferedReader;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolatedFunctionTest {
  @TempDir Path folder;

  @BeforeEach
  void packageHandler() throws Exception {
    String entry = EchoHandler.class.getName().replace('.', '/') + ".class";
    try (InputStream type =
            Objects.requireNonNull(EchoHandler.class.getResourceAsStream("/" + entry));
        var jar = new JarOutputStream(Files.newOutputStream(folder.resolve("echo.jar")))) {
      jar.putNextEntry(new JarEntry(entry));
      type.transferTo(jar);
    }
  }

  @Test
  void a_function_runs_in_a_jvm_that_has_only_its_own_environment() throws Exception {
    try (var function = IsolatedFunction.start(definition("echo.jar"), folder.resolve("work"))) {
      assertArrayEquals(event("hello"), function.invoke(event("hello")));
      String reply =
          new String(function.invoke(event("/open/environment")), StandardCharsets.UTF_8);
      assertTrue(reply.contains("the url false true"), reply);
    }
  }

  @Test
  void a_failed_invocation_harms_no_other() throws Exception {
    try (var function = IsolatedFunction.start(definition("echo.jar"), folder.resolve("work"))) {
      var fault = assertThrows(FunctionFault.class, () -> function.invoke(event("/open/fail")));
      assertTrue(String.valueOf(fault.getMessage()).contains("told to fail"), fault.getMessage());
      assertArrayEquals(event("hello"), function.invoke(event("hello")));
    }
  }

  @Test
  void a_function_that_takes_too_long_is_killed_and_started_again() throws Exception {
    try (var function = IsolatedFunction.start(definition("echo.jar"), folder.resolve("work"))) {
      var fault = assertThrows(FunctionFault.class, () -> function.invoke(event("/open/slow")));
      assertEquals("EchoFunction took longer than 2 s", fault.getMessage());
      assertArrayEquals(event("hello"), function.invoke(event("hello")));
    }
  }

  @Test
  void a_jar_that_is_not_there_stops_the_start() {
    assertThrows(
        TemplateException.class,
        () -> IsolatedFunction.start(definition("other.jar"), folder.resolve("work")));
  }

  @Test
  void a_function_ends_when_whoever_started_it_is_killed() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Parent.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    List<ProcessHandle> functions;
    try (BufferedReader output = parent.inputReader()) {
      assertTrue(output.lines().anyMatch(Parent.STARTED::equals));
      functions = parent.descendants().toList();
    } finally {
      parent.destroyForcibly().waitFor();
    }
    assertEquals(1, functions.size());
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (isRunning(functions.getFirst())) {
      assertTrue(System.nanoTime() < deadline, "the function outlives its parent");
      Thread.sleep(20);
    }
  }

  /** A process that nobody waits for is listed after its end, but runs no program any more. */
  private static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  /** Starts a function that keeps a thread, as SDK clients do; says so, and does nothing more. */
  static final class Parent {
    static final String STARTED = "started";

    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      var function =
          IsolatedFunction.start(definition(folder, "echo.jar"), folder.resolve("work"));
      function.invoke(event("/open/thread"));
      System.out.println(STARTED);
      Thread.sleep(Duration.ofMinutes(1));
    }
  }

  private static byte[] event(String text) {
    return ("{\"path\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
  }

  private FunctionDefinition definition(String jar) {
    return definition(folder, jar);
  }

  private static FunctionDefinition definition(Path folder, String jar) {
    return new FunctionDefinition(
        "EchoFunction",
        "echo",
        EchoHandler.class.getName(),
        folder.resolve(jar),
        Duration.ofSeconds(2),
        256,
        4,
        Map.of("URL", "the url", "AWS_REGION", "us-east-1"),
        "EchoFunction");
  }
}
