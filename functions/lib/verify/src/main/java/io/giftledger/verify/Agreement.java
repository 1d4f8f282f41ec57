package io.giftledger.verify;

import io.giftledger.economy.Credited;
import io.giftledger.ledger.table.Key;
import io.micronaut.serde.annotation.Serdeable;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;

/**
 * What must come to nothing, or to a balance, when all of a table has been added up: what gifts and
 * conversions, exchanges, awards and their credits, payments and the marks that they are booked say
 * of each other in two partitions, and what is still open.
 *
 * <p>Each gift that its record says was converted is added to a sum, and each gift that a
 * conversion says it credited is taken away, as a digest with the audit's secret key ({@link
 * SumKey}), and so is all else that crosses, and that payments are booked; who receives it shares
 * {@link #BUCKETS} such sums. The order does not matter, and sums of segments add up.
 *
 * @param conversions the sums that are not zero, by bucket
 * @param inTransit what has left and not arrived, by the platform's account that holds it
 * @param heldE4 ten-thousandths of diamonds of the withdrawals that have not ended
 */
@Serdeable
public record Agreement(
    SortedMap<String, BigInteger> conversions,
    SortedMap<String, BigInteger> inTransit,
    BigInteger heldE4) {

  /** How many sums those who receive share. */
  static final int BUCKETS = 256;

  /** Nothing yet. */
  public static final Agreement NONE =
      new Agreement(Collections.emptySortedMap(), Collections.emptySortedMap(), BigInteger.ZERO);

  /** The bucket of what arrived at someone's account. */
  static String bucket(Credited credited) {
    String owner = new Key(credited.account(), "").owner();
    return "%02x".formatted(Math.floorMod(owner.hashCode(), BUCKETS));
  }

  /** The buckets in which what left and what arrived do not agree. */
  public Set<String> differing() {
    return conversions.keySet();
  }
}
