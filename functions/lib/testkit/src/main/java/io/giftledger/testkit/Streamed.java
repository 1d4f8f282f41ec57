package io.giftledger.testkit;

import io.giftledger.ledger.Entry;
import io.giftledger.ledger.table.Value;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Entries as the table's stream has them. */
public final class Streamed {

  private Streamed() {}

  /** The record of an entry that was just put; its sequence number is the entry's. */
  public static Map<String, Object> record(Entry<?> entry) {
    return Map.of(
        "eventName",
        "INSERT",
        "dynamodb",
        Map.of(
            "SequenceNumber",
            Long.toString(entry.sequence()),
            "NewImage",
            attributes(entry.item().attributes())));
  }

  private static Map<String, Object> attributes(Map<String, Value> attributes) {
    Map<String, Object> written = new TreeMap<>();
    attributes.forEach((name, value) -> written.put(name, attribute(value)));
    return written;
  }

  private static Map<String, Object> attribute(Value value) {
    return switch (value) {
      case Value.Text(String text) -> Map.of("S", text);
      case Value.Number(long number) -> Map.of("N", Long.toString(number));
      case Value.Flag(boolean flag) -> Map.of("BOOL", flag);
      case Value.Bytes(byte[] bytes) -> Map.of("B", Base64.getEncoder().encodeToString(bytes));
      case Value.Fields(var fields) -> Map.of("M", attributes(fields));
      case Value.Many(List<Value> values) ->
          Map.of("L", values.stream().map(Streamed::attribute).toList());
      case Value.Foreign foreign -> throw new IllegalArgumentException(foreign.toString());
    };
  }
}
