package io.giftledger.queues;

import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;

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
   * What follows from an entry.
   *
   * @param id what the sender knows it by
   * @throws RuntimeException if nothing follows from it, or it is not whole
   */
  static Pending ofEntry(String id, Item entry) {
    String owner = owner(entry.key());
    String ref = entry.text("ref");
    return switch (EntryKind.ofLabel(entry.text("kind"))) {
      case GIFT_SENT -> {
        String[] details = entry.text("details").split(" ", -1);
        if (details.length != 6) throw new IllegalArgumentException("not a gift's details");
        yield new SentGift(
            id,
            creator(details[0]),
            new ConvertedGift(
                owner,
                id(ref, Gift.TYPE),
                details[1],
                Long.parseLong(details[2]),
                Long.parseLong(details[3]),
                Long.parseLong(details[4]),
                Integer.parseInt(details[5]),
                entry.number("policyVersion")));
      }
      case WITHDRAWAL_REQUESTED ->
          new Payout(id, PayoutMessage.of(owner, id(ref, Withdrawal.TYPE)));
      case RECHARGED, PLACE_VOIDED, BUDGET_SET, GIFTS_CONVERTED, PAYOUT_PAID, PAYOUT_FAILED ->
          throw new IllegalArgumentException("nothing follows from it: " + entry.text("kind"));
    };
  }

  /**
   * What a gift or withdrawal waits for, whatever its status.
   *
   * @param id what the sender knows it by
   * @throws RuntimeException if the item is neither, or is not whole
   */
  static Pending ofRecord(String id, Item record) {
    Key key = record.key();
    String owner = owner(key);
    if (isGift(key)) {
      return new SentGift(
          id,
          creator(record.text("creator")),
          new ConvertedGift(
              owner,
              key.id(),
              record.text("gift"),
              record.number("quantity"),
              record.number("coins"),
              record.number("points"),
              Math.toIntExact(record.number("commissionBasisPoints")),
              record.number("policyVersion")));
    }
    if (isWithdrawal(key)) return new Payout(id, PayoutMessage.of(owner, key.id()));
    throw new IllegalArgumentException("neither gift nor withdrawal: " + key.sort());
  }

  private static String owner(Key key) {
    if (!Account.isOwner(key.owner())) throw new IllegalArgumentException("no owner: " + key);
    return key.owner();
  }

  private static String creator(String name) {
    if (!Account.isOwner(name)) throw new IllegalArgumentException("no creator: " + name);
    return name;
  }

  private static String id(String ref, RecordType<?> type) {
    String prefix = type.prefix() + "#";
    if (!ref.startsWith(prefix)) throw new IllegalArgumentException("no " + prefix + ": " + ref);
    return ref.substring(prefix.length());
  }
}
