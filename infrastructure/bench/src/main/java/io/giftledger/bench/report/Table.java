package io.giftledger.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Figures in rows.
 *
 * @param name names it on the page and in the JSON
 * @param title what it shows, with how it was measured
 * @param rows one cell for each column: a text, a whole number or a decimal
 */
public record Table(String name, String title, List<String> columns, List<List<Object>> rows) {

  /**
   * Makes a table.
   *
   * @throws IllegalArgumentException if a row has not a cell for each column
   */
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException("%s: %s for %s".formatted(name, row, columns));
      }
    }
  }

  /** The table in Markdown, with aligned columns, so that it reads as well on a terminal. */
  public String markdown() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns);
    rows.forEach(row -> lines.add(row.stream().map(Cells::text).toList()));
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < lines.size(); line++) {
      for (int column = 0; column < columns.size(); column++) {
        String cell = lines.get(line).get(column);
        String gap = " ".repeat(width(lines, column) - cell.length());
        text.append("| ").append(isRight(column) ? gap + cell : cell + gap).append(' ');
      }
      text.append("|\n");
      if (line == 0) text.append(rule(lines));
    }
    return text.toString();
  }

  private String rule(List<List<String>> lines) {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < columns.size(); column++) {
      String dashes = "-".repeat(width(lines, column) + 1);
      text.append('|').append(isRight(column) ? dashes + ":" : dashes + "-");
    }
    return text.append("|\n").toString();
  }

  private boolean isRight(int column) {
    return rows.stream().anyMatch(row -> Cells.isNumber(row.get(column)));
  }

  private static int width(List<List<String>> lines, int column) {
    return Math.max(3, lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0));
  }
}
