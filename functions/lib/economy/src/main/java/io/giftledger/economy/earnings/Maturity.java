package io.giftledger.economy.earnings;

import io.giftledger.economy.RefusalCode;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much of a creator's diamonds may be withdrawn or exchanged by now: what was earned long
 * enough ago, less all that was ever taken out. So what is taken out is always what was earned
 * first, and what comes back can be taken out again at once. Nothing is stored for it: an account's
 * chain says what was earned by any instant.
 *
 * @param earnedE4 all diamonds that were ever earned until as long ago as it takes, in
 *     ten-thousandths
 * @param enoughAt when the diamonds that are asked for may be withdrawn, if they only have to wait
 */
public record Maturity(long earnedE4, Optional<Instant> enoughAt) {

  /** Nothing has to wait. */
  public static final Maturity AT_ONCE = new Maturity(Long.MAX_VALUE, Optional.empty());

  /**
   * How it is at an instant.
   *
   * @param head where the account stands
   * @param wait how long after they were earned diamonds can be withdrawn; if not at all, nothing
   *     is read
   * @param diamonds how many whole diamonds are asked for
   */
  public static Maturity of(
      Ledger ledger, Head<Earnings> head, Instant at, Duration wait, long diamonds) {
    if (wait.isZero()) return AT_ONCE;
    Earnings earnings = head.state();
    Maturity now = new Maturity(earnedUntil(ledger, head, at.minus(wait)), Optional.empty());
    if (diamonds <= now.diamonds(earnings) || diamonds > earnings.diamonds()) return now;
    long neededE4 = earnings.takenE4() + diamonds * Earnings.E4;
    return new Maturity(
        now.earnedE4,
        ledger
            .boundary(head, entry -> entry.state().earnedE4() < neededE4)
            .next()
            .map(earned -> earned.at().plus(wait)));
  }

  /** All diamonds that were ever earned until an instant, in ten-thousandths. */
  public static long earnedUntil(Ledger ledger, Head<Earnings> head, Instant until) {
    return ledger.boundary(head, entry -> !entry.at().isAfter(until)).last().state().earnedE4();
  }

  /** Whole diamonds that may be withdrawn. */
  public long diamonds(Earnings earnings) {
    return Math.clamp(earnedE4 - earnings.takenE4(), 0, earnings.diamondsE4()) / Earnings.E4;
  }

  /** Whole diamonds that have to wait. */
  public long immatureDiamonds(Earnings earnings) {
    return earnings.diamonds() - diamonds(earnings);
  }

  /** Why so many whole diamonds cannot be taken out; empty if they can. */
  Optional<Refusal> refusal(Earnings earnings, long diamonds) {
    long available = diamonds(earnings);
    if (diamonds <= available) return Optional.empty();
    Map<String, Figure> figures = new HashMap<>();
    figures.put("diamonds", new Figure.Count(diamonds));
    figures.put("available_diamonds", new Figure.Count(available));
    figures.put("immature_diamonds", new Figure.Count(immatureDiamonds(earnings)));
    enoughAt.ifPresent(when -> figures.put("available_at", new Figure.Word(when.toString())));
    return Optional.of(
        RefusalCode.INSUFFICIENT_DIAMONDS.because(
            diamonds > earnings.diamonds()
                ? "You have fewer diamonds than you ask for."
                : "Some of these diamonds were earned too short a while ago.",
            Map.copyOf(figures)));
  }
}
