package io.giftledger.economy.viewer;

import io.giftledger.economy.PutByHand;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.Set;

/**
 * What the platform tells about a viewer. It is put by the platform, perhaps by hand: in place of
 * an attribute that is not as it must be stands what allows the least, and its name is among the
 * faults.
 *
 * @param viewer the viewer's user id
 * @param country ISO 3166 code of where they buy
 * @param ageGroup the platform's word for how old they are; {@link #MINOR} for under 18
 * @param verified whether the platform has verified who they are
 * @param faults the attributes that are missing or of another type
 */
public record ViewerProfile(
    String viewer, String country, String ageGroup, boolean verified, Set<String> faults) {

  /** The age group of who is under 18: they neither buy coins nor send gifts. */
  public static final String MINOR = "minor";

  private static final String SORT_KEY = "PROFILE";

  private static final String COUNTRY = "country";
  private static final String AGE_GROUP = "ageGroup";
  private static final String VERIFIED = "verified";

  /** A profile without a fault. */
  public ViewerProfile(String viewer, String country, String ageGroup, boolean verified) {
    this(viewer, country, ageGroup, verified, Set.of());
  }

  /** Whether it says all that decides on a price. */
  public boolean isWholeForPrices() {
    return !faults.contains(COUNTRY);
  }

  /** Whether it says all that decides on how much the viewer may spend. */
  public boolean isWholeForLimits() {
    return !faults.contains(AGE_GROUP) && !faults.contains(VERIFIED);
  }

  /** Where the profile is stored. */
  public static Key key(String viewer) {
    return new Key("VIEWER#" + viewer, SORT_KEY);
  }

  /** Reads a stored profile. */
  public static ViewerProfile of(Item item) {
    PutByHand put = new PutByHand(item);
    return new ViewerProfile(
        item.key().owner(),
        put.text(COUNTRY, ""),
        put.text(AGE_GROUP, ""),
        put.flag(VERIFIED, false),
        put.faults());
  }

  /** The profile as it is stored. */
  public Item item() {
    return Item.builder(key(viewer))
        .text(COUNTRY, country)
        .text(AGE_GROUP, ageGroup)
        .flag(VERIFIED, verified)
        .build();
  }
}
