package io.giftledger.account;

import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.RecordType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of records whose ids say nothing of their time: the one that was opened last first.
 *
 * @param next the cursor of the next page; empty on the last
 */
record Page<R extends BusinessRecord>(List<R> records, Optional<String> next) {

  /**
   * A page of them.
   *
   * @param all all records that there are, in any order
   * @param limit at most so many
   * @param before only those that were opened before this one, if present
   */
  static <R extends BusinessRecord> Page<R> of(
      RecordType<R> type,
      List<R> all,
      Function<R, Cursor.Opened> opened,
      int limit,
      Optional<Cursor.Opened> before) {
    List<R> rest =
        all.stream()
            .filter(record -> before.isEmpty() || before.get().compareTo(opened.apply(record)) < 0)
            .sorted((one, other) -> opened.apply(one).compareTo(opened.apply(other)))
            .toList();
    List<R> page = rest.subList(0, Math.min(limit, rest.size()));
    return new Page<>(
        page,
        rest.size() > page.size()
            ? Optional.of(Cursor.after(type, opened.apply(page.getLast())))
            : Optional.empty());
  }
}
