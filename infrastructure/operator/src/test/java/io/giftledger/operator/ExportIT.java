package io.giftledger.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Value;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exports a table from DynamoDB's own export of it, in the deployable jar: {@code
 * -Dentries=1000000} for one that is worth measuring.
 */
class ExportIT {

  private static final int ENTRIES = Integer.getInteger("entries", 5_000);

  @TempDir private Path folder = Path.of("");

  /** Enough for any table: what is in memory does not grow with it. */
  private static final String HEAP = "-Xmx48m";

  @Test
  void every_entry_is_exported_in_the_memory_of_a_few() throws Exception {
    Path export = folder.resolve("export");
    write(export);

    List<String> formats =
        ENTRIES < 100_000 ? List.of("hledger") : List.of("hledger", "beancount", "csv");
    for (String format : formats) {
      Path file = folder.resolve(format);
      String told =
          run("export", "--from-export", export.toString(), "--format", format, "--out", file + "");
      IO.println(format + ", " + Files.size(file) / 1_000_000 + " MB: " + told);
      assertTrue(told.startsWith(ENTRIES + " entries in "), told);
    }
    try (var lines = Files.lines(folder.resolve("hledger"))) {
      assertEquals(ENTRIES, lines.filter(line -> line.startsWith("2026-")).count());
    }
  }

  /** The table as DynamoDB exports it, in one file. */
  private static void write(Path export) throws Exception {
    Files.createDirectories(export.resolve("data"));
    MessageDigest digest = MessageDigest.getInstance("MD5");
    long[] items = {0};
    try (var bytes =
            new DigestOutputStream(
                Files.newOutputStream(export.resolve("data/1.json.gz")), digest);
        Writer lines =
            new BufferedWriter(
                new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8))) {
      new SyntheticLedger(
              some -> {
                items[0] += some.size();
                some.forEach(item -> line(lines, item));
              })
          .fill(1, ENTRIES);
    }
    Files.writeString(
        export.resolve("manifest-files.json"),
        "{\"itemCount\":%d,\"md5Checksum\":\"%s\",\"dataFileS3Key\":\"data/1.json.gz\"}%n"
            .formatted(items[0], Base64.getEncoder().encodeToString(digest.digest())));
    Files.writeString(
        export.resolve("manifest-summary.json"),
        "{\"itemCount\":%d,\"outputFormat\":\"DYNAMODB_JSON\"}".formatted(items[0]));
  }

  private static void line(Writer lines, Item item) {
    try {
      lines.write("{\"Item\":" + fields(item.attributes()) + "}\n");
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static String fields(Map<String, Value> values) {
    return values.entrySet().stream()
        .map(field -> "\"" + field.getKey() + "\":" + json(field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String json(Value value) {
    return switch (value) {
      case Value.Text(String text) -> "{\"S\":\"" + text + "\"}";
      case Value.Number(long number) -> "{\"N\":\"" + number + "\"}";
      case Value.Flag(boolean flag) -> "{\"BOOL\":" + flag + "}";
      case Value.Bytes(byte[] bytes) ->
          "{\"B\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}";
      case Value.Many(List<Value> values) ->
          values.stream().map(ExportIT::json).collect(Collectors.joining(",", "{\"L\":[", "]}"));
      case Value.Fields(Map<String, Value> fields) -> "{\"M\":" + fields(fields) + "}";
      case Value.Foreign(String words) -> throw new AssertionError(words);
    };
  }

  private static String run(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-jar",
                "target/operator.jar"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
