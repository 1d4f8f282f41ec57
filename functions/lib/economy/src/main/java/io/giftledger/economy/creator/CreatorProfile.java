package io.giftledger.economy.creator;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;

/**
 * What the platform tells about a creator.
 *
 * @param creator the creator's user id
 * @param followers how many follow them
 * @param suspended whether the platform has suspended them
 * @param country ISO 3166 code of where they are paid
 * @param identityVerified whether the platform has verified who they are
 */
public record CreatorProfile(
    String creator, long followers, boolean suspended, String country, boolean identityVerified) {

  private static final String SORT_KEY = "PROFILE";

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
    return new CreatorProfile(
        item.key().owner(),
        item.number("followers"),
        item.flag("suspended"),
        item.text("country"),
        item.flag("identityVerified"));
  }

  /** The profile as it is stored. */
  public Item item() {
    return Item.builder(key(creator))
        .number("followers", followers)
        .flag("suspended", suspended)
        .text("country", country)
        .flag("identityVerified", identityVerified)
        .build();
  }
}
