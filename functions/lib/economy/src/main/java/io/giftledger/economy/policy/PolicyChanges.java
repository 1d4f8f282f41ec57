package io.giftledger.economy.policy;

import io.giftledger.ledger.table.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/**
 * What one document of a policy has otherwise than another, member by member. Of two lists those
 * members are compared that are called the same, wherever they stand: a package that was moved is
 * the same package.
 */
public final class PolicyChanges {

  /** What members of lists are called by. */
  private static final List<String> NAMES =
      List.of("id", "client", "region", "channel", "country", "method");

  private final List<Change> changes = new ArrayList<>();

  private PolicyChanges() {}

  /**
   * A member that is another.
   *
   * @param path where: {@code $.gifts[rose].coins}
   * @param before its value in the first document; empty if it has none
   * @param after its value in the second; empty if it has none
   */
  public record Change(String path, Optional<Value> before, Optional<Value> after) {}

  /** What the second of two documents has otherwise. */
  public static List<Change> between(Value before, Value after) {
    PolicyChanges found = new PolicyChanges();
    found.compare("$", Optional.of(before), Optional.of(after));
    return List.copyOf(found.changes);
  }

  private void compare(String path, Optional<Value> before, Optional<Value> after) {
    if (before.equals(after)) return;
    Optional<Map<String, Value>> left = before.flatMap(PolicyChanges::members);
    Optional<Map<String, Value>> right = after.flatMap(PolicyChanges::members);
    if (left.isEmpty() || right.isEmpty()) {
      changes.add(new Change(path, before, after));
      return;
    }
    SequencedSet<String> names = new LinkedHashSet<>(left.get().keySet());
    names.addAll(right.get().keySet());
    for (String name : names) {
      compare(
          path + name,
          Optional.ofNullable(left.get().get(name)),
          Optional.ofNullable(right.get().get(name)));
    }
  }

  /** The members of a value by the end of their paths; empty if it has none. */
  private static Optional<Map<String, Value>> members(Value value) {
    Map<String, Value> members = new LinkedHashMap<>();
    switch (value) {
      case Value.Fields(Map<String, Value> fields) ->
          fields.forEach((name, member) -> members.put("." + name, member));
      case Value.Many(List<Value> values) -> {
        for (Value member : values) members.put("[" + name(member) + "]", member);
        // What is called the same, or not at all, is told apart by its place.
        if (members.size() < values.size()) {
          members.clear();
          for (Value member : values) members.put("[" + members.size() + "]", member);
        }
      }
      case Value.Text _, Value.Number _, Value.Flag _, Value.Bytes _, Value.Foreign _ -> {
        return Optional.empty();
      }
    }
    return Optional.of(members);
  }

  private static String name(Value member) {
    return switch (member) {
      case Value.Fields(Map<String, Value> fields) ->
          NAMES.stream()
              .map(fields::get)
              .filter(Value.Text.class::isInstance)
              .map(value -> ((Value.Text) value).text())
              .collect(Collectors.joining(" "));
      case Value.Text(String text) -> text;
      case Value.Number(long number) -> Long.toString(number);
      case Value.Flag _, Value.Many _, Value.Bytes _, Value.Foreign _ -> "";
    };
  }
}
