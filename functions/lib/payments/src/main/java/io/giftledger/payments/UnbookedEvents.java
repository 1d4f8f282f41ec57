package io.giftledger.payments;

import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Item;
import io.giftledger.payments.UnbookedEvent.Reason;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what providers tell of money and no entry says yet, and has a person told of it. */
@Singleton
public final class UnbookedEvents {

  private static final Logger LOG = LoggerFactory.getLogger(UnbookedEvents.class);

  private final Ledger ledger;
  private final InstantSource clock;

  /**
   * @param ledger whose table they are kept in
   */
  public UnbookedEvents(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Keeps an event, once, however often it is told. Each time rings the alarm: the time before may
   * have been cut off before it did. One that says something else under the id of another is kept
   * beside that, under an id of its own.
   *
   * @throws io.giftledger.ledger.LedgerBusyException if it could not be stored: it must be told
   *     again
   */
  public void keep(ProviderEvent event, Reason reason) {
    var unbooked = new UnbookedEvent(event, reason, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    Optional<Item> before = ledger.insert(unbooked.item());
    boolean isNew = before.isEmpty();
    if (before.filter(stands -> !unbooked.isToldIn(stands)).isPresent()) {
      isNew = ledger.insert(unbooked.besideAnother().item()).isEmpty();
    }
    // A metric filter in infrastructure/observability.yaml finds this line.
    LOG.atError()
        .addKeyValue("provider", event.provider())
        .addKeyValue("event", event.id())
        .addKeyValue("type", event.type())
        .addKeyValue("reason", reason.label())
        .addKeyValue("ref", event.ref().orElse(""))
        .addKeyValue("toldBefore", !isNew)
        .log("a provider's event is not booked");
  }
}
