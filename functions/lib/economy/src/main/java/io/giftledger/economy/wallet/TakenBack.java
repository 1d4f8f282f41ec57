package io.giftledger.economy.wallet;

import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.economy.wallet.Adjustments.One;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Item;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * What refunds and disputes have taken back of one payment, as it stands: the coins that were taken
 * out of lots, as they lay there, and by that how many were spent, and are owed or were. The next
 * refund, and one that fails, begin with putting all of it back, so that a wallet is what it would
 * be if only those that still stand had ever been told, in whatever order they are.
 *
 * @param lots the coins that were taken, and their money
 * @param coins how many bought coins were taken back, those that were spent among them
 * @param bonusCoins how many bonus coins, likewise
 */
public record TakenBack(Lots lots, long coins, long bonusCoins) {

  /** Nothing was taken back. */
  public static final TakenBack NONE = new TakenBack(Lots.NONE, 0, 0);

  private static final String LOTS = "takenLots";
  private static final String COINS = "takenCoins";
  private static final String BONUS_COINS = "takenBonusCoins";

  /**
   * What is taken back of a recharge's payment now.
   *
   * @param recharge as its entries say
   */
  static TakenBack of(Ledger ledger, Recharge recharge) {
    Account<Wallet> wallet = Wallet.BOOK.account(recharge.viewer());
    return recharge.adjustments().all().stream()
        .flatMap(TakenBack::bookings)
        .map(Booking::sequence)
        .max(Comparator.naturalOrder())
        .map(
            sequence ->
                PaymentAdjusted.takenBack(
                    ledger.entry(wallet, sequence).orElseThrow(),
                    ledger.entry(wallet, sequence - 1).orElseThrow().state()))
        .orElse(NONE);
  }

  /** A return takes coins that nobody spent; that it is undone may pay what is owed. */
  private static Stream<Booking> bookings(One one) {
    return switch (one.adjustment().cause()) {
      case REFUND, DISPUTE -> Stream.concat(one.booked().stream(), one.reversed().stream());
      case RETURN -> one.reversed().stream();
      case FEE, FEE_RETURNED -> Stream.empty();
    };
  }

  /** How many bought coins were not there. */
  long missing() {
    return coins - lots.coins(Lot.Kind.PAID);
  }

  /** How many bonus coins were not there. */
  long missingBonus() {
    return bonusCoins - lots.coins(Lot.Kind.BONUS);
  }

  /** With what stood before the entry, as its details say it; nothing of it is said of nothing. */
  Item in(Item details) {
    Item.Builder item = details.toBuilder();
    if (!equals(NONE)) item.number(COINS, coins).number(BONUS_COINS, bonusCoins);
    if (lots.coins() > 0) item.text(LOTS, lots.toString());
    return item.build();
  }

  /** Reads what {@link #in} wrote. */
  static TakenBack read(Item details) {
    return new TakenBack(
        Lots.parse(details.findText(LOTS).orElse("")),
        details.findNumber(COINS).orElse(0),
        details.findNumber(BONUS_COINS).orElse(0));
  }
}
