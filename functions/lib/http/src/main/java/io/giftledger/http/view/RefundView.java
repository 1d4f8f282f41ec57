package io.giftledger.http.view;

import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.table.Item;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a viewer returned of a purchase.
 *
 * @param status {@code requested}, {@code submitted} once the provider has taken it on, {@code
 *     failed} if it paid nothing back and the coins have come again
 * @param amount what is paid back, tax included
 * @param coins that were returned, of those that were bought; absent in a list
 * @param bonusCoins of those that came with them; absent in a list
 */
@Serdeable(naming = SnakeCaseStrategy.class)
public record RefundView(
    String id,
    String status,
    MoneyView amount,
    OptionalLong coins,
    OptionalLong bonusCoins,
    String requestedAt) {

  /** It as it was when it was booked. */
  public static RefundView booked(Entry<Wallet> entry) {
    Item details = entry.details();
    return new RefundView(
        details.text("adjustment"),
        "requested",
        MoneyView.of(new Money(details.number("amountMinor"), details.text("currency"))),
        OptionalLong.of(details.number("coins")),
        OptionalLong.of(details.number("bonusCoins")),
        entry.at().toString());
  }

  /** All that were asked for, as they are; empty if none was. */
  static Optional<List<RefundView>> of(Adjustments adjustments) {
    return Optional.of(
            adjustments.all().stream()
                .filter(one -> one.adjustment().cause() == Adjustment.Cause.RETURN)
                .map(RefundView::of)
                .toList())
        .filter(list -> !list.isEmpty());
  }

  private static RefundView of(Adjustments.One one) {
    String open = one.isToBeRefunded() ? "requested" : "submitted";
    return new RefundView(
        one.adjustment().id(),
        one.status() == Adjustments.Status.REVERSED ? "failed" : open,
        MoneyView.of(one.adjustment().amount()),
        OptionalLong.empty(),
        OptionalLong.empty(),
        one.booked().orElseThrow().at().toString());
  }
}
