package io.giftledger.admin;

import io.giftledger.http.Problem;
import io.giftledger.http.ProblemException;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.payments.UnbookedEvent;
import io.giftledger.payments.booking.BookedSince;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What providers told of money that no entry says, newest first. It is stored by the provider's
 * ids, so that each is there once: a page reads them all, which are few.
 */
final class EventList {

  /** More are for the operator's command. */
  private static final int LISTED_MAX = 5_000;

  private static final int READ_AT_ONCE = 1_000;

  private static final Comparator<Item> NEWEST_FIRST =
      Comparator.<Item, Instant>comparing(item -> item.instant("receivedAt"))
          .thenComparing(item -> item.key().sort())
          .reversed();

  private EventList() {}

  /**
   * A page of them.
   *
   * @param booked knows which of them were booked since
   * @param after the last one of the page before, if there was one
   * @throws ProblemException {@code too_many_events}; {@code invalid_request} if there is no such
   *     last one
   */
  static UnbookedEventView.Page page(
      Table table, BookedSince booked, int limit, Optional<Key> after) {
    List<Item> all = new ArrayList<>(read(table));
    all.sort(NEWEST_FIRST);
    int from = after.map(last -> 1 + placeOf(last, all)).orElse(0);
    List<Item> page = all.subList(from, Math.min(from + limit, all.size()));
    return new UnbookedEventView.Page(
        page.stream()
            .map(UnbookedEvent::read)
            .map(kept -> UnbookedEventView.of(kept, booked.isBooked(kept)))
            .toList(),
        from + limit < all.size()
            ? Optional.of(Cursor.after(page.getLast().key()))
            : Optional.empty());
  }

  private static int placeOf(Key last, List<Item> all) {
    int place = all.stream().map(Item::key).toList().indexOf(last);
    if (place < 0)
      throw Problem.invalidField("cursor", "must be the next of an earlier page").exception();
    return place;
  }

  private static List<Item> read(Table table) {
    List<Item> all = new ArrayList<>();
    List<Item> read;
    do {
      Optional<String> below =
          all.isEmpty() ? Optional.empty() : Optional.of(all.getLast().key().sort());
      read =
          table.newest(
              UnbookedEvent.PARTITION, UnbookedEvent.SORT_KEY_PREFIX, READ_AT_ONCE, below, true);
      all.addAll(read);
      if (all.size() > LISTED_MAX) {
        throw new Problem(
                422,
                "too_many_events",
                "So many events are no list. The operator's command has them all.",
                Map.of("events_max", LISTED_MAX))
            .exception();
      }
    } while (!read.isEmpty());
    return all;
  }
}
