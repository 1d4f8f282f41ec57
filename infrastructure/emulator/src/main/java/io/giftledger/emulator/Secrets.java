package io.giftledger.emulator;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A random secret for each reference that the template makes, and what it was replaced with; kept
 * in the data folder if there is one.
 */
final class Secrets {
  static final String TYPE = "AWS::SecretsManager::Secret";

  /** The label of the version that counts. */
  static final String CURRENT = "AWSCURRENT";

  /** The label of the version that counted before. */
  static final String PREVIOUS = "AWSPREVIOUS";

  private final @Nullable Path file;
  private final Properties secrets = new Properties();

  Secrets(@Nullable Path dataFolder) {
    this.file = dataFolder == null ? null : dataFolder.resolve("secrets.properties");
    if (file == null || !Files.exists(file)) return;
    try (Reader reader = Files.newBufferedReader(file)) {
      secrets.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The same reference always yields the same 32 random bytes, in base64url. */
  synchronized String get(String reference) {
    String known = secrets.getProperty(reference);
    if (known != null) return known;
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    secrets.setProperty(reference, secret);
    if (file != null) store(file);
    return secret;
  }

  /** The secret of a reference that was made, in one of its versions. */
  synchronized Optional<String> find(String reference, String stage) {
    return Optional.ofNullable(
        switch (stage) {
          case CURRENT -> secrets.getProperty(reference);
          case PREVIOUS -> secrets.getProperty(reference + "." + PREVIOUS);
          default -> null;
        });
  }

  /** Puts another secret in the place of one, which stays as the previous version. */
  synchronized void put(String reference, String secret) {
    secrets.setProperty(reference + "." + PREVIOUS, get(reference));
    secrets.setProperty(reference, secret);
    if (file != null) store(file);
  }

  private void store(Path file) {
    try {
      Path draft = file.resolveSibling(file.getFileName() + ".draft");
      try (Writer writer = Files.newBufferedWriter(draft)) {
        secrets.store(writer, null);
      }
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
