package io.giftledger.economy.policy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;

/**
 * Coins that come with a purchase for nothing, for a time.
 *
 * @param id its name
 * @param bonus how many
 * @param startsAt when it begins
 * @param endsAt when it is over: the first instant that it does not hold any more
 * @param packages the packages that it holds for, {@link Goods#TOP_UP} among them perhaps; empty
 *     for all
 * @param regions the regions that it holds in; empty for all
 * @param oncePerViewer whether a viewer may have it once only
 * @param firstPurchaseOnly whether only a viewer may have it who has bought nothing yet
 */
public record Promotion(
    String id,
    Bonus bonus,
    Instant startsAt,
    Instant endsAt,
    List<String> packages,
    List<String> regions,
    boolean oncePerViewer,
    boolean firstPurchaseOnly) {

  /** How a bonus is counted. */
  public enum Kind {
    /** In per cent of the coins that are bought, rounded down. */
    PERCENT,
    /** In coins, however many are bought. */
    COINS
  }

  /**
   * A bonus.
   *
   * @param kind how it is counted
   * @param number how much
   */
  public record Bonus(Kind kind, long number) {

    /** The coins that come with some. */
    public long coins(long bought) {
      return switch (kind) {
        case PERCENT -> Math.multiplyExact(bought, number) / 100;
        case COINS -> number;
      };
    }
  }

  /** Whether it holds in a region at an instant, for some package at least. */
  public boolean holdsAt(String region, Instant at) {
    return !at.isBefore(startsAt)
        && at.isBefore(endsAt)
        && (regions.isEmpty() || regions.contains(region));
  }

  /** Whether it holds for a purchase. */
  boolean holdsFor(String coinPackage, String region, Instant at) {
    return holdsAt(region, at) && (packages.isEmpty() || packages.contains(coinPackage));
  }

  /** Whether somebody may have it only as long as nothing of theirs stands against it. */
  public boolean isLimited() {
    return oncePerViewer || firstPurchaseOnly;
  }

  /** Whether there may be a purchase that both hold for. */
  boolean overlaps(Promotion other) {
    return startsAt.isBefore(other.endsAt)
        && other.startsAt.isBefore(endsAt)
        && meet(packages, other.packages)
        && meet(regions, other.regions);
  }

  private static boolean meet(List<String> some, List<String> others) {
    return some.isEmpty() || others.isEmpty() || !Collections.disjoint(some, others);
  }
}
