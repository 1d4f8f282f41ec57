package io.giftledger.economy.recognition;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Gifts of one kind by one viewer, one soon after the other.
 *
 * @param id the id of its first gift
 * @param count how many there are in it
 * @param at when the last of them was sent
 */
public record Combo(String id, String sender, String gift, long count, Instant at) {

  /** The newest first. */
  public static final Comparator<Combo> ORDER =
      Comparator.comparing(Combo::at).reversed().thenComparing(Combo::id);

  static Combo of(ReceivedGift gift) {
    return new Combo(gift.combo(), gift.sender(), gift.gift(), gift.count(), gift.at());
  }

  /** What two gifts of it say: its count only grows. */
  static Combo later(Combo one, Combo other) {
    return one.count >= other.count ? one : other;
  }

  @Override
  public String toString() {
    return String.join(" ", id, sender, gift, Long.toString(count), Words.ofInstant(at));
  }

  static Combo parse(String line) {
    List<String> words = Words.of(line, 5);
    return new Combo(
        words.get(0),
        words.get(1),
        words.get(2),
        Long.parseLong(words.get(3)),
        Words.instant(words.get(4)));
  }
}
