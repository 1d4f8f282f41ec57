import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts every Java file below the given folders into the one format (google-java-format). With the
 * environment variable CI set it changes nothing and fails, naming each file that differs.
 */
void main(String[] folders) throws Exception {
  boolean check = System.getenv("CI") != null;
  List<Path> files = new ArrayList<>();
  for (String folder : folders) files.addAll(sources(Path.of(folder)));
  long differing = files.parallelStream().filter(file -> differs(file, check)).count();
  if (check && differing > 0) System.exit(1);
}

boolean differs(Path file, boolean check) {
  try {
    String source = Files.readString(file);
    String formatted =
        new Formatter(JavaFormatterOptions.builder().build())
            .formatSourceAndFixImports(RemoveUnusedImports.removeUnusedImports(source));
    if (formatted.equals(source)) return false;
    IO.println((check ? "not formatted: " : "formatted ") + file);
    if (!check) Files.writeString(file, formatted);
    return true;
  } catch (IOException | FormatterException failed) {
    throw new IllegalStateException(file.toString(), failed);
  }
}

List<Path> sources(Path folder) throws Exception {
  try (var files = Files.walk(folder)) {
    return files
        .filter(file -> file.toString().endsWith(".java"))
        .filter(file -> !file.toString().contains("/target/"))
        .sorted()
        .toList();
  }
}
