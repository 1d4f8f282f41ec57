package io.giftledger.admin;

import io.giftledger.http.view.MoneyView;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.UnbookedEvent;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a provider told of money and no entry says.
 *
 * @param provider the provider
 * @param id its id for the event
 * @param type its word for what happened
 * @param reason why nothing books it
 * @param receivedAt when it was first told
 * @param user whom it concerns, as far as the provider says
 * @param ref what it concerns, likewise
 * @param paymentId the provider's id for the payment or payout, likewise
 * @param adjustmentId the provider's id for what became of the payment, if that is told
 * @param amount how much, likewise
 * @param booked whether it was booked since: an entry says it by now
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record UnbookedEventView(
    String provider,
    String id,
    String type,
    String reason,
    Instant receivedAt,
    Optional<String> user,
    Optional<String> ref,
    Optional<String> paymentId,
    Optional<String> adjustmentId,
    Optional<MoneyView> amount,
    boolean booked) {

  static UnbookedEventView of(UnbookedEvent unbooked, boolean booked) {
    ProviderEvent event = unbooked.event();
    return new UnbookedEventView(
        event.provider(),
        event.id(),
        event.type(),
        unbooked.reason().label(),
        unbooked.receivedAt(),
        event.user(),
        event.ref(),
        event.paymentId(),
        event.adjustmentId(),
        event.amount().map(MoneyView::of),
        booked);
  }

  /**
   * A page of events, the newest first.
   *
   * @param next the cursor of the next page; absent on the last
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Page(List<UnbookedEventView> events, Optional<String> next) {}
}
