package io.giftledger.economy.earnings;

import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.policy.Policy.HoldTerms;
import io.giftledger.ledger.Refusal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules by which a request for a withdrawal puts earnings on hold, instead of paying: an
 * operator looks at them then, and releases them. What had been earned by a release is cleared, and
 * breaks no rule. Each is a function of figures that the account's chain provides.
 */
public enum HoldRule {
  /** The first withdrawal is worth more than the terms let it be. */
  FIRST_WITHDRAWAL {
    @Override
    boolean isBroken(HoldTerms terms, Figures figures) {
      return figures.first() && figures.grossMinor() > terms.firstWithdrawalMinor();
    }
  },

  /** Too large a part of what can be withdrawn is, and could not be a short while ago. */
  EARLY_CASH_OUT {
    @Override
    boolean isBroken(HoldTerms terms, Figures figures) {
      return figures.early() * 100 > figures.available() * terms.cashOutPercent();
    }
  };

  /** Who places such a hold: no operator is called so, since a token's subject has no space. */
  private static final String BY = "giftledger policy";

  abstract boolean isBroken(HoldTerms terms, Figures figures);

  /**
   * What the rules look at.
   *
   * @param first whether nothing was withdrawn before
   * @param grossMinor what the withdrawal is worth, fee included, in minor units
   * @param available whole diamonds that can be withdrawn
   * @param early whole diamonds of the withdrawal that could not be withdrawn a short while ago
   */
  record Figures(boolean first, long grossMinor, long available, long early) {}

  /**
   * The rule that a withdrawal breaks, if it breaks one.
   *
   * @param earnings as they stand before it
   * @param asked the withdrawal, which nothing else refuses
   * @param available whole diamonds that can be withdrawn
   * @param seasonedE4 all diamonds that were ever earned until so long ago that they are not young
   *     any more, in ten-thousandths
   */
  public static Optional<HoldRule> broken(
      HoldTerms terms, Earnings earnings, Withdrawal asked, long available, long seasonedE4) {
    long takenE4 = earnings.takenE4();
    long afterE4 = Math.addExact(takenE4, Math.multiplyExact(asked.diamonds(), Earnings.E4));
    // What was earned first is taken out first: this ends among diamonds that somebody looked at.
    if (afterE4 <= earnings.clearedE4()) return Optional.empty();
    long knownE4 = Math.max(takenE4, Math.max(seasonedE4, earnings.clearedE4()));
    Figures figures =
        new Figures(
            earnings.withdrawnWeek().isEmpty(),
            asked.gross().minor(),
            available,
            Math.max(0, afterE4 - knownE4) / Earnings.E4);
    return Arrays.stream(values()).filter(rule -> rule.isBroken(terms, figures)).findFirst();
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
