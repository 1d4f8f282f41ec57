package io.giftledger.economy.creator;

import io.giftledger.economy.PutByHand;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/**
 * Where a creator is paid to. It is kept apart from the creator's profile, so that who stores the
 * one can be kept from the other. In place of an attribute that is not as it must be stands what
 * allows the least, and its name is among the faults.
 *
 * @param creator whose it is
 * @param id the creator's own name for it
 * @param kind what it is
 * @param provider the payout provider that knows it
 * @param token the provider's token for it; never an account number
 * @param verified whether the provider has verified it
 * @param nameMatches whether the provider says that it belongs to whom the creator is identified
 *     as; the name itself is known to the provider alone
 * @param addedAt since when this is where the token stands
 * @param faults the attributes that are missing or not as they must be
 */
public record PayoutMethod(
    String creator,
    String id,
    Kind kind,
    String provider,
    String token,
    boolean verified,
    boolean nameMatches,
    Instant addedAt,
    Set<String> faults) {

  /** What a payout method is; fees differ by it. */
  public enum Kind {
    /** A bank account. */
    BANK,
    /** An account at PayPal. */
    PAYPAL;

    /** The word that is stored and shown. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What the sort key of every payout method begins with. */
  public static final String SORT_KEY_PREFIX = "PAYOUT_METHOD#";

  private static final String PLACE_SORT_KEY_PREFIX = "PAYOUT_METHOD_ID#";

  private static final String REMOVED_AT = "removedAt";

  /** A payout method without a fault. */
  public PayoutMethod(
      String creator,
      String id,
      Kind kind,
      String provider,
      String token,
      boolean verified,
      boolean nameMatches,
      Instant addedAt) {
    this(creator, id, kind, provider, token, verified, nameMatches, addedAt, Set.of());
  }

  /** The partition of a creator's payout methods. */
  public static String partitionKey(String creator) {
    return "PAYOUT_METHODS#" + creator;
  }

  /** Where the payout method is stored. */
  public static Key key(String creator, String id) {
    return new Key(partitionKey(creator), SORT_KEY_PREFIX + id);
  }

  /**
   * From when on it can be withdrawn to: whoever gets hold of a creator's account for an hour shall
   * not be paid.
   *
   * @param wait how long after it was added
   */
  public Instant usableAt(Duration wait) {
    return addedAt.plus(wait);
  }

  /** Whether this is where another pays to: storing it again is no change of where. */
  public boolean isSameDestination(PayoutMethod other) {
    return faults.isEmpty()
        && kind == other.kind
        && provider.equals(other.provider)
        && token.equals(other.token);
  }

  /** The same, with another instant since when this is where its token stands. */
  public PayoutMethod addedAt(Instant instant) {
    return new PayoutMethod(
        creator, id, kind, provider, token, verified, nameMatches, instant, faults);
  }

  /** Whether a stored item says that there was one, which its creator has removed. */
  public static boolean isRemoved(Item item) {
    return item.attributes().containsKey(REMOVED_AT);
  }

  /**
   * What is stored in place of a payout method that was removed: nothing is ever deleted from the
   * table, but nothing of where the creator was paid to is left.
   */
  public static Item removed(String creator, String id, Instant at) {
    return Item.builder(key(creator, id)).instant(REMOVED_AT, at).build();
  }

  /**
   * What is stored once beside a method whose id is new: of the places that a creator's ids have
   * each is taken by one.
   *
   * @param number the first is 1
   */
  public Item place(int number) {
    return Item.builder(
            new Key(partitionKey(creator), PLACE_SORT_KEY_PREFIX + "%02d".formatted(number)))
        .text("id", id)
        .build();
  }

  /** Reads a stored payout method. */
  public static PayoutMethod of(Item item) {
    PutByHand put = new PutByHand(item);
    return new PayoutMethod(
        item.key().owner(),
        item.key().id(),
        put.word("kind", Kind.class, Kind.BANK),
        put.text("provider", ""),
        put.text("token", ""),
        put.flag("verified", false),
        put.flag("nameMatches", false),
        put.instant("addedAt", Instant.MAX),
        put.faults());
  }

  /** The payout method as it is stored. */
  public Item item() {
    return Item.builder(key(creator, id))
        .text("kind", kind.label())
        .text("provider", provider)
        .text("token", token)
        .flag("verified", verified)
        .flag("nameMatches", nameMatches)
        .instant("addedAt", addedAt)
        .build();
  }
}
