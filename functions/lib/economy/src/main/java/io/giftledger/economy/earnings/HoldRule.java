package io.giftledger.economy.earnings;

import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Policy.HoldTerms;
import io.giftledger.economy.policy.Policy.PayerTerms;
import io.giftledger.ledger.Refusal;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules by which a request for a withdrawal puts earnings on hold, instead of paying: an
 * operator looks at them then, and releases them. What had been earned by a release is cleared, and
 * breaks no rule. Each is a function of figures: those of the first two the account's chain
 * provides, those of the others recognition does.
 */
public enum HoldRule {
  /**
   * The first withdrawal, with what else was taken out within the window of hours, is worth more
   * than the terms let it be.
   */
  FIRST_WITHDRAWAL,

  /**
   * Too large a part of what can be withdrawn is, or was, and could not be a short while ago: many
   * requests count as one for all of it.
   */
  EARLY_CASH_OUT,

  /** Too large a part of the last days' coins came from one viewer. */
  PAYER_CONCENTRATION,

  /** Too large a part came from accounts that had been opened a short while before. */
  YOUNG_ACCOUNTS,

  /** Too large a part came from viewers to whom the creator gave as much. */
  RECIPROCITY;

  /** Who places such a hold: no operator is called so, since a token's subject has no space. */
  private static final String BY = "giftledger policy";

  /**
   * The rule of the account's own figures that a withdrawal breaks, if it breaks one.
   *
   * @param earnings as they stand before it
   * @param before as they stood before the window of hours
   * @param asked the withdrawal, which nothing else refuses
   * @param rate what diamonds are worth
   * @param available whole diamonds that can be withdrawn
   * @param seasonedE4 all diamonds that were ever earned until so long ago that they are not young
   *     any more, in ten-thousandths
   */
  public static Optional<HoldRule> broken(
      HoldTerms terms,
      Earnings earnings,
      Earnings before,
      Withdrawal asked,
      DiamondRate rate,
      long available,
      long seasonedE4) {
    if (isCleared(earnings, asked)) return Optional.empty();
    // What was earned first is taken first: all that was taken beyond this could not be withdrawn
    // before the window, so that it was taken within it.
    long knownE4 = Math.max(seasonedE4, earnings.clearedE4());
    long early = Math.max(0, takenWithE4(earnings, asked) - knownE4) / Earnings.E4;
    long takenEarly = Math.max(0, earnings.takenE4() - knownE4) / Earnings.E4;
    if (early * 100 > (available + takenEarly) * terms.cashOutPercent()) {
      return Optional.of(EARLY_CASH_OUT);
    }
    if (!before.withdrawnWeek().isEmpty()) return Optional.empty();
    long lookedAtE4 = Math.max(before.takenE4(), earnings.clearedE4());
    long since = Math.max(0, earnings.takenE4() - lookedAtE4) / Earnings.E4;
    return Math.addExact(rate.minorFor(since), asked.gross().minor()) > terms.firstWithdrawalMinor()
        ? Optional.of(FIRST_WITHDRAWAL)
        : Optional.empty();
  }

  /** The rule about who the coins came from that is broken, if one is. */
  public static Optional<HoldRule> broken(PayerTerms terms, Payers payers) {
    if (exceeds(payers.largest(), terms.onePayerPercent(), payers)) {
      return Optional.of(PAYER_CONCENTRATION);
    }
    if (exceeds(payers.young(terms.youth()), terms.youngPercent(), payers)) {
      return Optional.of(YOUNG_ACCOUNTS);
    }
    return exceeds(payers.mutual(), terms.reciprocityPercent(), payers)
        ? Optional.of(RECIPROCITY)
        : Optional.empty();
  }

  private static boolean exceeds(long part, int percent, Payers payers) {
    return Math.multiplyExact(part, 100) > Math.multiplyExact(payers.coins(), percent);
  }

  /**
   * Whether somebody has looked at all that a withdrawal takes: what was earned first is taken out
   * first.
   */
  public static boolean isCleared(Earnings earnings, Withdrawal asked) {
    return takenWithE4(earnings, asked) <= earnings.clearedE4();
  }

  /** All that was ever taken out with a withdrawal, in ten-thousandths. */
  public static long takenWithE4(Earnings earnings, Withdrawal asked) {
    return Math.addExact(earnings.takenE4(), Math.multiplyExact(asked.diamonds(), Earnings.E4));
  }

  /** What a creator is told of whose gifts it is not known yet who they came from. */
  public static Refusal notCounted() {
    return RefusalCode.GIFTS_NOT_COUNTED.because(
        "Who your gifts came from is still being counted. Send the same request again.");
  }

  /** The word for it: why the earnings are on hold. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the creator is told who breaks it. */
  public Refusal refusal() {
    return HoldPlaced.refusal(word());
  }

  /** The hold that it places. */
  public HoldPlaced hold(Withdrawal asked) {
    String note =
        "%d diamonds at once, by policy %d".formatted(asked.diamonds(), asked.policyVersion());
    return new HoldPlaced(new OperatorAction(word(), BY, note));
  }
}
