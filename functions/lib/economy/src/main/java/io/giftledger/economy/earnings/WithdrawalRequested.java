package io.giftledger.economy.earnings;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.policy.Policy;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A creator asked for diamonds to be paid out as money: they are held until the payout has ended.
 * The rate is fixed here, whatever the policy becomes.
 *
 * @param id the withdrawal's id
 * @param creator who shall be paid
 * @param diamonds how many whole diamonds to withdraw at most, at least 1
 * @param payoutMethod the creator's id for where to pay
 * @param amountShown what the creator was shown that it pays them, if they say so
 */
public record WithdrawalRequested(
    String id, String creator, long diamonds, String payoutMethod, Optional<Money> amountShown) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("withdrawal_requested");

  /**
   * Decides on an account's state.
   *
   * @param profile what the platform tells of the creator, if it knows them
   * @param method where to pay, if the creator has it
   * @param maturity how much of what was earned may be withdrawn then
   */
  public Decision<Withdrawal> decide(
      Head<Earnings> head,
      Instant at,
      Policy policy,
      Optional<CreatorProfile> profile,
      Optional<PayoutMethod> method,
      Maturity maturity) {
    if (profile.isEmpty()) {
      return refuse(RefusalCode.UNKNOWN_CREATOR, "Only creators can withdraw.", Map.of());
    }
    if (!profile.get().isWholeForWithdrawals()) {
      return refuse(
          RefusalCode.CREATOR_PROFILE_INVALID,
          "What the platform told of you is not complete.",
          Map.of());
    }
    if (profile.get().isSuspended()) {
      return refuse(RefusalCode.CREATOR_SUSPENDED, "The platform has suspended you.", Map.of());
    }
    if (!profile.get().identity().isVerified()) {
      return refuse(
          RefusalCode.IDENTITY_NOT_VERIFIED,
          "Verify your identity before you withdraw.",
          Map.of("identity", new Figure.Word(profile.get().identity().state().label())));
    }
    Optional<Refusal> hold = HoldPlaced.refusal(head.state());
    if (hold.isPresent()) return new Decision.Refuse<>(hold.get());
    if (method.isEmpty()) {
      return refuse(
          RefusalCode.UNKNOWN_PAYOUT_METHOD,
          "You have no such payout method.",
          Map.of("payout_method", new Figure.Word(payoutMethod)));
    }
    if (!method.get().faults().isEmpty()) {
      return refuse(
          RefusalCode.PAYOUT_METHOD_INVALID,
          "This payout method is not complete. Store it again.",
          Map.of("payout_method", new Figure.Word(payoutMethod)));
    }
    if (!method.get().verified()) {
      return refuse(
          RefusalCode.PAYOUT_METHOD_NOT_VERIFIED,
          "The payout provider has not verified this payout method.",
          Map.of("payout_method", new Figure.Word(payoutMethod)));
    }
    if (!method.get().nameMatches()) {
      return refuse(
          RefusalCode.PAYEE_NAME_MISMATCH,
          "This payout method is not in the name that you were identified by.",
          Map.of("payout_method", new Figure.Word(payoutMethod)));
    }
    var terms = policy.withdrawalTerms(profile.get().country());
    if (terms.isEmpty()) {
      return refuse(
          RefusalCode.COUNTRY_NOT_SUPPORTED,
          "Creators in this country cannot withdraw yet.",
          Map.of("country", new Figure.Word(profile.get().country())));
    }
    var fee = terms.get().fee(method.get().kind());
    if (fee.isEmpty()) {
      return refuse(
          RefusalCode.PAYOUT_METHOD_NOT_SUPPORTED,
          "Creators in this country cannot be paid by this kind of payout method.",
          Map.of(
              "payout_method", new Figure.Word(payoutMethod),
              "kind", new Figure.Word(method.get().kind().label()),
              "country", new Figure.Word(profile.get().country())));
    }
    Instant usableAt = method.get().usableAt(terms.get().payoutMethodWait());
    if (at.isBefore(usableAt)) {
      return refuse(
          RefusalCode.PAYOUT_METHOD_NOT_USABLE_YET,
          "This payout method is new. Nothing can be withdrawn to it for a while.",
          Map.of(
              "payout_method", new Figure.Word(payoutMethod),
              "usable_at", new Figure.Word(usableAt.toString())));
    }
    Earnings earnings = head.state();
    Optional<Refusal> insufficient = maturity.refusal(earnings, diamonds);
    if (insufficient.isPresent()) return new Decision.Refuse<>(insufficient.get());
    Money minimum = terms.get().minimum();
    Money gross = new Money(terms.get().diamondRate().minorFor(diamonds), minimum.currency());
    long feeMinor = fee.get().minorOn(gross.minor());
    Money amount = gross.minus(new Money(feeMinor, gross.currency()));
    // Not even a policy without a minimum lets a withdrawal of nothing become a payout.
    if (gross.minor() < minimum.minor() || amount.minor() < 1) {
      return refuse(
          RefusalCode.BELOW_MINIMUM_WITHDRAWAL,
          "The diamonds are worth less than the least that is paid out.",
          Map.of(
              "diamonds", new Figure.Count(diamonds),
              "gross", gross.figure(),
              "minimum", minimum.figure()));
    }
    if (amountShown.isPresent() && !amountShown.get().equals(amount)) {
      return refuse(
          RefusalCode.AMOUNT_CHANGED,
          "The diamonds pay another amount now.",
          Map.of("amount", amountShown.get().figure(), "amount_now", amount.figure()));
    }
    Money weeklyMaximum = terms.get().weeklyMaximum();
    Money withdrawn = earnings.withdrawnInWeek(at);
    // A week counts in one currency. A creator whose country changed within the week has used up a
    // limit that this one cannot be compared to, and would otherwise have two: they wait for
    // Monday.
    boolean comparable = withdrawn.minor() == 0 || withdrawn.currency().equals(amount.currency());
    if (!comparable || amount.minor() > weeklyMaximum.minor() - withdrawn.minor()) {
      return refuse(
          RefusalCode.WEEKLY_LIMIT_EXCEEDED,
          "The withdrawal would exceed what can be paid in this week (Monday to Sunday, UTC).",
          Map.of(
              "amount", amount.figure(),
              "withdrawn_this_week",
                  (comparable ? new Money(withdrawn.minor(), amount.currency()) : withdrawn)
                      .figure(),
              "weekly_maximum", weeklyMaximum.figure()));
    }
    return new Decision.Accept<>(
        new Withdrawal(
            id,
            creator,
            diamonds,
            terms.get().diamondRate().diamondsFor(gross.minor()),
            amount,
            feeMinor,
            payoutMethod,
            method.get().provider(),
            method.get().token(),
            policy.version(),
            at,
            Withdrawal.Status.REQUESTED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  /** The entry that makes a withdrawal true. */
  static Draft<Earnings> draft(Withdrawal withdrawal, Head<Earnings> head) {
    return draft(said(withdrawal, head.sequence() + 1), head);
  }

  private static Draft<Earnings> draft(Said said, Head<Earnings> head) {
    long diamonds = said.figures().number("diamonds");
    Money amount = new Money(said.figures().number("amountMinor"), said.figures().text("currency"));
    long heldE4 = Math.multiplyExact(diamonds, Earnings.E4);
    return new Draft<>(
        KIND,
        List.of(
            new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, -heldE4),
            new Posting(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4, heldE4)),
        head.state().hold(diamonds, amount, said.at()),
        said.record(),
        said.policyVersion(),
        said.figures());
  }

  /** How its entry is told. */
  public static final Retelling<Earnings> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Earnings> draft(Entry<Earnings> entry, Head<Earnings> before) {
          return WithdrawalRequested.draft(told(entry), before);
        }

        @Override
        public List<Said> said(Entry<Earnings> entry) {
          return List.of(told(entry));
        }
      };

  private static Said told(Entry<Earnings> entry) {
    Item.Builder figures = Item.builder();
    for (String number : List.of("askedDiamonds", "diamonds", "amountMinor", "feeMinor")) {
      figures.number(number, entry.details().number(number));
    }
    for (String text : List.of("currency", "payoutMethod", "provider", "destination")) {
      figures.text(text, entry.details().text(text));
    }
    return new Said(
        Withdrawal.TYPE.keyOf(entry.item()).sort(),
        KIND,
        entry.sequence(),
        entry.at(),
        entry.policyVersion(),
        figures.build());
  }

  /**
   * What a withdrawal and the entry that makes it true say of each other.
   *
   * @param entry the entry's number
   */
  static Said said(Withdrawal withdrawal, long entry) {
    return new Said(
        withdrawal.key().sort(),
        KIND,
        entry,
        withdrawal.requestedAt(),
        withdrawal.policyVersion(),
        withdrawal.details());
  }

  private static Decision<Withdrawal> refuse(
      RefusalCode code, String detail, Map<String, Figure> figures) {
    return new Decision.Refuse<>(code.because(detail, figures));
  }
}
