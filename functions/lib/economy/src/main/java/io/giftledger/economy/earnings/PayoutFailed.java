package io.giftledger.economy.earnings;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
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
 * A payout provider refused a withdrawal, or it was cancelled before the provider was asked: its
 * held diamonds come back, and the week in which it was requested counts it no more.
 *
 * @param withdrawal what was not paid, where it is known to stand
 * @param reason why, in a word that is fit to show to the creator
 * @param resolution who said so, if a person did
 */
public record PayoutFailed(
    Withdrawal withdrawal, String reason, Optional<PayoutResolution> resolution) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("payout_failed");

  /** The entry and the withdrawal as failed; stale if its diamonds are not held any more. */
  public Movement<Earnings> movement(Head<Earnings> head, Instant at) {
    if (!withdrawal.isHeldBy(head.state())) return new Movement.Stale<>();
    long sequence = head.sequence() + 1;
    return new Movement.Append<>(
        draft(
            said(withdrawal, sequence, at),
            PayoutResolution.digest(resolution, withdrawal.key()),
            head),
        PayoutResolution.beside(withdrawal.failed(reason, sequence, at), resolution, head, at));
  }

  private static Draft<Earnings> draft(Said said, Item resolution, Head<Earnings> head) {
    Item figures = said.figures();
    long diamonds = figures.number("diamonds");
    Money amount = new Money(figures.number("amountMinor"), figures.text("currency"));
    long heldE4 = Math.multiplyExact(diamonds, Earnings.E4);
    return new Draft<>(
        KIND,
        List.of(
            new Posting(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4, -heldE4),
            new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, heldE4)),
        head.state().giveBack(diamonds, amount, figures.instant("requestedAt")),
        said.record(),
        said.policyVersion(),
        resolution.toBuilder()
            .number("amountMinor", amount.minor())
            .text("currency", amount.currency())
            .text("requestedAt", figures.text("requestedAt"))
            .build());
  }

  /** How its entry is told. */
  public static final Retelling<Earnings> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Earnings> draft(Entry<Earnings> entry, Head<Earnings> before) {
          return PayoutFailed.draft(told(entry), PayoutResolution.digest(entry), before);
        }

        @Override
        public List<Said> said(Entry<Earnings> entry) {
          return PayoutResolution.with(told(entry), entry);
        }
      };

  private static Said told(Entry<Earnings> entry) {
    Item details = entry.details();
    return said(
        Withdrawal.TYPE.keyOf(entry.item()).sort(),
        entry.sequence(),
        entry.at(),
        entry.policyVersion(),
        entry.postings().get(1).amount() / Earnings.E4,
        new Money(details.number("amountMinor"), details.text("currency")),
        details.instant("requestedAt"));
  }

  /**
   * What a withdrawal and the entry that gave its diamonds back say of each other.
   *
   * @param sequence the entry's number
   * @param at the entry's instant
   */
  static Said said(Withdrawal withdrawal, long sequence, Instant at) {
    return said(
        withdrawal.key().sort(),
        sequence,
        at,
        withdrawal.policyVersion(),
        withdrawal.diamonds(),
        withdrawal.amount(),
        withdrawal.requestedAt());
  }

  private static Said said(
      String record,
      long sequence,
      Instant at,
      long policyVersion,
      long diamonds,
      Money amount,
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
            .instant("requestedAt", requestedAt)
            .build());
  }
}
