package io.giftledger.admin;

import io.giftledger.dynamodb.PolicyVersions;
import io.giftledger.economy.policy.PolicyChanges.Change;
import io.giftledger.economy.policy.PolicyReading.Fault;
import io.giftledger.ledger.table.Value;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Versions of the policy as an operator sees them. */
final class PolicyViews {

  private PolicyViews() {}

  /**
   * What a check found.
   *
   * @param version the number that the document says it has; absent if there are faults
   * @param faults all that is wrong; none if it may be published
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Checked(Optional<Long> version, List<FaultView> faults) {}

  /**
   * Something that is wrong.
   *
   * @param path where
   * @param message what
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record FaultView(String path, String message) {
    static List<FaultView> of(List<Fault> faults) {
      return faults.stream().map(fault -> new FaultView(fault.path(), fault.words())).toList();
    }
  }

  /**
   * A version in a list. Of one that was put by hand nothing but its number is known.
   *
   * @param version its number
   * @param publishedBy who published it
   * @param note why
   * @param publishedAt when
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Listed(
      long version,
      Optional<String> publishedBy,
      Optional<String> note,
      Optional<Instant> publishedAt) {

    static Listed of(PolicyVersions.Listed version) {
      return new Listed(
          version.version(), version.publishedBy(), version.note(), version.publishedAt());
    }
  }

  /**
   * A page of versions.
   *
   * @param next the cursor of the next page; absent on the last
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Page(List<Listed> policies, Optional<String> next) {}

  /**
   * What a version has otherwise than an earlier one.
   *
   * @param version the one
   * @param since the other
   * @param changes {@code path}, {@code before} and {@code after} of each member that is another;
   *     what a version does not have is absent
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Difference(long version, long since, List<Map<String, Object>> changes) {

    static Difference of(long version, long since, List<Change> changes) {
      return new Difference(version, since, changes.stream().map(Difference::view).toList());
    }

    private static Map<String, Object> view(Change change) {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("path", change.path());
      change.before().ifPresent(value -> view.put("before", json(value)));
      change.after().ifPresent(value -> view.put("after", json(value)));
      return view;
    }
  }

  /** A value of a document as it becomes JSON again. */
  static Object json(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text;
      case Value.Number(long number) -> number;
      case Value.Flag(boolean flag) -> flag;
      case Value.Many(List<Value> values) -> values.stream().map(PolicyViews::json).toList();
      case Value.Fields(Map<String, Value> fields) -> {
        Map<String, Object> object = new LinkedHashMap<>();
        fields.forEach((name, member) -> object.put(name, json(member)));
        yield object;
      }
      case Value.Foreign(String words) -> words;
      case Value.Bytes bytes -> bytes.toString();
    };
  }
}
