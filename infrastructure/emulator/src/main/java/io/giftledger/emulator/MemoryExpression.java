package io.giftledger.emulator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * DynamoDB's expressions, as far as the ledger writes any.
 *
 * @param names what stands for an attribute's name
 * @param values what stands for a value
 */
record MemoryExpression(Map<String, String> names, Map<String, AttributeValue> values) {

  /** Behind every sort key. */
  private static final String END = "\uFFFF\uFFFF";

  private static final String NAME = "(#?\\w+)";
  private static final String VALUE = "(:\\w+)";
  private static final Pattern AND = Pattern.compile(" AND (?!:)");
  private static final Pattern COMMA = Pattern.compile(", ");
  private static final Pattern ABSENT = Pattern.compile("attribute_not_exists\\(" + NAME + "\\)");
  private static final Pattern EQUAL = Pattern.compile(NAME + " = " + VALUE);
  private static final Pattern ONE_OF = Pattern.compile(NAME + " IN \\((:\\w+(?:, :\\w+)*)\\)");
  private static final Pattern UPDATE = Pattern.compile("SET (.+?)(?: REMOVE (.+))?");
  private static final Pattern PREFIX = Pattern.compile("begins_with\\(SK, " + VALUE + "\\)");
  private static final Pattern BETWEEN = Pattern.compile("SK BETWEEN " + VALUE + " AND " + VALUE);

  /** Which keys a query is about: those of a partition that are within bounds. */
  record Range(String partition, String from, String to, Predicate<String> within) {}

  /**
   * Whether a condition holds for an item, or for none.
   *
   * @throws UnsupportedOperationException if the condition is none that the ledger writes
   */
  boolean holds(@Nullable String condition, Map<String, AttributeValue> item) {
    return condition == null || Arrays.stream(AND.split(condition)).allMatch(is -> is(is, item));
  }

  private boolean is(String term, Map<String, AttributeValue> item) {
    Matcher absent = ABSENT.matcher(term);
    if (absent.matches()) return !item.containsKey(name(absent.group(1)));
    Matcher equal = EQUAL.matcher(term);
    if (equal.matches()) return value(equal.group(2)).equals(item.get(name(equal.group(1))));
    Matcher oneOf = ONE_OF.matcher(term);
    if (!oneOf.matches()) throw new UnsupportedOperationException(term);
    AttributeValue there = item.get(name(oneOf.group(1)));
    return Arrays.stream(COMMA.split(oneOf.group(2))).anyMatch(one -> value(one).equals(there));
  }

  /** An item after an update. */
  Map<String, AttributeValue> updated(String update, Map<String, AttributeValue> item) {
    Matcher parts = UPDATE.matcher(update);
    if (!parts.matches()) throw new UnsupportedOperationException(update);
    Map<String, AttributeValue> updated = new HashMap<>(item);
    for (String one : COMMA.split(parts.group(1))) {
      Matcher set = EQUAL.matcher(one);
      if (!set.matches()) throw new UnsupportedOperationException(one);
      updated.put(name(set.group(1)), value(set.group(2)));
    }
    if (parts.group(2) != null) {
      for (String one : COMMA.split(parts.group(2))) updated.remove(name(one));
    }
    return updated;
  }

  /** What a query's condition on keys asks for. */
  Range range(String condition) {
    List<String> terms = List.of(AND.split(condition));
    Matcher partition = EQUAL.matcher(terms.getFirst());
    if (!partition.matches() || !name(partition.group(1)).equals("PK") || terms.size() > 2) {
      throw new UnsupportedOperationException(condition);
    }
    String owner = value(partition.group(2)).s();
    if (terms.size() == 1) return new Range(owner, "", END, _ -> true);
    Matcher prefix = PREFIX.matcher(terms.getLast());
    if (prefix.matches()) {
      String start = value(prefix.group(1)).s();
      return new Range(owner, start, start + END, key -> key.startsWith(start));
    }
    Matcher between = BETWEEN.matcher(terms.getLast());
    if (!between.matches()) throw new UnsupportedOperationException(condition);
    return new Range(owner, value(between.group(1)).s(), value(between.group(2)).s(), _ -> true);
  }

  private String name(String word) {
    return word.startsWith("#") ? Objects.requireNonNull(names.get(word), "no name " + word) : word;
  }

  private AttributeValue value(String word) {
    return Objects.requireNonNull(values.get(word), "no value " + word);
  }
}
