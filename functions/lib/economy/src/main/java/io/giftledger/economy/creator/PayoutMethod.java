package io.giftledger.economy.creator;

import io.giftledger.economy.PutByHand;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.Set;

/**
 * Where a creator is paid to. In place of an attribute that is not as it must be stands what allows
 * the least, and its name is among the faults.
 *
 * @param creator whose it is
 * @param id the creator's own name for it
 * @param provider the payout provider that knows it
 * @param token the provider's token for it; never an account number
 * @param verified whether the provider has verified it
 * @param faults the attributes that are missing or of another type
 */
public record PayoutMethod(
    String creator,
    String id,
    String provider,
    String token,
    boolean verified,
    Set<String> faults) {

  /** A payout method without a fault. */
  public PayoutMethod(String creator, String id, String provider, String token, boolean verified) {
    this(creator, id, provider, token, verified, Set.of());
  }

  /** Where the payout method is stored. */
  public static Key key(String creator, String id) {
    return new Key(CreatorProfile.partitionKey(creator), "PAYOUT_METHOD#" + id);
  }

  /** Reads a stored payout method. */
  public static PayoutMethod of(Item item) {
    PutByHand put = new PutByHand(item);
    return new PayoutMethod(
        item.key().owner(),
        item.key().id(),
        put.text("provider", ""),
        put.text("token", ""),
        put.flag("verified", false),
        put.faults());
  }

  /** The payout method as it is stored. */
  public Item item() {
    return Item.builder(key(creator, id))
        .text("provider", provider)
        .text("token", token)
        .flag("verified", verified)
        .build();
  }
}
