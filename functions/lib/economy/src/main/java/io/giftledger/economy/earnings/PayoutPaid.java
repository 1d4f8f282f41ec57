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
 * A payout provider paid a withdrawal: its held diamonds are redeemed, and the money is gone. What
 * the creator pays for that stays with the platform, against what the provider keeps for it.
 *
 * @param withdrawal what was paid, where it is known to stand
 * @param payoutId the provider's id for the payout
 * @param fee what the provider charged the platform, if it said so
 * @param resolution who said so, if a person did
 */
public record PayoutPaid(
    Withdrawal withdrawal,
    String payoutId,
    Optional<Money> fee,
    Optional<PayoutResolution> resolution) {

  /** One of which the provider named no fee. */
  public PayoutPaid(Withdrawal withdrawal, String payoutId, Optional<PayoutResolution> resolution) {
    this(withdrawal, payoutId, Optional.empty(), resolution);
  }

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("payout_paid");

  /** The entry and the withdrawal as paid; stale if its diamonds are not held any more. */
  public Movement<Earnings> movement(Head<Earnings> head, Instant at) {
    if (!withdrawal.isHeldBy(head.state())) return new Movement.Stale<>();
    long sequence = head.sequence() + 1;
    Said said = said(withdrawal, payoutId, sequence, at);
    return new Movement.Append<>(
        draft(said, fee, PayoutResolution.digest(resolution, withdrawal.key()), head),
        PayoutResolution.beside(
            withdrawal.paid(payoutId, sequence, at),
            BookedPayout.booking(BookedPayout.What.PAYOUT, withdrawal, payoutId),
            resolution,
            head,
            at));
  }

  private static Draft<Earnings> draft(
      Said said, Optional<Money> fee, Item resolution, Head<Earnings> head) {
    Item figures = said.figures();
    long heldE4 = Math.multiplyExact(figures.number("diamonds"), Earnings.E4);
    Money amount = new Money(figures.number("amountMinor"), figures.text("currency"));
    Legs legs =
        new Legs()
            .add(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4, -heldE4)
            .add(ChartOfAccounts.PAYOUTS, Assets.DIAMOND_E4, heldE4)
            .add(
                ChartOfAccounts.PAYOUTS,
                amount.asset(),
                Math.addExact(amount.minor(), figures.number("feeMinor")))
            .add(ChartOfAccounts.CASH, amount.asset(), -amount.minor())
            .add(ChartOfAccounts.PAYOUT_FEES, amount.asset(), -figures.number("feeMinor"));
    fee.ifPresent(
        kept ->
            legs.add(ChartOfAccounts.PAYOUT_FEES, kept.asset(), kept.minor())
                .add(ChartOfAccounts.CASH, kept.asset(), -kept.minor()));
    return new Draft<>(
        KIND,
        legs.postings(),
        head.state().redeem(figures.number("diamonds")),
        said.record(),
        said.policyVersion(),
        resolution.toBuilder().text("payoutId", figures.text("payoutId")).build());
  }

  /** How its entry is told. */
  public static final Retelling<Earnings> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Earnings> draft(Entry<Earnings> entry, Head<Earnings> before) {
          return PayoutPaid.draft(told(entry), fee(entry), PayoutResolution.digest(entry), before);
        }

        @Override
        public List<Said> said(Entry<Earnings> entry) {
          return PayoutResolution.with(told(entry), entry);
        }
      };

  /** What the provider charged: the creator's own fee is a leg with a minus. */
  private static Optional<Money> fee(Entry<Earnings> entry) {
    return entry.postings().stream()
        .filter(leg -> leg.account().equals(ChartOfAccounts.PAYOUT_FEES) && leg.amount() > 0)
        .map(leg -> new Money(leg.amount(), leg.asset().code()))
        .findFirst();
  }

  private static Said told(Entry<Earnings> entry) {
    List<Posting> postings = entry.postings();
    Posting amount = postings.get(3);
    return said(
        Withdrawal.TYPE.keyOf(entry.item()).sort(),
        entry.sequence(),
        entry.at(),
        entry.policyVersion(),
        postings.get(1).amount() / Earnings.E4,
        new Money(-amount.amount(), amount.asset().code()),
        postings.get(2).amount() + amount.amount(),
        entry.details().text("payoutId"));
  }

  /**
   * What a withdrawal and the entry that paid it say of each other.
   *
   * @param sequence the entry's number
   * @param at the entry's instant
   */
  static Said said(Withdrawal withdrawal, String payoutId, long sequence, Instant at) {
    return said(
        withdrawal.key().sort(),
        sequence,
        at,
        withdrawal.policyVersion(),
        withdrawal.diamonds(),
        withdrawal.amount(),
        withdrawal.feeMinor(),
        payoutId);
  }

  private static Said said(
      String record,
      long sequence,
      Instant at,
      long policyVersion,
      long diamonds,
      Money amount,
      long feeMinor,
      String payoutId) {
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
            .text("payoutId", payoutId)
            .build());
  }
}
