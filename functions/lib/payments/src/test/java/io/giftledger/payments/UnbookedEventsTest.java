package io.giftledger.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.ledger.Format;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerBusyException;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.MemoryTable;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import io.giftledger.payments.UnbookedEvent.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnbookedEventsTest {

  private static final ProviderEvent REFUND =
      new ProviderEvent(
          "sandbox",
          "evt_1",
          "payment.refunded",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "{}");

  private Instant now = Instant.parse("2026-11-26T23:59:59Z");

  /** A table that has the answer lost of so many writes. */
  private static final class ForgetfulTable implements Table {
    private final MemoryTable stored = new MemoryTable();
    private int lost;

    private ForgetfulTable(int lost) {
      this.lost = lost;
    }

    @Override
    public WriteResult write(List<Write> writes) {
      return lost-- > 0 ? new WriteResult.Unsettled(false, "time-out") : stored.write(writes);
    }

    @Override
    public void replace(Item item) {
      stored.replace(item);
    }

    @Override
    public Optional<Item> get(Key key, boolean consistent) {
      return stored.get(key, consistent);
    }

    @Override
    public List<Item> newest(
        String partition, String prefix, int limit, Optional<String> below, boolean consistent) {
      return stored.newest(partition, prefix, limit, below, consistent);
    }
  }

  @Test
  void an_event_that_is_told_again_on_another_day_is_kept_once() {
    Table table = new MemoryTable();
    Instant first = now;
    UnbookedEvents events = on(table);

    events.keep(REFUND, Reason.MORE_THAN_PAID);
    now = now.plusSeconds(86_400);
    events.keep(REFUND, Reason.MORE_THAN_PAID);

    assertEquals(List.of(new UnbookedEvent(REFUND, Reason.MORE_THAN_PAID, first)), kept(table));
  }

  @Test
  void another_event_with_the_id_of_one_that_is_kept_is_kept_beside_it_once() {
    Table table = new MemoryTable();
    ProviderEvent other =
        new ProviderEvent(
            "sandbox",
            REFUND.id(),
            REFUND.type(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "{\"more\":1}");

    for (int time = 0; time < 2; time++) {
      on(table).keep(REFUND, Reason.MORE_THAN_PAID);
      on(table).keep(other, Reason.NOT_UNDERSTOOD);
      on(table).keep(REFUND, Reason.UNKNOWN_RECHARGE);
    }

    assertEquals(
        List.of("{\"more\":1}", "{}"),
        kept(table).stream().map(event -> event.event().body()).toList());
    assertEquals(REFUND.id(), kept(table).getLast().event().id());
    assertTrue(kept(table).getFirst().event().id().startsWith(REFUND.id() + "~"));
  }

  @Test
  void a_table_without_an_answer_is_asked_again_and_then_the_provider_is() {
    Table hesitant = new ForgetfulTable(3);
    on(hesitant).keep(REFUND, Reason.MORE_THAN_PAID);
    assertEquals(1, kept(hesitant).size());

    Table silent = new ForgetfulTable(1_000);
    assertThrows(LedgerBusyException.class, () -> on(silent).keep(REFUND, Reason.MORE_THAN_PAID));
    assertEquals(List.of(), kept(silent));
  }

  private UnbookedEvents on(Table table) {
    return new UnbookedEvents(
        new Ledger(table, () -> now, (lost, attempt) -> true, Format.CURRENT), () -> now);
  }

  private static List<UnbookedEvent> kept(Table table) {
    return table.newest("PROVIDER_EVENTS", "EVENT#", 100, Optional.empty(), true).stream()
        .map(UnbookedEvent::read)
        .toList();
  }
}
