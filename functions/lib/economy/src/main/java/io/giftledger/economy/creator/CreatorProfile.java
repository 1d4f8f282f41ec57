package io.giftledger.economy.creator;

import io.giftledger.economy.PutByHand;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.Collections;
import java.util.Set;

/**
 * What the platform tells about a creator. It is put by the platform, perhaps by hand: in place of
 * an attribute that is not as it must be stands what allows the least, and its name is among the
 * faults. So whoever does not need that attribute does not fail.
 *
 * @param creator the creator's user id
 * @param followers how many follow them
 * @param suspended whether the platform has suspended them
 * @param country ISO 3166 code of where they are paid
 * @param identityVerified whether the platform has verified who they are
 * @param faults the attributes that are missing or of another type
 */
public record CreatorProfile(
    String creator,
    long followers,
    boolean suspended,
    String country,
    boolean identityVerified,
    Set<String> faults) {

  private static final String SORT_KEY = "PROFILE";

  private static final String FOLLOWERS = "followers";
  private static final String SUSPENDED = "suspended";
  private static final String COUNTRY = "country";
  private static final String IDENTITY_VERIFIED = "identityVerified";

  private static final Set<String> FOR_GIFTS = Set.of(FOLLOWERS, SUSPENDED);
  private static final Set<String> FOR_WITHDRAWALS = Set.of(SUSPENDED, COUNTRY, IDENTITY_VERIFIED);

  /** A profile without a fault. */
  public CreatorProfile(
      String creator, long followers, boolean suspended, String country, boolean identityVerified) {
    this(creator, followers, suspended, country, identityVerified, Set.of());
  }

  /** Whether it says all that decides on a gift. */
  public boolean isWholeForGifts() {
    return Collections.disjoint(faults, FOR_GIFTS);
  }

  /** Whether it says all that decides on a withdrawal. */
  public boolean isWholeForWithdrawals() {
    return Collections.disjoint(faults, FOR_WITHDRAWALS);
  }

  /** Where the profile is stored. */
  public static Key key(String creator) {
    return new Key(partitionKey(creator), SORT_KEY);
  }

  /** The partition that holds the profile and the payout methods. */
  static String partitionKey(String creator) {
    return "CREATOR#" + creator;
  }

  /** Reads a stored profile. */
  public static CreatorProfile of(Item item) {
    PutByHand put = new PutByHand(item);
    return new CreatorProfile(
        item.key().owner(),
        put.number(FOLLOWERS, 0),
        put.flag(SUSPENDED, true),
        put.text(COUNTRY, ""),
        put.flag(IDENTITY_VERIFIED, false),
        put.faults());
  }

  /** The profile as it is stored. */
  public Item item() {
    return Item.builder(key(creator))
        .number(FOLLOWERS, followers)
        .flag(SUSPENDED, suspended)
        .text(COUNTRY, country)
        .flag(IDENTITY_VERIFIED, identityVerified)
        .build();
  }
}
