package io.giftledger.shade;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.maven.plugins.shade.relocation.Relocator;
import org.apache.maven.plugins.shade.resource.ReproducibleResourceTransformer;

/**
 * Writes an index of Micronaut's services into a jar: each line is a service, a space and a class
 * that provides it. It stands for the empty files {@code META-INF/micronaut/<service>/<class>}, to
 * find which a function would read the list of all files of its jar, some ten thousand. What {@code
 * META-INF/services} names of Micronaut's is in the index, and stays there too.
 */
public final class ServiceIndex implements ReproducibleResourceTransformer {

  private static final String EMPTY_FILES = "META-INF/micronaut/";
  private static final String SERVICES = "META-INF/services/";
  private static final String INDEX = "META-INF/micronaut.index";

  private final SortedSet<String> lines = new TreeSet<>();
  private final SortedMap<String, SortedSet<String>> services = new TreeMap<>();
  private long newest;

  @Override
  public boolean canTransformResource(String resource) {
    return resource.startsWith(EMPTY_FILES) || resource.startsWith(SERVICES + "io.micronaut.");
  }

  @Override
  public void processResource(
      String resource, InputStream content, List<Relocator> relocators, long time)
      throws IOException {
    newest = Math.max(newest, time);
    if (resource.startsWith(EMPTY_FILES)) {
      lines.add(resource.substring(EMPTY_FILES.length()).replace('/', ' '));
      return;
    }
    for (String line : new String(content.readAllBytes(), UTF_8).split("\n", -1)) {
      String provider = line.replaceFirst("#.*", "").strip();
      if (provider.isEmpty()) continue;
      services.computeIfAbsent(resource, name -> new TreeSet<>()).add(provider);
      lines.add(resource.substring(SERVICES.length()) + ' ' + provider);
    }
  }

  @Override
  public void processResource(String resource, InputStream content, List<Relocator> relocators)
      throws IOException {
    processResource(resource, content, relocators, 0);
  }

  @Override
  public boolean hasTransformedResource() {
    return !lines.isEmpty();
  }

  @Override
  public void modifyOutputStream(JarOutputStream jar) throws IOException {
    put(jar, INDEX, lines);
    for (var service : services.entrySet()) put(jar, service.getKey(), service.getValue());
  }

  private void put(JarOutputStream jar, String name, SortedSet<String> content) throws IOException {
    JarEntry entry = new JarEntry(name);
    entry.setTime(newest);
    jar.putNextEntry(entry);
    jar.write((String.join("\n", content) + "\n").getBytes(UTF_8));
    jar.closeEntry();
  }
}
