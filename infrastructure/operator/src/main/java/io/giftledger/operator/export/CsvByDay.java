package io.giftledger.operator.export;

import io.giftledger.ledger.Entry;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@link CsvPostings} in a folder for each day (UTC), {@code day=2026-11-20/postings.csv}, as
 * warehouses read partitions. So many files are open at most, however many days there are.
 */
public final class CsvByDay implements EntryWriter {

  private static final int OPEN_MAX = 64;

  private final Path folder;

  /** The least recently used first. */
  private final Map<LocalDate, Writer> open = new LinkedHashMap<>(OPEN_MAX, 0.75f, true);

  /**
   * @param folder an empty one
   */
  public CsvByDay(Path folder) {
    this.folder = folder;
  }

  @Override
  public void write(Entry<?> entry) throws IOException {
    String rows = CsvPostings.rows(entry);
    if (!rows.isEmpty()) file(LocalDate.ofInstant(entry.at(), ZoneOffset.UTC)).write(rows);
  }

  private Writer file(LocalDate day) throws IOException {
    Writer known = open.get(day);
    if (known != null) return known;
    if (open.size() == OPEN_MAX) closeIdle();
    Path folderOfDay = Files.createDirectories(folder.resolve("day=" + day));
    Path file = folderOfDay.resolve("postings.csv");
    boolean isNew = !Files.exists(file);
    Writer writer =
        Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    open.put(day, writer);
    if (isNew) writer.write(CsvPostings.HEADER);
    return writer;
  }

  private void closeIdle() throws IOException {
    var each = open.values().iterator();
    Writer idle = each.next();
    each.remove();
    idle.close();
  }

  @Override
  public void close() throws IOException {
    for (Writer writer : open.values()) writer.close();
    open.clear();
  }
}
