package io.giftledger.economy;

import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.economy.wallet.BookedAdjustment;
import io.giftledger.economy.wallet.BookedPayment;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * That payments, and what became of them, are booked: as their marks say ({@link BookedPayment},
 * {@link BookedAdjustment}), each in a partition of its own, and as the records say with which they
 * are booked. An audit holds the ones against the others; a mark that is gone would let money be
 * booked once more.
 */
public final class Bookings {

  private Bookings() {}

  /** Whether an item is such a mark. */
  public static boolean isMark(Key key) {
    return key.partition().startsWith(BookedPayment.PARTITION_PREFIX);
  }

  /**
   * What a stored mark says.
   *
   * @throws RuntimeException if it cannot be read
   */
  public static List<Credited> marked(Item mark) {
    return mark.key().sort().equals(BookedPayment.TYPE.prefix())
        ? credited(BookedPayment.read(mark))
        : List.of(credited(BookedAdjustment.read(mark)));
  }

  /** What a recharge says of the marks that there must be: none as long as it is not paid. */
  static List<Credited> of(Recharge recharge) {
    if (recharge.status() != Recharge.Status.PAID) return List.of();
    String payment = recharge.paymentId().orElseThrow();
    Booking by =
        new Booking(recharge.settlement().orElseThrow(), recharge.settledAt().orElseThrow());
    return with(
        BookedPayment.credited(recharge, payment, by),
        recharge.key().partition(),
        recharge.adjustments());
  }

  /** Likewise of one that was taken as unapplied, whatever it was applied to. */
  static List<Credited> of(UnappliedPayment payment) {
    return with(payment.booked(), payment.key().partition(), payment.adjustments());
  }

  private static List<Credited> with(
      BookedPayment payment, String account, Adjustments adjustments) {
    Stream<Credited> booked =
        adjustments.all().stream()
            .map(one -> BookedAdjustment.of(payment.provider(), payment.paymentId(), account, one))
            .flatMap(Optional::stream)
            .map(Bookings::credited);
    return Stream.concat(credited(payment).stream(), booked).toList();
  }

  private static List<Credited> credited(BookedPayment payment) {
    String provider = Unapplied.of(payment.provider()).partitionKey();
    return Stream.concat(
            payment.unapplied().map(by -> booked(payment.key(), provider, by, "")).stream(),
            payment
                .credit()
                .map(
                    its ->
                        booked(
                            payment.key(),
                            its.recharge().key().partition(),
                            its.by(),
                            its.recharge().id()))
                .stream())
        .toList();
  }

  private static Credited credited(BookedAdjustment adjustment) {
    return booked(adjustment.key(), adjustment.account(), adjustment.by(), adjustment.paymentId());
  }

  private static Credited booked(Key mark, String account, Booking by, String figures) {
    return new Credited(mark, account, by.sequence(), by.at(), 0, figures);
  }
}
