package io.giftledger.local;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The native half of AWS's runtime interface client. Left alone, each JVM unpacks it over one fixed
 * file in /tmp and loads it from there; on Lambda a JVM is alone, here it would pull the file from
 * under the others, which crash.
 */
final class NativeClient {

  /** The system property by which the client is told where its native half is. */
  private static final String PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private NativeClient() {}

  /**
   * Unpacks it for this machine's processor.
   *
   * @param file where to; nobody may have it loaded
   * @return the JVM option that makes the client load it; empty if the client has none for this
   *     machine, and then it says so itself
   */
  static Optional<String> unpack(Path file) throws IOException {
    String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    String name = "/jni/libaws-lambda-jni.linux-" + processor + ".so";
    try (InputStream library = AWSLambda.class.getResourceAsStream(name)) {
      if (library == null) return Optional.empty();
      Files.write(file, library.readAllBytes());
      return Optional.of("-D" + PROPERTY + "=" + file.toAbsolutePath());
    }
  }
}
