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
 * are taken from what may be withdrawn, if there are as many. A creator who has fewer owes what is
 * missing, and nothing is booked before it is there: no account goes below zero without a word.
 *
 * @param withdrawal what was paid, as it is known to stand
 * @param payoutId the provider's id for the payout
 * @param resolution who said so, if a person did
 */
public record PayoutPaidLate(
    Withdrawal withdrawal, String payoutId, Optional<PayoutResolution> resolution) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("payout_paid_late");

  /**
   * The entry and the withdrawal as paid; stale if it has not failed after it was submitted, or the
   * creator has fewer diamonds.
   */
  public Movement<Earnings> movement(Head<Earnings> head, Instant at) {
    if (withdrawal.status() != Withdrawal.Status.FAILED
        || withdrawal.submittedAt().isEmpty()
        || head.state().diamonds() < withdrawal.diamonds()) {
      return new Movement.Stale<>();
    }
    long sequence = head.sequence() + 1;
    return new Movement.Append<>(
        draft(
            said(withdrawal, payoutId, sequence, at),
            PayoutResolution.digest(resolution, withdrawal.key()),
            head),
        PayoutResolution.beside(withdrawal.paidLate(payoutId, sequence, at), resolution, head, at));
  }

  private static Draft<Earnings> draft(Said said, Item resolution, Head<Earnings> head) {
    Item figures = said.figures();
    long diamonds = figures.number("diamonds");
    Money amount = new Money(figures.number("amountMinor"), figures.text("currency"));
    long feeMinor = figures.number("feeMinor");
    long e4 = Math.multiplyExact(diamonds, Earnings.E4);
    return new Draft<>(
        KIND,
        new Legs()
            .add(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, -e4)
            .add(ChartOfAccounts.PAYOUTS, Assets.DIAMOND_E4, e4)
            .add(ChartOfAccounts.PAYOUTS, amount.asset(), Math.addExact(amount.minor(), feeMinor))
            .add(ChartOfAccounts.CASH, amount.asset(), -amount.minor())
            .add(ChartOfAccounts.PAYOUT_FEES, amount.asset(), -feeMinor)
            .postings(),
        head.state().redeemLate(diamonds, amount, figures.instant("requestedAt")),
        said.record(),
        said.policyVersion(),
        resolution.toBuilder()
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
    Posting amount = postings.get(3);
    return said(
        Withdrawal.TYPE.keyOf(entry.item()).sort(),
        entry.details().text("payoutId"),
        entry.sequence(),
        entry.at(),
        entry.policyVersion(),
        postings.get(1).amount() / Earnings.E4,
        new Money(-amount.amount(), amount.asset().code()),
        postings.get(2).amount() + amount.amount(),
        entry.details().instant("requestedAt"));
  }

  /**
   * What a withdrawal and the entry that paid it late say of each other.
   *
   * @param sequence the entry's number
   * @param at the entry's instant
   */
  static Said said(Withdrawal withdrawal, String payoutId, long sequence, Instant at) {
    return said(
        withdrawal.key().sort(),
        payoutId,
        sequence,
        at,
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
      Instant at,
      long policyVersion,
      long diamonds,
      Money amount,
      long feeMinor,
      Instant requestedAt) {
    return new Said(
        record,
        KIND,
        sequence,
        at,
        policyVersion,
        Item.builder()
            .number("diamonds", diamonds)
            .number("amountMinor", amount.minor())
            .text("currency", amount.currency())
            .number("feeMinor", feeMinor)
            .instant("requestedAt", requestedAt)
            .text("payoutId", payoutId)
            .build());
  }
}
