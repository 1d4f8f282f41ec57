import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Puts every Java file below the given folders into the one format (google-java-format). With the
 * environment variable CI set it changes nothing and fails, naming each file that differs.
 */
void main(String[] folders) throws Exception {
  boolean check = System.getenv("CI") != null;
  var formatter = new Formatter(JavaFormatterOptions.builder().build());
  boolean differs = false;
  for (String folder : folders) {
    for (Path file : sources(Path.of(folder))) {
      String source = Files.readString(file);
      String formatted =
          formatter.formatSourceAndFixImports(RemoveUnusedImports.removeUnusedImports(source));
      if (formatted.equals(source)) continue;
      differs = true;
      IO.println((check ? "not formatted: " : "formatted ") + file);
      if (!check) Files.writeString(file, formatted);
    }
  }
  if (check && differs) System.exit(1);
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
