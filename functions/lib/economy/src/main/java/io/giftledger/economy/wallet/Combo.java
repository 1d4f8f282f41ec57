package io.giftledger.economy.wallet;

import io.giftledger.economy.policy.Live;
import io.giftledger.ledger.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gifts of a viewer that follow each other closely and are alike: the live room shows them as one
 * that grows. It is state in the wallet's chain, so the devices of one viewer share it, and it
 * needs neither an item nor a write. Value is each gift by itself; nobody is told of a combo's end.
 *
 * @param count pieces of all its gifts so far
 * @param second when its last gift was sent, in seconds since 1970
 * @param gifts how many gifts the wallet sent in that second, whatever combos they were of
 * @param key what its gifts have in common: the first 6 digits of a digest
 * @param id the id of its first gift
 */
public record Combo(long count, long second, int gifts, String key, String id) {

  /** So many digits keep the gifts of a few seconds apart. */
  private static final int KEY_LENGTH = 6;

  private static final Duration WINDOW_MAX = Duration.ofSeconds(Live.COMBO_WINDOW_MAX);

  private static final Pattern TEXT =
      Pattern.compile("([0-9]{1,18}) ([0-9]{1,18}) ([0-9]{1,9}) ([0-9a-v]{6}) ([^ ]+)");

  /** The combo of a gift before which the wallet has sent none. */
  public static Combo of(
      String id, String creator, String gift, long quantity, Gift.Target target, Instant at) {
    return new Combo(quantity, at.getEpochSecond(), 1, key(creator, gift, target), id);
  }

  /**
   * The combo of this gift after others.
   *
   * @param before the one that the wallet's last gift left, if there is one
   * @param window a gift that comes later than this after the last begins another combo; whole
   *     seconds
   */
  public Combo after(Optional<Combo> before, Duration window) {
    return before
        .filter(last -> last.key.equals(key) && second - last.second <= window.toSeconds())
        .map(this::continuing)
        .orElseGet(() -> beginning(before));
  }

  /**
   * Whether a gift leaves it under some policy.
   *
   * @param alone the gift's combo without any before it
   * @param before the one that the wallet's last gift left, if there is one
   */
  boolean isLeftBy(Combo alone, Optional<Combo> before) {
    return equals(alone.beginning(before)) || equals(alone.after(before, WINDOW_MAX));
  }

  /** This gift as another one of a combo. */
  private Combo continuing(Combo last) {
    return new Combo(
        Math.addExact(last.count, count), second, gifts(Optional.of(last)), key, last.id);
  }

  /** This gift as the first of its combo. */
  private Combo beginning(Optional<Combo> last) {
    return new Combo(count, second, gifts(last), key, id);
  }

  private int gifts(Optional<Combo> before) {
    return 1 + before.filter(last -> last.second == second).map(Combo::gifts).orElse(0);
  }

  private static String key(String creator, String gift, Gift.Target target) {
    return Hash.ofTexts("COMBO", creator, gift, target.kind().label(), target.id())
        .id()
        .substring(0, KEY_LENGTH);
  }

  /** The text that is stored and hashed. */
  @Override
  public String toString() {
    return count + " " + second + " " + gifts + " " + key + " " + id;
  }

  /** Reads what {@link #toString} wrote, and nothing else. */
  public static Combo parse(String text) {
    Matcher words = TEXT.matcher(text);
    if (!words.matches()) throw new IllegalArgumentException("no combo: " + text);
    Combo combo =
        new Combo(
            Long.parseLong(words.group(1)),
            Long.parseLong(words.group(2)),
            Integer.parseInt(words.group(3)),
            words.group(4),
            words.group(5));
    if (!combo.toString().equals(text)) throw new IllegalArgumentException("no combo: " + text);
    return combo;
  }
}
