package io.giftledger.verify;

import io.micronaut.serde.annotation.Serdeable;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;

/**
 * What must come to nothing, or to a balance, when all of a table has been added up: what gifts and
 * conversions say of each other in two partitions, and what is still open.
 *
 * <p>Each gift that its record says was converted is added to a sum, and each gift that a
 * conversion says it credited is taken away, as a digest with the audit's secret key ({@link
 * SumKey}); creators share {@link #BUCKETS} such sums. The order does not matter, and sums of
 * segments add up.
 *
 * @param conversions the sums that are not zero, by bucket
 * @param inTransit coins of the gifts that are sent and not converted
 * @param heldE4 ten-thousandths of diamonds of the withdrawals that have not ended
 */
@Serdeable
public record Agreement(
    SortedMap<String, BigInteger> conversions, BigInteger inTransit, BigInteger heldE4) {

  /** How many sums creators share. */
  static final int BUCKETS = 256;

  /** Nothing yet. */
  public static final Agreement NONE =
      new Agreement(Collections.emptySortedMap(), BigInteger.ZERO, BigInteger.ZERO);

  /** The bucket of a creator. */
  public static String bucket(String creator) {
    return "%02x".formatted(Math.floorMod(creator.hashCode(), BUCKETS));
  }

  /** The buckets in which gifts and conversions do not agree. */
  public Set<String> differing() {
    return conversions.keySet();
  }
}
