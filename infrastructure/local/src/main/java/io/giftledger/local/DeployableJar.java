package io.giftledger.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** What is deployed as a function's code. */
public final class DeployableJar {

  private DeployableJar() {}

  /** Unpacks it, as Lambda does before a function starts. */
  public static void unpack(Path file, Path folder) throws IOException {
    try (var jar = new JarFile(file.toFile())) {
      Enumeration<JarEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        Path target = folder.resolve(entry.getName()).normalize();
        if (entry.isDirectory() || !target.startsWith(folder)) continue;
        Files.createDirectories(target.getParent());
        try (InputStream content = jar.getInputStream(entry)) {
          Files.write(target, content.readAllBytes());
        }
      }
    }
  }
}
