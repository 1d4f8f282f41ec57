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
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A random secret for each reference that the template makes; kept in the data folder if there is
 * one.
 */
final class Secrets {
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
