package io.giftledger.local.demo;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns; a column whose heading ends in {@code >} is aligned to the right. */
final class TextTable {

  private final String title;
  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String title, String... headings) {
    this.title = title;
    this.headings = List.of(headings);
  }

  TextTable row(String... cells) {
    if (cells.length != headings.size()) throw new IllegalArgumentException("a cell too many");
    rows.add(List.of(cells));
    return this;
  }

  /** A line between the rows before it and those after it. */
  TextTable rule() {
    rows.add(List.of());
    return this;
  }

  @Override
  public String toString() {
    int[] widths = new int[headings.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = heading(column).length();
      for (List<String> row : rows) {
        if (row.isEmpty()) continue;
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder("\n  " + title + "\n");
    line(text, widths, "┌", "┬", "┐");
    cells(text, widths, headings.stream().map(TextTable::bare).toList());
    line(text, widths, "├", "┼", "┤");
    for (List<String> row : rows) {
      if (row.isEmpty()) line(text, widths, "├", "┼", "┤");
      else cells(text, widths, row);
    }
    line(text, widths, "└", "┴", "┘");
    return text.toString();
  }

  private void cells(StringBuilder text, int[] widths, List<String> cells) {
    text.append("  ");
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String gap = " ".repeat(widths[column] - cell.length());
      boolean right = headings.get(column).endsWith(">");
      text.append("│ ").append(right ? gap + cell : cell + gap).append(' ');
    }
    text.append("│\n");
  }

  private String heading(int column) {
    return bare(headings.get(column));
  }

  private static String bare(String heading) {
    return heading.endsWith(">") ? heading.substring(0, heading.length() - 1) : heading;
  }

  private static void line(
      StringBuilder text, int[] widths, String left, String mid, String right) {
    text.append("  ").append(left);
    for (int column = 0; column < widths.length; column++) {
      text.append("─".repeat(widths[column] + 2)).append(column + 1 < widths.length ? mid : right);
    }
    text.append('\n');
  }
}
