package io.giftledger.economy.policy;

import io.giftledger.economy.viewer.ViewerProfile;
import java.util.List;
import java.util.Optional;

/**
 * How much viewers may pay and spend, by what the platform says of them. Who is in none of the
 * groups may neither buy coins nor send gifts; nobody under 18 is in one.
 *
 * @param unknown the group of a viewer of whom the platform has told nothing
 * @param groups the limits of each group
 */
public record Spending(Group unknown, List<Limits> groups) {

  /** As many gifts as there are coins for; nothing is sold. */
  public static final Spending UNLIMITED = unlimited(new Group("adult", false));

  private static Spending unlimited(Group all) {
    return new Spending(
        all, List.of(new Limits(all, new Cap(Long.MAX_VALUE, Long.MAX_VALUE), List.of())));
  }

  /**
   * Viewers who are alike.
   *
   * @param ageGroup the platform's word for how old they are
   * @param verified whether the platform has verified who they are
   */
  public record Group(String ageGroup, boolean verified) {}

  /**
   * What the viewers of a group may do, each of them.
   *
   * @param gifts coins that they may spend on gifts
   * @param recharges money that they may pay for coins, by currency
   */
  public record Limits(Group group, Cap gifts, List<Payments> recharges) {

    /** What they may pay in a currency; nothing if coins are not sold for it. */
    public Cap recharges(String currency) {
      return recharges.stream()
          .filter(payments -> payments.currency().equals(currency))
          .map(Payments::cap)
          .findFirst()
          .orElse(Cap.NOTHING);
    }
  }

  /**
   * The most that is paid in a currency.
   *
   * @param currency ISO 4217 code
   * @param cap in its minor units
   */
  public record Payments(String currency, Cap cap) {}

  /**
   * The most of something.
   *
   * @param perDay in a day (UTC)
   * @param perMonth in a calendar month (UTC)
   */
  public record Cap(long perDay, long perMonth) {
    static final Cap NOTHING = new Cap(0, 0);
  }

  /** The group of a viewer. */
  public Group group(Optional<ViewerProfile> profile) {
    return profile.map(told -> new Group(told.ageGroup(), told.verified())).orElse(unknown);
  }

  /** What a viewer may do; empty if they may neither buy coins nor send gifts. */
  public Optional<Limits> limits(Optional<ViewerProfile> profile) {
    Group group = group(profile);
    return groups.stream().filter(limits -> limits.group().equals(group)).findFirst();
  }
}
