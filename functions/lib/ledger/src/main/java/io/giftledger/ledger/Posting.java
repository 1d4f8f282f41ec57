package io.giftledger.ledger;

/**
 * One leg of double entry. An entry's postings sum to zero for each asset.
 *
 * @param account who gains (positive) or gives (negative)
 * @param asset of what
 * @param amount how much, in the asset's own unit
 */
public record Posting(LedgerAccount account, Asset asset, long amount) {

  /** The text that is stored and hashed: {@code wallet coin -5}. */
  @Override
  public String toString() {
    return account.label() + " " + asset.code() + " " + amount;
  }

  /** Reads what {@link #toString} wrote, and nothing else. */
  public static Posting parse(String text) {
    String[] words = text.split(" ", -1);
    if (words.length != 3) throw new IllegalArgumentException("not a posting: " + text);
    Posting posting =
        new Posting(new LedgerAccount(words[0]), new Asset(words[1]), Long.parseLong(words[2]));
    // What a number's reader forgives, such as a plus sign, was not written by a ledger.
    if (!posting.toString().equals(text)) {
      throw new IllegalArgumentException("not a posting: " + text);
    }
    return posting;
  }
}
