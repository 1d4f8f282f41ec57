package io.giftledger.operator.reconcile;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/** Rows of text as RFC 4180 has them. */
final class Csv {

  private static final int END = -1;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Reader reader;
  private int next;

  /**
   * @param reader a buffered one
   */
  Csv(Reader reader) throws IOException {
    this.reader = reader;
    this.next = reader.read();
    if (next == BYTE_ORDER_MARK) next = reader.read();
  }

  /** The next row that is not blank; empty at the end. */
  List<String> row() throws IOException {
    List<String> row = new ArrayList<>();
    while (next == '\r' || next == '\n') next = reader.read();
    if (next == END) return row;
    while (true) {
      row.add(field());
      if (next != ',') return row;
      next = reader.read();
    }
  }

  private String field() throws IOException {
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    while (next != END && (quoted || (next != ',' && next != '\r' && next != '\n'))) {
      int character = next;
      next = reader.read();
      if (character != '"') field.append((char) character);
      else if (quoted && next == '"') {
        field.append('"');
        next = reader.read();
      } else {
        quoted = !quoted;
      }
    }
    if (quoted) throw new IllegalArgumentException("a quotation mark is not closed");
    return field.toString();
  }
}
