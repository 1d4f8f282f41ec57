package io.giftledger.economy.creator;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;

/**
 * Where a creator is paid to.
 *
 * @param creator whose it is
 * @param id the creator's own name for it
 * @param provider the payout provider that knows it
 * @param token the provider's token for it; never an account number
 * @param verified whether the provider has verified it
 */
public record PayoutMethod(
    String creator, String id, String provider, String token, boolean verified) {

  /** Where the payout method is stored. */
  public static Key key(String creator, String id) {
    return new Key(CreatorProfile.partitionKey(creator), "PAYOUT_METHOD#" + id);
  }

  /** Reads a stored payout method. */
  public static PayoutMethod of(Item item) {
    return new PayoutMethod(
        item.key().owner(),
        item.key().id(),
        item.text("provider"),
        item.text("token"),
        item.flag("verified"));
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
