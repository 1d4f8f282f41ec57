package io.giftledger.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/** AWS's runtime interface client: what on Lambda is there before the function. */
public final class RuntimeClient {

  /** The class that a function's JVM starts with. */
  public static final String MAIN_CLASS = AWSLambda.class.getName();

  /** The jars that it consists of, as a class path. */
  public static final String CLASS_PATH =
      Stream.of(
              AWSLambda.class,
              RequestStreamHandler.class,
              PojoSerializer.class,
              SdkInternalThreadLocal.class)
          .map(RuntimeClient::jar)
          .collect(Collectors.joining(File.pathSeparator));

  /** The system property by which the client is told where its native half is. */
  private static final String NATIVE_PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private RuntimeClient() {}

  /**
   * Unpacks the client's native half for this machine's processor. Left alone, each JVM unpacks it
   * over one fixed file in /tmp and loads it from there; on Lambda a JVM is alone, here it would
   * pull the file from under the others, which crash.
   *
   * @param file where to; nobody may have it loaded
   * @return the JVM option that makes the client load it; empty if the client has none for this
   *     machine, and then it says so itself
   */
  public static Optional<String> unpackNative(Path file) throws IOException {
    String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    String name = "/jni/libaws-lambda-jni.linux-" + processor + ".so";
    try (InputStream library = AWSLambda.class.getResourceAsStream(name)) {
      if (library == null) return Optional.empty();
      Files.write(file, library.readAllBytes());
      return Optional.of("-D" + NATIVE_PROPERTY + "=" + file.toAbsolutePath());
    }
  }

  /**
   * Unpacks the class that a function's JVM starts with, so that nothing else of the local runtime
   * is on its class path.
   *
   * @param folder where to
   * @return the class path for {@link FunctionMain}
   */
  static String unpackMain(Path folder) throws IOException {
    String name = FunctionMain.class.getName().replace('.', '/') + ".class";
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (InputStream type =
        Objects.requireNonNull(FunctionMain.class.getResourceAsStream("/" + name))) {
      Files.write(file, type.readAllBytes());
    }
    return folder.toAbsolutePath() + File.pathSeparator + CLASS_PATH;
  }

  private static String jar(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
