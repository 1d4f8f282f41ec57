package io.giftledger.ledger.model;

import static java.util.stream.Collectors.joining;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import java.util.List;
import java.util.Optional;

/** The words of a history: short, for a person to read. */
final class Told {

  private static final int ID_SHOWN = 6;

  private Told() {}

  static String call(Call call) {
    return switch (call) {
      case Call.Write(List<Write> writes) ->
          writes.stream().map(Told::write).collect(joining(" + ", "writes ", ""));
      case Call.Get(Key key, boolean consistent) -> reads(consistent) + key(key);
      case Call.Newest newest -> reads(newest.consistent()) + "the newest of " + newest.partition();
    };
  }

  private static String reads(boolean consistent) {
    return consistent ? "reads " : "reads, eventually consistent, ";
  }

  private static String write(Write write) {
    return switch (write) {
      case Write.Insert(Item item) -> item(item);
      case Write.Transition(Key key, _, _, _, Item set, _) ->
          key(key) + " to " + set.findText("status").orElse("(no status)");
    };
  }

  static String observation(Object observation) {
    return switch (observation) {
      case WriteResult.Applied _ -> "applied";
      case WriteResult.Unsettled _ -> "no answer";
      case WriteResult.ConditionsFailed(var failures) ->
          failures.entrySet().stream()
              .map(
                  failure ->
                      failure
                          .getValue()
                          .map(item -> "there is " + item(item))
                          .orElseGet(() -> "there is no " + key(failure.getKey())))
              .collect(joining(", ", "condition false: ", ""));
      case Optional<?> found -> found.map(Told::observation).orElse("nothing");
      case List<?> found ->
          found.isEmpty()
              ? "nothing"
              : found.stream().map(Told::observation).collect(joining(", "));
      case Item item -> item(item);
      default -> observation.toString();
    };
  }

  static String answers(List<Object> answers) {
    return answers.stream()
        .map(
            answer ->
                answer instanceof Record ? answer.getClass().getSimpleName() : observation(answer))
        .collect(joining(", "));
  }

  private static String item(Item item) {
    StringBuilder text = new StringBuilder(key(item.key()));
    item.findText("kind").ifPresent(kind -> text.append(' ').append(kind));
    item.findText("ref").map(Told::sort).ifPresent(ref -> text.append(' ').append(ref));
    item.findText("status").ifPresent(status -> text.append(' ').append(status));
    return text.toString().trim();
  }

  private static String key(Key key) {
    return sort(key.sort());
  }

  /** A sort key without a number's leading zeros and without most of an id. */
  private static String sort(String sort) {
    int hash = sort.indexOf('#');
    if (hash < 0) return sort;
    String id = sort.substring(hash + 1);
    if (id.matches("\\d{12}")) id = Long.toString(Long.parseLong(id));
    return sort.substring(0, hash + 1) + id.substring(0, Math.min(ID_SHOWN, id.length()));
  }
}
