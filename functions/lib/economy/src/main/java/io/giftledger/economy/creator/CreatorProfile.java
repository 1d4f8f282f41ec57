package io.giftledger.economy.creator;

import io.giftledger.economy.PutByHand;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the platform tells about a creator. It is put by the platform, perhaps by hand: in place of
 * an attribute that is not as it must be stands what allows the least, and its name is among the
 * faults. So whoever does not need that attribute does not fail.
 *
 * @param creator the creator's user id
 * @param followers how many follow them
 * @param status whether they may take part
 * @param country ISO 3166 code of where they are paid
 * @param category the platform's word for what they do; nothing is decided by it
 * @param identity how far it is known who they are
 * @param faults the attributes that are missing or not as they must be
 */
public record CreatorProfile(
    String creator,
    long followers,
    Status status,
    String country,
    Optional<String> category,
    Identity identity,
    Set<String> faults) {

  /** Whether a creator may take part. */
  public enum Status {
    /** They may. */
    ACTIVE,
    /** The platform has suspended them: they neither receive nor withdraw. */
    SUSPENDED;

    /** The word that is stored and shown. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String SORT_KEY = "PROFILE";

  private static final String FOLLOWERS = "followers";
  private static final String STATUS = "status";
  private static final String COUNTRY = "country";
  private static final String CATEGORY = "category";
  private static final String IDENTITY = "identity";
  private static final String IDENTITY_REFERENCE = "identityReference";

  private static final Set<String> FOR_GIFTS = Set.of(FOLLOWERS, STATUS);
  private static final Set<String> FOR_WITHDRAWALS = Set.of(STATUS, COUNTRY, IDENTITY);

  /** A profile without a fault. */
  public CreatorProfile(
      String creator,
      long followers,
      Status status,
      String country,
      Optional<String> category,
      Identity identity) {
    this(creator, followers, status, country, category, identity, Set.of());
  }

  /** The profile of an active creator whose identity is verified: in good standing. */
  public static CreatorProfile inGoodStanding(String creator, long followers, String country) {
    return new CreatorProfile(
        creator, followers, Status.ACTIVE, country, Optional.empty(), Identity.VERIFIED);
  }

  /** Whether it says all that decides on a gift. */
  public boolean isWholeForGifts() {
    return Collections.disjoint(faults, FOR_GIFTS);
  }

  /** Whether it says all that decides on a withdrawal. */
  public boolean isWholeForWithdrawals() {
    return Collections.disjoint(faults, FOR_WITHDRAWALS);
  }

  /**
   * Whether the creator may receive gifts. Whether they may withdraw is another question, which
   * {@link io.giftledger.economy.earnings.WithdrawalRequested} answers.
   *
   * @param followersMin so many followers are needed
   */
  public boolean mayReceiveGifts(long followersMin) {
    return !isSuspended() && followers >= followersMin;
  }

  /** Whether the platform has suspended them. */
  public boolean isSuspended() {
    return status == Status.SUSPENDED;
  }

  /** Where the profile is stored. */
  public static Key key(String creator) {
    return new Key("CREATOR#" + creator, SORT_KEY);
  }

  /** Reads a stored profile. */
  public static CreatorProfile of(Item item) {
    PutByHand put = new PutByHand(item);
    return new CreatorProfile(
        item.key().owner(),
        put.number(FOLLOWERS, 0),
        put.word(STATUS, Status.class, Status.SUSPENDED),
        put.text(COUNTRY, ""),
        put.optionalText(CATEGORY),
        new Identity(
            put.word(IDENTITY, Identity.State.class, Identity.State.NONE),
            put.optionalText(IDENTITY_REFERENCE)),
        put.faults());
  }

  /** The profile as it is stored. */
  public Item item() {
    return Item.builder(key(creator))
        .number(FOLLOWERS, followers)
        .text(STATUS, status.label())
        .text(COUNTRY, country)
        .text(CATEGORY, category)
        .text(IDENTITY, identity.state().label())
        .text(IDENTITY_REFERENCE, identity.reference())
        .build();
  }
}
