package io.giftledger.economy.earnings;

import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * That a gift was converted: the gift's record says so in its sender's partition, the conversion in
 * the creator's.
 *
 * @param gift the gift
 * @param creator who received it
 * @param conversion the number of the entry that credited it
 * @param at when
 */
public record Credited(ConvertedGift gift, String creator, long conversion, Instant at) {

  /** What a gift's record says; empty if it is not converted. */
  public static Optional<Credited> by(Gift gift) {
    return gift.conversion().stream()
        .mapToObj(
            conversion ->
                new Credited(
                    ConvertedGift.of(gift),
                    gift.creator(),
                    conversion,
                    gift.convertedAt().orElseThrow()))
        .findFirst();
  }

  /** What a conversion says. */
  static List<Credited> by(Conversion conversion) {
    return conversion.gifts().stream()
        .map(
            gift ->
                new Credited(
                    gift, conversion.creator(), conversion.sequence(), conversion.convertedAt()))
        .toList();
  }

  /** What a conversion's record says. */
  public static List<Credited> byConversion(Item record) {
    return by(Conversion.TYPE.read(record));
  }

  /** One line of text; no two that differ have the same. */
  @Override
  public String toString() {
    return String.join(" ", creator, Long.toString(conversion), at.toString(), gift.toString());
  }
}
