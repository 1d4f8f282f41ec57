package io.giftledger.ledger.earnings;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/**
 * A message of the conversions queue: gifts to one creator that wait for their conversion.
 *
 * @param creator who received them
 * @param gifts each gift as {@link ConvertedGift#toString} has it, at most {@link
 *     Conversion#GIFTS_MAX}
 */
@Serdeable
public record GiftBatch(String creator, List<String> gifts) {

  /** The message for some gifts. */
  public static GiftBatch of(String creator, List<ConvertedGift> gifts) {
    return new GiftBatch(creator, gifts.stream().map(ConvertedGift::toString).toList());
  }

  /** The gifts. */
  public List<ConvertedGift> parsed() {
    return gifts.stream().map(ConvertedGift::parse).toList();
  }
}
