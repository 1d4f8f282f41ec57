package io.giftledger.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.giftledger.emulator.Invocation;
import io.giftledger.template.FunctionDefinition;
import io.giftledger.template.TemplateException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.jar.JarFile;

/** A function whose handler runs in this JVM, with the environment that the template gives it. */
final class InProcessFunction implements LocalFunction {
  private final FunctionDefinition definition;
  private final RequestStreamHandler handler;
  private final Semaphore permits;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private InProcessFunction(FunctionDefinition definition, RequestStreamHandler handler) {
    this.definition = definition;
    this.handler = handler;
    this.permits = new Semaphore(definition.concurrencyMax(), true);
  }

  /**
   * @throws TemplateException if the template names a handler or code that is not there
   */
  static InProcessFunction start(FunctionDefinition definition) {
    try {
      Class<? extends RequestStreamHandler> type =
          Class.forName(definition.handlerClass()).asSubclass(RequestStreamHandler.class);
      checkCode(definition, type);
      return new InProcessFunction(
          definition, type.getConstructor(Map.class).newInstance(definition.environment()));
    } catch (ClassNotFoundException | NoSuchMethodException | ClassCastException e) {
      throw new TemplateException(
          definition.place()
              + ".Handler: "
              + definition.handlerClass()
              + " is not a RequestStreamHandler with a constructor (Map)",
          e);
    } catch (InvocationTargetException e) {
      throw new TemplateException(definition.place() + " does not start: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new TemplateException(definition.place() + ".Handler cannot be made", e);
    }
  }

  /** The code that the template deploys must be the code that runs here. */
  private static void checkCode(FunctionDefinition definition, Class<?> handler) {
    if (location(handler).startsWith(module(definition.code()))
        || contains(definition.code(), handler)) {
      return;
    }
    throw new TemplateException(
        definition.place()
            + ".CodeUri: "
            + definition.code()
            + " neither belongs to the module of "
            + handler.getName()
            + " nor contains it");
  }

  /** {@code functions/<name>} of {@code functions/<name>/target/<name>.jar}. */
  private static Path module(Path code) {
    Path target = code.getParent();
    Path module = target == null ? null : target.getParent();
    return module == null ? code : module;
  }

  private static Path location(Class<?> handler) {
    try {
      return Path.of(handler.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean contains(Path jar, Class<?> handler) {
    if (!Files.isRegularFile(jar)) return false;
    try (var file = new JarFile(jar.toFile())) {
      return file.getEntry(handler.getName().replace('.', '/') + ".class") != null;
    } catch (IOException e) {
      throw new TemplateException(jar + " is not a jar", e);
    }
  }

  @Override
  public FunctionDefinition definition() {
    return definition;
  }

  @Override
  public byte[] invoke(byte[] event) throws FunctionFault, InterruptedException {
    permits.acquire();
    var context = Invocation.of(definition.name(), definition.memoryMb(), definition.timeout());
    Future<byte[]> reply = threads.submit(() -> handle(event, context));
    try {
      return reply.get(definition.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new FunctionFault(definition.logicalId() + " failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      reply.cancel(true);
      throw new FunctionFault(
          definition.logicalId() + " took longer than " + definition.timeout().toSeconds() + " s",
          e);
    }
  }

  private byte[] handle(byte[] event, Context context) throws IOException {
    try {
      var output = new ByteArrayOutputStream();
      handler.handleRequest(new ByteArrayInputStream(event), output, context);
      return output.toByteArray();
    } finally {
      permits.release();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    if (handler instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException(definition.logicalId() + " does not close", e);
      }
    }
  }
}
