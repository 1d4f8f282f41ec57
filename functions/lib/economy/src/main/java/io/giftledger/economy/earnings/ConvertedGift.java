package io.giftledger.economy.earnings;

import io.giftledger.economy.Credited;
import io.giftledger.economy.wallet.Combo;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
 * @param target the stream or video it was sent in
 * @param combo the id of the combo that it is of: that of its first gift
 * @param comboCount pieces of the combo after it
 */
public record ConvertedGift(
    String sender,
    String id,
    String gift,
    long quantity,
    long coins,
    long points,
    int commissionBasisPoints,
    long policyVersion,
    Gift.Target target,
    String combo,
    long comboCount) {

  /** One that begins its combo. */
  public ConvertedGift(
      String sender,
      String id,
      String gift,
      long quantity,
      long coins,
      long points,
      int commissionBasisPoints,
      long policyVersion,
      Gift.Target target) {
    this(
        sender,
        id,
        gift,
        quantity,
        coins,
        points,
        commissionBasisPoints,
        policyVersion,
        target,
        id,
        quantity);
  }

  private static final int WORDS = 9;

  /** What the word begins with that names the combo, of a gift that does not begin it. */
  private static final String COMBO = "combo:";

  /** In its place the word of a gift that does. */
  private static final String ALONE = "-";

  /** In a list, a word that is the same as in the line before. */
  private static final String SAME = "=";

  /**
   * The gift that an entry made true: from what is hashed, never from the gift's own record.
   *
   * @param entry an entry {@code gift_sent}
   */
  public static ConvertedGift ofEntry(Item entry) {
    Item details = entry.map("details");
    Combo combo = Combo.parse(entry.map("state").text("combo"));
    return new ConvertedGift(
        entry.key().owner(),
        Gift.TYPE.id(entry.text("ref")),
        details.text("gift"),
        details.number("quantity"),
        details.number("coins"),
        details.number("points"),
        Math.toIntExact(details.number("commissionBasisPoints")),
        entry.number("policyVersion"),
        Gift.Target.of(details),
        combo.id(),
        combo.count());
  }

  /** A gift as its own record says. */
  static ConvertedGift of(Gift gift) {
    return new ConvertedGift(
        gift.sender(),
        gift.id(),
        gift.gift(),
        gift.quantity(),
        gift.coins(),
        gift.points(),
        gift.commissionBasisPoints(),
        gift.policyVersion(),
        gift.target(),
        gift.show().combo().id(),
        gift.show().combo().count());
  }

  /** What a gift's record says of its conversion; empty if it is not converted. */
  public static Optional<Credited> credited(Gift gift) {
    return gift.conversion().stream()
        .mapToObj(
            conversion ->
                of(gift).credited(gift.creator(), conversion, gift.convertedAt().orElseThrow()))
        .findFirst();
  }

  /**
   * That it was converted.
   *
   * @param creator who received it
   * @param conversion the number of the entry that credited it
   * @param at when
   */
  Credited credited(String creator, long conversion, Instant at) {
    return new Credited(
        key(), Earnings.BOOK.account(creator).partitionKey(), conversion, at, coins, toString());
  }

  /** Where the gift's own record is stored. */
  public Key key() {
    return Gift.TYPE.key(Wallet.BOOK.account(sender), id);
  }

  /**
   * The gift's own record as it is converted, if it is as this says and not converted yet.
   *
   * @param creator who receives it
   * @param sequence the number of the entry that credits it
   * @param at that entry's instant
   */
  Write.Transition converted(String creator, long sequence, Instant at) {
    return Gift.converted(
        key(),
        Item.builder()
            .text("creator", creator)
            .number("coins", coins)
            .number("points", points)
            .number("commissionBasisPoints", commissionBasisPoints)
            .build(),
        sequence,
        at);
  }

  /** What the creator gets: ten-thousandths of a diamond, exactly. */
  public long earnedE4() {
    return Math.multiplyExact(points, Earnings.E4 - commissionBasisPoints);
  }

  /** What the platform keeps: ten-thousandths of a diamond, exactly. */
  public long commissionE4() {
    return Math.multiplyExact(points, commissionBasisPoints);
  }

  /** One line of text: words with single spaces, which later versions may add to at the end. */
  @Override
  public String toString() {
    List<String> words = words();
    return String.join(" ", words.getLast().equals(ALONE) ? words.subList(0, WORDS) : words);
  }

  private List<String> words() {
    return List.of(
        sender,
        id,
        gift,
        Long.toString(quantity),
        Long.toString(coins),
        Long.toString(points),
        Integer.toString(commissionBasisPoints),
        Long.toString(policyVersion),
        target.kind().label() + ":" + target.id(),
        combo.equals(id) && comboCount == quantity ? ALONE : COMBO + combo + "/" + comboCount);
  }

  /** Reads what {@link #toString} wrote, also in a later version. */
  public static ConvertedGift parse(String line) {
    return of(List.of(line.split(" ", -1)));
  }

  private static ConvertedGift of(List<String> words) {
    if (words.size() < WORDS) {
      throw new IllegalArgumentException("not a converted gift: " + String.join(" ", words));
    }
    String target = words.get(8);
    int colon = target.indexOf(':');
    if (colon < 0) throw new IllegalArgumentException("no target: " + target);
    ConvertedGift alone =
        new ConvertedGift(
            words.get(0),
            words.get(1),
            words.get(2),
            Long.parseLong(words.get(3)),
            Long.parseLong(words.get(4)),
            Long.parseLong(words.get(5)),
            Integer.parseInt(words.get(6)),
            Long.parseLong(words.get(7)),
            new Gift.Target(
                Gift.Target.Kind.ofLabel(target.substring(0, colon)), target.substring(colon + 1)));
    return words.size() == WORDS || words.get(WORDS).equals(ALONE)
        ? alone
        : alone.of(words.get(WORDS));
  }

  /** This gift as a later one of a combo. */
  private ConvertedGift of(String word) {
    int slash = word.indexOf('/');
    if (!word.startsWith(COMBO) || slash < 0) {
      throw new IllegalArgumentException("no combo: " + word);
    }
    return with(word.substring(COMBO.length(), slash), Long.parseLong(word.substring(slash + 1)));
  }

  private ConvertedGift with(String its, long count) {
    return new ConvertedGift(
        sender,
        id,
        gift,
        quantity,
        coins,
        points,
        commissionBasisPoints,
        policyVersion,
        target,
        its,
        count);
  }

  /**
   * The gift as it most likely is after another in a list: if it is like that one it continues its
   * combo, else it begins one.
   */
  private ConvertedGift expectedAfter(ConvertedGift before) {
    return sender.equals(before.sender) && gift.equals(before.gift) && target.equals(before.target)
        ? with(before.combo, Math.addExact(before.comboCount, quantity))
        : with(id, quantity);
  }

  /**
   * A list of gifts, a line each. A word that is the same as in the line before is written {@code
   * =}, and left out at the end of a line: a conversion lists up to 90 gifts and is billed by its
   * size, and most of them are alike. So is the combo's, if it is the one that is to be expected.
   */
  static List<String> lines(List<ConvertedGift> gifts) {
    List<String> lines = new ArrayList<>(gifts.size());
    Optional<ConvertedGift> before = Optional.empty();
    for (ConvertedGift gift : gifts) {
      List<String> shown = new ArrayList<>(gift.words());
      List<String> same = before.map(ConvertedGift::words).orElse(List.of());
      for (int at = 0; at < Math.min(same.size(), WORDS); at++) {
        if (same.get(at).equals(shown.get(at))) shown.set(at, SAME);
      }
      if (gift.equals(expected(gift, before))) shown.set(WORDS, SAME);
      while (shown.size() > 1 && shown.getLast().equals(SAME)) shown.removeLast();
      lines.add(String.join(" ", shown));
      before = Optional.of(gift);
    }
    return lines;
  }

  /** Reads what {@link #lines} wrote, also in a later version. */
  static List<ConvertedGift> ofLines(List<String> lines) {
    List<ConvertedGift> gifts = new ArrayList<>(lines.size());
    Optional<ConvertedGift> before = Optional.empty();
    for (String line : lines) {
      List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
      List<String> same = before.map(ConvertedGift::words).orElse(List.of());
      for (int at = 0; at < Math.min(same.size(), WORDS); at++) {
        if (at == words.size()) words.add(SAME);
        if (words.get(at).equals(SAME)) words.set(at, same.get(at));
      }
      boolean asExpected = words.size() <= WORDS || words.get(WORDS).equals(SAME);
      ConvertedGift gift =
          asExpected
              ? expected(of(words.subList(0, Math.min(words.size(), WORDS))), before)
              : of(words);
      gifts.add(gift);
      before = Optional.of(gift);
    }
    return gifts;
  }

  private static ConvertedGift expected(ConvertedGift gift, Optional<ConvertedGift> before) {
    return before.map(gift::expectedAfter).orElse(gift.with(gift.id, gift.quantity));
  }
}
