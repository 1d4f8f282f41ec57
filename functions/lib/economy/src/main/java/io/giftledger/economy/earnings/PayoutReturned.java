package io.giftledger.economy.earnings;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Legs;
import io.giftledger.economy.Money;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A bank sent back, perhaps days later, what a withdrawal had paid: the money and the diamonds come
 * back (those that were missing when it was paid are owed no more), and the week in which it was
 * requested counts it no more. The creator's fee is given back, too; what the provider charged for
 * the payout stays charged.
 *
 * @param withdrawal what was paid, as it is known to stand
 * @param returnId the provider's id for the return
 * @param reason why, in a word of {@code a-z}, {@code 0-9} and {@code _} that is fit to show to the
 *     creator
 * @param resolution who said so, if a person did
 */
public record PayoutReturned(
    Withdrawal withdrawal, String returnId, String reason, Optional<PayoutResolution> resolution) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("payout_returned");

  /** Why, where nobody has said more. */
  public static final String REASON_UNKNOWN = "returned";

  /** Refuses what cannot stand in an entry. */
  public PayoutReturned {
    if (!returnId.matches("[\\x21-\\x7e]{1,255}") || !reason.matches("[a-z0-9_]{1,64}")) {
      throw new IllegalArgumentException("no return: " + returnId + ", " + reason);
    }
  }

  /** The entry and the withdrawal as returned; stale if it is not paid, or returned before. */
  public Movement<Earnings> movement(Head<Earnings> head, Instant at) {
    if (withdrawal.status() != Withdrawal.Status.PAID) return new Movement.Stale<>();
    long sequence = head.sequence() + 1;
    var back = new Withdrawal.Return(returnId, reason, at);
    return new Movement.Append<>(
        draft(
            said(withdrawal, back, sequence),
            PayoutResolution.digest(resolution, withdrawal.key()),
            head),
        PayoutResolution.beside(
            withdrawal.returned(back, sequence),
            BookedPayout.booking(BookedPayout.What.RETURN, withdrawal, returnId),
            resolution,
            head,
            at));
  }

  private static Draft<Earnings> draft(Said said, Item resolution, Head<Earnings> head) {
    Item figures = said.figures();
    long diamonds = figures.number("diamonds");
    Money amount = new Money(figures.number("amountMinor"), figures.text("currency"));
    long feeMinor = figures.number("feeMinor");
    long shortE4 = PayoutPaidLate.shortE4(figures);
    long e4 = Math.multiplyExact(diamonds, Earnings.E4);
    return new Draft<>(
        KIND,
        new Legs()
            .add(ChartOfAccounts.PAYOUTS, Assets.DIAMOND_E4, -e4)
            .add(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, e4 - shortE4)
            .add(ChartOfAccounts.PAYOUT_SHORTFALL, Assets.DIAMOND_E4, shortE4)
            .add(ChartOfAccounts.CASH, amount.asset(), amount.minor())
            .add(ChartOfAccounts.PAYOUTS, amount.asset(), -Math.addExact(amount.minor(), feeMinor))
            .add(ChartOfAccounts.PAYOUT_FEES, amount.asset(), feeMinor)
            .postings(),
        head.state().takeBack(e4 - shortE4, amount, figures.instant("requestedAt")),
        said.record(),
        said.policyVersion(),
        PayoutPaidLate.addShort(shortE4, resolution.toBuilder())
            .text("requestedAt", figures.text("requestedAt"))
            .text("returnId", figures.text("returnId"))
            .text("returnReason", figures.text("returnReason"))
            .build());
  }

  /** How its entry is told. */
  public static final Retelling<Earnings> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Earnings> draft(Entry<Earnings> entry, Head<Earnings> before) {
          return PayoutReturned.draft(told(entry), PayoutResolution.digest(entry), before);
        }

        @Override
        public List<Said> said(Entry<Earnings> entry) {
          return PayoutResolution.with(told(entry), entry);
        }
      };

  private static Said told(Entry<Earnings> entry) {
    Item details = entry.details();
    List<Posting> postings = entry.postings();
    int cash = 1;
    while (!postings.get(cash).account().equals(ChartOfAccounts.CASH)) cash++;
    Posting amount = postings.get(cash);
    return said(
        Withdrawal.TYPE.keyOf(entry.item()).sort(),
        new Withdrawal.Return(details.text("returnId"), details.text("returnReason"), entry.at()),
        entry.sequence(),
        entry.policyVersion(),
        -postings.getFirst().amount() / Earnings.E4,
        new Money(amount.amount(), amount.asset().code()),
        -postings.get(cash + 1).amount() - amount.amount(),
        PayoutPaidLate.shortE4(details),
        details.instant("requestedAt"));
  }

  /**
   * What a withdrawal and the entry that gave it back say of each other.
   *
   * @param sequence the entry's number
   */
  static Said said(Withdrawal withdrawal, Withdrawal.Return back, long sequence) {
    return said(
        withdrawal.key().sort(),
        back,
        sequence,
        withdrawal.policyVersion(),
        withdrawal.diamonds(),
        withdrawal.amount(),
        withdrawal.feeMinor(),
        withdrawal.late().map(Withdrawal.Late::shortE4).orElse(0L),
        withdrawal.requestedAt());
  }

  private static Said said(
      String record,
      Withdrawal.Return back,
      long sequence,
      long policyVersion,
      long diamonds,
      Money amount,
      long feeMinor,
      long shortE4,
      Instant requestedAt) {
    return new Said(
        record,
        KIND,
        sequence,
        back.at(),
        policyVersion,
        PayoutPaidLate.addShort(shortE4, Item.builder())
            .number("diamonds", diamonds)
            .number("amountMinor", amount.minor())
            .text("currency", amount.currency())
            .number("feeMinor", feeMinor)
            .instant("requestedAt", requestedAt)
            .text("returnId", back.id())
            .text("returnReason", back.reason())
            .build());
  }
}
