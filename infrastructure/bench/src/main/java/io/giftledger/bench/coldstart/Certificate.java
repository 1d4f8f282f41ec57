package io.giftledger.bench.coldstart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for this machine that a function's JVM trusts, beside all that Java trusts anyway:
 * to read those is a part of every cold start.
 *
 * @param keys the store with the certificate and its key
 * @param trusted the store with what a JVM is to trust
 */
record Certificate(Path keys, Path trusted) {

  /** Stores' password; it guards nothing. */
  static final String PASSWORD = "changeit";

  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  /** Makes one, valid for some days. */
  static Certificate create(Path folder) throws IOException, InterruptedException {
    Path keys = folder.resolve("keys.p12");
    Path trusted = folder.resolve("trusted");
    Path file = folder.resolve("certificate.der");
    keytool(
        List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30"),
        List.of("-dname", "CN=bench", "-ext", "SAN=ip:127.0.0.1", "-keystore", keys.toString()));
    keytool(List.of("-exportcert", "-keystore", keys.toString(), "-file", file.toString()));
    Files.copy(JAVA_HOME.resolve("lib/security/cacerts"), trusted);
    keytool(
        List.of("-importcert", "-noprompt", "-keystore", trusted.toString()),
        List.of("-file", file.toString()));
    return new Certificate(keys, trusted);
  }

  @SafeVarargs
  private static void keytool(List<String>... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(JAVA_HOME.resolve("bin/keytool").toString());
    for (List<String> some : arguments) command.addAll(some);
    command.addAll(List.of("-alias", "bench", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] output = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0)
      throw new IOException(command + ": " + new String(output, StandardCharsets.UTF_8));
  }

  /** What a server that has the certificate listens with. */
  SSLContext context() throws IOException {
    try (InputStream stored = Files.newInputStream(keys)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(stored, PASSWORD.toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IOException(impossible);
    }
  }
}
