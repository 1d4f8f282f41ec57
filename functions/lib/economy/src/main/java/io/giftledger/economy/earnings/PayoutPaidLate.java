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
 * A withdrawal that had failed was paid all the same, and its diamonds had been given back: they
 * are taken from what may be withdrawn. The money has left, whatever the creator has: of what they
 * have spent since, an account of its own says that they owe it, and theirs does not go below zero.
 *
 * @param withdrawal what was paid, as it is known to stand
 * @param payoutId the provider's id for the payout
 * @param resolution who said so, if a person did
 */
public record PayoutPaidLate(
    Withdrawal withdrawal, String payoutId, Optional<PayoutResolution> resolution) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("payout_paid_late");

  /** The field with the diamonds that were missing, in ten-thousandths; absent if none were. */
  static final String SHORT_E4 = "shortE4";

  /** The entry and the withdrawal as paid; stale if it has not failed after it was submitted. */
  public Movement<Earnings> movement(Head<Earnings> head, Instant at) {
    if (withdrawal.status() != Withdrawal.Status.FAILED || withdrawal.submittedAt().isEmpty()) {
      return new Movement.Stale<>();
    }
    long sequence = head.sequence() + 1;
    var late = new Withdrawal.Late(at, shortE4(withdrawal.diamonds(), head.state()));
    return new Movement.Append<>(
        draft(
            said(withdrawal, payoutId, sequence, late),
            PayoutResolution.digest(resolution, withdrawal.key()),
            head),
        PayoutResolution.beside(
            withdrawal.paidLate(payoutId, sequence, late),
            BookedPayout.booking(BookedPayout.What.PAYOUT, withdrawal, payoutId),
            resolution,
            head,
            at));
  }

  /** How many of the diamonds are not there any more, in ten-thousandths. */
  private static long shortE4(long diamonds, Earnings earnings) {
    return Math.max(0, Math.multiplyExact(diamonds, Earnings.E4) - earnings.diamondsE4());
  }

  /** How many diamonds were missing by an entry that paid late, in ten-thousandths; else 0. */
  public static long shortE4(Entry<Earnings> entry) {
    return entry.kind().equals(KIND) ? shortE4(entry.details()) : 0;
  }

  /** What is missing by an entry's details or a record. */
  static long shortE4(Item of) {
    return of.findNumber(SHORT_E4).orElse(0);
  }

  /** Says so, if something is missing. */
  static Item.Builder addShort(long e4, Item.Builder to) {
    return e4 == 0 ? to : to.number(SHORT_E4, e4);
  }

  private static Draft<Earnings> draft(Said said, Item resolution, Head<Earnings> head) {
    Item figures = said.figures();
    long diamonds = figures.number("diamonds");
    Money amount = new Money(figures.number("amountMinor"), figures.text("currency"));
    long feeMinor = figures.number("feeMinor");
    long e4 = Math.multiplyExact(diamonds, Earnings.E4);
    long shortE4 = shortE4(diamonds, head.state());
    return new Draft<>(
        KIND,
        new Legs()
            .add(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, shortE4 - e4)
            .add(ChartOfAccounts.PAYOUT_SHORTFALL, Assets.DIAMOND_E4, -shortE4)
            .add(ChartOfAccounts.PAYOUTS, Assets.DIAMOND_E4, e4)
            .add(ChartOfAccounts.PAYOUTS, amount.asset(), Math.addExact(amount.minor(), feeMinor))
            .add(ChartOfAccounts.CASH, amount.asset(), -amount.minor())
            .add(ChartOfAccounts.PAYOUT_FEES, amount.asset(), -feeMinor)
            .postings(),
        head.state().redeemLate(e4 - shortE4, amount, figures.instant("requestedAt")),
        said.record(),
        said.policyVersion(),
        addShort(shortE4, resolution.toBuilder())
            .text("requestedAt", figures.text("requestedAt"))
            .text("payoutId", figures.text("payoutId"))
            .build());
  }

  /** How its entry is told. */
  public static final Retelling<Earnings> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Earnings> draft(Entry<Earnings> entry, Head<Earnings> before) {
          return PayoutPaidLate.draft(told(entry), PayoutResolution.digest(entry), before);
        }

        @Override
        public List<Said> said(Entry<Earnings> entry) {
          return PayoutResolution.with(told(entry), entry);
        }
      };

  private static Said told(Entry<Earnings> entry) {
    List<Posting> postings = entry.postings();
    // What was taken and what is missing, or one of them, go before what was paid for them.
    int paid = 0;
    while (!postings.get(paid).account().equals(ChartOfAccounts.PAYOUTS)) paid++;
    Posting amount = postings.get(paid + 2);
    return said(
        Withdrawal.TYPE.keyOf(entry.item()).sort(),
        entry.details().text("payoutId"),
        entry.sequence(),
        new Withdrawal.Late(entry.at(), shortE4(entry.details())),
        entry.policyVersion(),
        postings.get(paid).amount() / Earnings.E4,
        new Money(-amount.amount(), amount.asset().code()),
        postings.get(paid + 1).amount() + amount.amount(),
        entry.details().instant("requestedAt"));
  }

  /**
   * What a withdrawal and the entry that paid it late say of each other.
   *
   * @param sequence the entry's number
   */
  static Said said(Withdrawal withdrawal, String payoutId, long sequence, Withdrawal.Late late) {
    return said(
        withdrawal.key().sort(),
        payoutId,
        sequence,
        late,
        withdrawal.policyVersion(),
        withdrawal.diamonds(),
        withdrawal.amount(),
        withdrawal.feeMinor(),
        withdrawal.requestedAt());
  }

  private static Said said(
      String record,
      String payoutId,
      long sequence,
      Withdrawal.Late late,
      long policyVersion,
      long diamonds,
      Money amount,
      long feeMinor,
      Instant requestedAt) {
    return new Said(
        record,
        KIND,
        sequence,
        late.at(),
        policyVersion,
        addShort(late.shortE4(), Item.builder())
            .number("diamonds", diamonds)
            .number("amountMinor", amount.minor())
            .text("currency", amount.currency())
            .number("feeMinor", feeMinor)
            .instant("requestedAt", requestedAt)
            .text("payoutId", payoutId)
            .build());
  }
}
