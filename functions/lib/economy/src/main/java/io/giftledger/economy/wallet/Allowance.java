package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.policy.Spending;
import io.giftledger.economy.policy.Spending.Cap;
import io.giftledger.economy.policy.Spending.Limits;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * What the policy lets a viewer spend in a day or a month (UTC), and how much of it is left: coins,
 * or money in minor units.
 *
 * @param period what it counts for
 * @param limit the most
 * @param spent how much of it is spent
 * @param open how much of it recharges hold that may still be paid
 * @param resetsAt when the next such period begins
 */
public record Allowance(Period period, long limit, long spent, long open, Instant resetsAt) {

  /** What a limit counts for. */
  public enum Period {
    /** A day. */
    DAY,
    /** A calendar month. */
    MONTH;

    /** The name that is shown. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How much is left; nothing if the limit was lowered below what is spent. */
  public long remaining() {
    return Math.max(0, limit - spent - open);
  }

  /** What a viewer may spend on gifts, in coins: of the day, and of the month. */
  public static List<Allowance> ofGifts(Limits limits, Wallet wallet, Instant at) {
    return of(limits.gifts(), wallet.spent().at(at).coins(), 0, at);
  }

  /**
   * What a viewer may pay for coins: of the day, and of the month.
   *
   * @param open what recharges in this currency may still be paid
   */
  public static List<Allowance> ofRecharges(
      Limits limits, Wallet wallet, String currency, long open, Instant at) {
    return of(limits.recharges(currency), wallet.spent().at(at).paid(currency), open, at);
  }

  private static List<Allowance> of(Cap cap, Spent.Tally spent, long open, Instant at) {
    LocalDate today = Spent.day(at);
    return List.of(
        new Allowance(Period.DAY, cap.perDay(), spent.onDay(), open, start(today.plusDays(1))),
        new Allowance(
            Period.MONTH,
            cap.perMonth(),
            spent.inMonth(),
            open,
            start(today.withDayOfMonth(1).plusMonths(1))));
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** Why a viewer may not send a gift; empty if they may. */
  static Optional<Refusal> refusal(
      Spending spending, Optional<ViewerProfile> viewer, Wallet wallet, long coins, Instant at) {
    return closed(spending, viewer)
        .or(
            () ->
                ofGifts(spending.limits(viewer).orElseThrow(), wallet, at).stream()
                    .filter(left -> left.remaining() < coins)
                    .findFirst()
                    .map(
                        left ->
                            left.exceeded(
                                RefusalCode.GIFT_LIMIT_EXCEEDED,
                                "The gift would exceed what you may spend on gifts.",
                                Figure.Count::new,
                                Map.of("coins", new Figure.Count(coins)))));
  }

  /**
   * Why a viewer may not buy coins; empty if they may.
   *
   * @param open what recharges in the currency of the price may still be paid
   */
  public static Optional<Refusal> refusal(
      Spending spending,
      Optional<ViewerProfile> viewer,
      Wallet wallet,
      Money price,
      long open,
      Instant at) {
    LongFunction<Figure> money = minor -> new Figure.Amount(minor, price.currency());
    return closed(spending, viewer)
        .or(
            () ->
                ofRecharges(
                        spending.limits(viewer).orElseThrow(), wallet, price.currency(), open, at)
                    .stream()
                    .filter(left -> left.remaining() < price.minor())
                    .findFirst()
                    .map(
                        left ->
                            left.exceeded(
                                RefusalCode.RECHARGE_LIMIT_EXCEEDED,
                                "The purchase would exceed what you may pay for coins.",
                                money,
                                Map.of("price", price.figure(), "open", money.apply(open)))));
  }

  /** Why a viewer may spend nothing at all. */
  private static Optional<Refusal> closed(Spending spending, Optional<ViewerProfile> viewer) {
    if (viewer.filter(told -> !told.isWholeForLimits()).isPresent()) {
      return Optional.of(
          RefusalCode.VIEWER_PROFILE_INVALID.because(
              "What the platform told of this viewer is not complete."));
    }
    if (spending.limits(viewer).isPresent()) return Optional.empty();
    Spending.Group group = spending.group(viewer);
    return Optional.of(
        RefusalCode.SPENDING_NOT_ALLOWED.because(
            "Viewers of this group neither buy coins nor send gifts.",
            Map.of(
                "age_group", new Figure.Word(group.ageGroup()),
                "verified", new Figure.Flag(group.verified()))));
  }

  private Refusal exceeded(
      RefusalCode code, String detail, LongFunction<Figure> figure, Map<String, Figure> asked) {
    Map<String, Figure> figures = new TreeMap<>(asked);
    figures.put("period", new Figure.Word(period.label()));
    figures.put("limit", figure.apply(limit));
    figures.put("spent", figure.apply(spent));
    figures.put("remaining", figure.apply(remaining()));
    figures.put("resets_at", new Figure.Word(resetsAt.toString()));
    return code.because(detail, figures);
  }
}
