package io.giftledger.economy.recognition;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A gift as a room shows it.
 *
 * @param lifetimeCoins what its sender had given the creator by then: it decides on their badge
 */
public record RecentGift(
    String id,
    String sender,
    String gift,
    long quantity,
    long coins,
    String combo,
    long count,
    Instant at,
    long lifetimeCoins) {

  /** The newest first. */
  public static final Comparator<RecentGift> ORDER =
      Comparator.comparing(RecentGift::at).thenComparing(RecentGift::id).reversed();

  /** The combo is the gift's own. */
  private static final String OWN = "=";

  static RecentGift of(ReceivedGift gift, long lifetimeCoins) {
    return new RecentGift(
        gift.id(),
        gift.sender(),
        gift.gift(),
        gift.quantity(),
        gift.coins(),
        gift.combo(),
        gift.count(),
        gift.at(),
        lifetimeCoins);
  }

  @Override
  public String toString() {
    return String.join(
        " ",
        id,
        sender,
        gift,
        Long.toString(quantity),
        Long.toString(coins),
        combo.equals(id) ? OWN : combo,
        Long.toString(count),
        Words.ofInstant(at),
        Long.toString(lifetimeCoins));
  }

  static RecentGift parse(String line) {
    List<String> words = Words.of(line, 9);
    return new RecentGift(
        words.get(0),
        words.get(1),
        words.get(2),
        Long.parseLong(words.get(3)),
        Long.parseLong(words.get(4)),
        words.get(5).equals(OWN) ? words.get(0) : words.get(5),
        Long.parseLong(words.get(6)),
        Words.instant(words.get(7)),
        Long.parseLong(words.get(8)));
  }
}
