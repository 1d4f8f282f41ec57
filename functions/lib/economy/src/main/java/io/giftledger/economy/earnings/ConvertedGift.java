package io.giftledger.economy.earnings;

/**
 * A gift as far as its conversion needs it: fixed when it was sent.
 *
 * @param sender who sent it
 * @param id its id
 * @param gift the catalogue's name for it
 * @param quantity how many
 * @param coins what they cost together
 * @param points what they are worth together
 * @param commissionBasisPoints the platform's share of the points, in ten-thousandths
 * @param policyVersion the policy that said so
 */
public record ConvertedGift(
    String sender,
    String id,
    String gift,
    long quantity,
    long coins,
    long points,
    int commissionBasisPoints,
    long policyVersion) {

  /** What the creator gets: ten-thousandths of a diamond, exactly. */
  public long earnedE4() {
    return Math.multiplyExact(points, Earnings.E4 - commissionBasisPoints);
  }

  /** What the platform keeps: ten-thousandths of a diamond, exactly. */
  public long commissionE4() {
    return Math.multiplyExact(points, commissionBasisPoints);
  }

  /** One line of text: a conversion lists up to 90 of them and is billed by its size. */
  @Override
  public String toString() {
    return String.join(
        " ",
        sender,
        id,
        gift,
        Long.toString(quantity),
        Long.toString(coins),
        Long.toString(points),
        Integer.toString(commissionBasisPoints),
        Long.toString(policyVersion));
  }

  /** Reads what {@link #toString} wrote. */
  public static ConvertedGift parse(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != 8) throw new IllegalArgumentException("not a converted gift: " + line);
    return new ConvertedGift(
        words[0],
        words[1],
        words[2],
        Long.parseLong(words[3]),
        Long.parseLong(words[4]),
        Long.parseLong(words[5]),
        Integer.parseInt(words[6]),
        Long.parseLong(words[7]));
  }
}
