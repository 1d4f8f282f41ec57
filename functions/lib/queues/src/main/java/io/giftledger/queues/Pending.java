package io.giftledger.queues;

import io.giftledger.economy.challenge.Award;
import io.giftledger.economy.challenge.AwardOpened;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.DiamondsExchanged;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.WithdrawalRequested;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.PurchaseReturned;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A committed record that waits for what follows from it. */
public sealed interface Pending {

  /** The kinds of entries that something follows from. */
  Set<String> FOLLOWED =
      Stream.of(
              GiftSent.KIND,
              WithdrawalRequested.KIND,
              PurchaseReturned.KIND,
              DiamondsExchanged.KIND,
              AwardOpened.KIND)
          .map(EntryKind::label)
          .collect(Collectors.toUnmodifiableSet());

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

  /** A purchase that was returned, whose money is to be paid back. */
  record Refund(String id, RefundMessage message) implements Pending {}

  /**
   * An exchange or an award that waits for its arrival.
   *
   * @param receiver whose account it arrives at
   */
  record Transferring(String id, String receiver, TransferMessage message) implements Pending {}

  /** Whether an item is a gift. */
  static boolean isGift(Key key) {
    return key.sort().startsWith(Gift.TYPE.prefix() + "#");
  }

  /** Whether an item is a withdrawal. */
  static boolean isWithdrawal(Key key) {
    return key.sort().startsWith(Withdrawal.TYPE.prefix() + "#");
  }

  /** Whether an item is a recharge. */
  static boolean isRecharge(Key key) {
    return key.sort().startsWith(Recharge.TYPE.prefix() + "#");
  }

  /** Whether something follows from entries of a kind. */
  static boolean followsFrom(String kind) {
    return FOLLOWED.contains(kind);
  }

  /**
   * What follows from an entry.
   *
   * @param id what the sender knows it by
   * @throws RuntimeException if nothing follows from it, or nothing can: it is not whole, or says
   *     what cannot be
   */
  static Pending ofEntry(String id, Item entry) {
    String owner = requireUser(entry.key().owner());
    String kind = entry.text("kind");
    if (kind.equals(GiftSent.KIND.label())) {
      String creator = requireUser(entry.map("details").text("creator"));
      ConvertedGift gift = ConvertedGift.ofEntry(entry);
      if (!GiftBatch.isPossible(gift)) {
        throw new IllegalArgumentException("no gift that can be converted: " + gift);
      }
      return new SentGift(id, creator, gift);
    }
    if (kind.equals(WithdrawalRequested.KIND.label())) {
      return new Payout(id, PayoutMessage.of(owner, Withdrawal.TYPE.id(entry.text("ref"))));
    }
    if (kind.equals(PurchaseReturned.KIND.label())) {
      String recharge = Recharge.TYPE.id(entry.text("ref"));
      return new Refund(
          id, new RefundMessage(owner, recharge, entry.map("details").text("adjustment")));
    }
    if (kind.equals(DiamondsExchanged.KIND.label())) {
      return transferring(id, owner, Exchange.TYPE.keyOf(entry));
    }
    if (kind.equals(AwardOpened.KIND.label())) {
      String creator = requireUser(entry.map("details").text("creator"));
      return transferring(id, creator, Award.TYPE.keyOf(entry));
    }
    throw new IllegalArgumentException("nothing follows from it: " + kind);
  }

  private static Pending transferring(String id, String receiver, Key record) {
    return new Transferring(id, receiver, new TransferMessage(record));
  }

  private static String requireUser(String id) {
    if (!Account.isOwner(id)) throw new IllegalArgumentException("no user: " + id);
    return id;
  }
}
