package io.giftledger.economy.recognition;

/**
 * What was given.
 *
 * @param coins what it cost
 * @param gifts how many gifts it was; one of several units is one
 */
public record Score(long coins, long gifts) {

  /** Nothing. */
  public static final Score ZERO = new Score(0, 0);

  /** With another gift. */
  Score plus(ReceivedGift gift) {
    return new Score(Math.addExact(coins, gift.coins()), gifts + 1);
  }

  /** With what was given besides. */
  public Score plus(Score other) {
    return new Score(Math.addExact(coins, other.coins), gifts + other.gifts);
  }

  /** How it is stored: two numbers. */
  @Override
  public String toString() {
    return coins + " " + gifts;
  }

  static Score parse(String text) {
    int space = text.indexOf(' ');
    return new Score(
        Long.parseLong(text.substring(0, space)), Long.parseLong(text.substring(space + 1)));
  }
}
