package io.giftledger.economy.viewer;

import io.giftledger.economy.PutByHand;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the platform tells about a viewer. It is put by the platform, perhaps by hand: in place of
 * an attribute that is not as it must be stands what allows the least, and its name is among the
 * faults.
 *
 * @param viewer the viewer's user id
 * @param country ISO 3166 code of where they buy
 * @param ageGroup the platform's word for how old they are; {@link #MINOR} for under 18
 * @param verified whether the platform has verified who they are
 * @param displayName what others see them called; empty if nothing
 * @param faults the attributes that are missing or of another type
 */
public record ViewerProfile(
    String viewer,
    String country,
    String ageGroup,
    boolean verified,
    Optional<String> displayName,
    Set<String> faults) {

  /**
   * What a display name must be: 1 to 40 characters, one of which is seen, no space at its ends,
   * and nothing that is not seen (but what joins others) or turns the text around it.
   */
  public static final String DISPLAY_NAME =
      "(?!\\p{Zs})(?=.*[\\p{L}\\p{N}\\p{P}\\p{S}])"
          + "[^\\p{Cc}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f"
          + "\\u202a-\\u202e\\u2060-\\u2069\\u3164\\ufeff\\uffa0]{1,40}(?<!\\p{Zs})";

  private static final Pattern DISPLAY_NAMES = Pattern.compile(DISPLAY_NAME);

  /** The age group of who is under 18: they neither buy coins nor send gifts. */
  public static final String MINOR = "minor";

  private static final String SORT_KEY = "PROFILE";

  private static final String COUNTRY = "country";
  private static final String AGE_GROUP = "ageGroup";
  private static final String VERIFIED = "verified";
  private static final String DISPLAY_NAME_ATTRIBUTE = "displayName";

  /** A profile without a fault. */
  public ViewerProfile(String viewer, String country, String ageGroup, boolean verified) {
    this(viewer, country, ageGroup, verified, Set.of());
  }

  /** A profile without a display name. */
  public ViewerProfile(
      String viewer, String country, String ageGroup, boolean verified, Set<String> faults) {
    this(viewer, country, ageGroup, verified, Optional.empty(), faults);
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
        put.optionalText(DISPLAY_NAME_ATTRIBUTE)
            .filter(name -> DISPLAY_NAMES.matcher(name).matches()),
        put.faults());
  }

  /** The profile as it is stored. */
  public Item item() {
    return Item.builder(key(viewer))
        .text(COUNTRY, country)
        .text(AGE_GROUP, ageGroup)
        .flag(VERIFIED, verified)
        .text(DISPLAY_NAME_ATTRIBUTE, displayName)
        .build();
  }
}
