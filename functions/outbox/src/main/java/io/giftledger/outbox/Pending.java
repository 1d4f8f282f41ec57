package io.giftledger.outbox;

import io.giftledger.ledger.Account;
import io.giftledger.ledger.earnings.ConvertedGift;
import io.giftledger.ledger.earnings.PayoutMessage;
import io.giftledger.ledger.earnings.Withdrawal;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.wallet.Gift;

/** A committed record that waits for what follows from it. */
public sealed interface Pending {

  /** What whoever sends it knows it by. */
  String id();

  /**
   * A gift that waits for its conversion.
   *
   * @param creator who received it
   */
  record SentGift(String id, String creator, ConvertedGift gift) implements Pending {}

  /** A withdrawal that waits for its payout. */
  record Payout(String id, PayoutMessage message) implements Pending {}

  /** Whether an item is a gift. */
  static boolean isGift(Key key) {
    return key.sort().startsWith(Gift.TYPE.prefix() + "#");
  }

  /** Whether an item is a withdrawal. */
  static boolean isWithdrawal(Key key) {
    return key.sort().startsWith(Withdrawal.TYPE.prefix() + "#");
  }

  /**
   * What a gift or withdrawal waits for, whatever its status.
   *
   * @param id what the sender knows it by
   * @throws RuntimeException if the item is neither, or is not whole
   */
  static Pending of(String id, Item item) {
    Key key = item.key();
    if (!Account.isOwner(key.owner())) throw new IllegalArgumentException("no owner: " + key);
    if (isGift(key)) return new SentGift(id, creator(item), gift(item));
    if (isWithdrawal(key)) return new Payout(id, PayoutMessage.of(key.owner(), key.id()));
    throw new IllegalArgumentException("neither gift nor withdrawal: " + key.sort());
  }

  private static String creator(Item item) {
    String creator = item.text("creator");
    if (!Account.isOwner(creator)) throw new IllegalArgumentException("no creator: " + creator);
    return creator;
  }

  private static ConvertedGift gift(Item item) {
    return new ConvertedGift(
        item.key().owner(),
        item.key().id(),
        item.text("gift"),
        item.number("quantity"),
        item.number("coins"),
        item.number("points"),
        Math.toIntExact(item.number("commissionBasisPoints")),
        item.number("policyVersion"));
  }
}
