package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import io.giftledger.economy.Said;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.OpeningRecord;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.UnreadableException;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A gift that was sent. Its points and its commission are fixed here, whatever the policy becomes.
 *
 * @param id derived from the sender's idempotency key
 * @param sender the viewer who pays
 * @param creator who receives it
 * @param gift the catalogue's name for it
 * @param quantity how many
 * @param coins what they cost together
 * @param points what they are worth together
 * @param commissionBasisPoints the platform's share of the points, in ten-thousandths
 * @param policyVersion the policy that said so
 * @param target the stream or video it was sent in
 * @param walletCoins the sender's coins right after it
 * @param price what so many coins cost the sender in money where they buy them, as they were shown;
 *     empty if none are sold there. Nothing follows from it, and no entry says it
 * @param show what the live room shows of it
 * @param sentAt when
 * @param status how far it has come
 * @param conversion the sequence of the conversion that credited it, once converted
 * @param convertedAt when that was
 */
public record Gift(
    String id,
    String sender,
    String creator,
    String gift,
    long quantity,
    long coins,
    long points,
    int commissionBasisPoints,
    long policyVersion,
    Target target,
    long walletCoins,
    Optional<Money> price,
    Show show,
    Instant sentAt,
    Status status,
    OptionalLong conversion,
    Optional<Instant> convertedAt)
    implements OpeningRecord<Wallet> {

  /** One alone, of which no price in money is known. */
  public Gift(
      String id,
      String sender,
      String creator,
      String gift,
      long quantity,
      long coins,
      long points,
      int commissionBasisPoints,
      long policyVersion,
      Target target,
      long walletCoins,
      Instant sentAt,
      Status status,
      OptionalLong conversion,
      Optional<Instant> convertedAt) {
    this(
        id,
        sender,
        creator,
        gift,
        quantity,
        coins,
        points,
        commissionBasisPoints,
        policyVersion,
        target,
        walletCoins,
        Optional.empty(),
        new Show(Combo.of(id, creator, gift, quantity, target, sentAt), 0, 0),
        sentAt,
        status,
        conversion,
        convertedAt);
  }

  /**
   * What the live room shows of a gift. No value follows from it.
   *
   * @param combo the combo that it began or continued, after it
   * @param milestone the milestone that the combo reached by it; 0 if none
   * @param level the level that its sender reached by it; 0 if none
   * @param unpaidCoins those of its coins that had not been bought: they count for no challenge
   */
  public record Show(Combo combo, long milestone, long level, long unpaidCoins) {

    /** Of a gift whose coins had all been bought. */
    public Show(Combo combo, long milestone, long level) {
      this(combo, milestone, level, 0);
    }
  }

  /** The attribute with the coins that had not been bought; its entry says it, if there are any. */
  static final String UNPAID_COINS = "unpaidCoins";

  /** How many coins of a stored gift had been bought. */
  public static long paidCoins(Item item) {
    return item.number("coins") - item.number(UNPAID_COINS);
  }

  /** How gifts are stored. */
  public static final RecordType<Gift> TYPE = new RecordType<>("GIFT", Gift::read);

  /** The attribute with the sequence of the conversion. */
  private static final String CONVERSION = "conversion";

  /** The attribute with the combo. */
  static final String COMBO = "combo";

  /** How far a gift has come. */
  public enum Status {
    /** The coins are spent; the creator's points are on their way. */
    SENT,
    /** The creator has the points and their diamonds. */
    CONVERTED
  }

  /**
   * What a gift was sent in.
   *
   * @param kind a live stream or a video
   * @param id the platform's id for it
   */
  public record Target(Kind kind, String id) {
    /** The target that a record or an entry's details name. */
    public static Target of(Item item) {
      Optional<String> liveStream = item.findText(Kind.LIVE_STREAM.field);
      Optional<String> video = item.findText(Kind.VIDEO.field);
      if (liveStream.isPresent() == video.isPresent()) {
        throw new UnreadableException("no target, or two");
      }
      return liveStream
          .map(id -> new Target(Kind.LIVE_STREAM, id))
          .orElseGet(() -> new Target(Kind.VIDEO, video.orElseThrow()));
    }

    private void addTo(Item.Builder item) {
      item.text(kind.field, id);
    }

    /** A live stream or a video. */
    public enum Kind {
      /** A live stream. */
      LIVE_STREAM("liveStream"),
      /** A video. */
      VIDEO("video");

      /** The field that has its id. */
      private final String field;

      Kind(String field) {
        this.field = field;
      }

      /** The name that is stored and shown. */
      public String label() {
        return name().toLowerCase(Locale.ROOT);
      }

      /** Reads a {@link #label}. */
      public static Kind ofLabel(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
      }
    }
  }

  /**
   * A stored gift that says of itself what its status needs.
   *
   * @throws RuntimeException if it does not
   */
  public static Gift whole(Item item) {
    Gift gift = TYPE.read(item);
    boolean converted = gift.status == Status.CONVERTED;
    Said.requireWhole(
        gift.status,
        converted == gift.conversion.isPresent() && converted == gift.convertedAt.isPresent());
    return gift;
  }

  private static Gift read(Item item) {
    return new Gift(
        item.key().id(),
        item.key().owner(),
        item.text("creator"),
        item.text("gift"),
        item.number("quantity"),
        item.number("coins"),
        item.number("points"),
        Math.toIntExact(item.number("commissionBasisPoints")),
        item.number("policyVersion"),
        Target.of(item),
        item.number("walletCoins"),
        price(item),
        new Show(
            Combo.parse(item.text(COMBO)),
            item.number("milestone"),
            item.number("level"),
            item.number(UNPAID_COINS)),
        item.instant("sentAt"),
        item.word("status", Status.class),
        item.findNumber(CONVERSION),
        item.findInstant("convertedAt"));
  }

  /** Both of its attributes, or none. */
  private static Optional<Money> price(Item item) {
    return item.findNumber("priceMinor").isEmpty() && item.findText("currency").isEmpty()
        ? Optional.empty()
        : Optional.of(new Money(item.number("priceMinor"), item.text("currency")));
  }

  @Override
  public Key key() {
    return TYPE.key(Wallet.BOOK.account(sender), id);
  }

  @Override
  public Instant at() {
    return sentAt;
  }

  @Override
  public Item details() {
    Item.Builder details =
        Item.builder()
            .text("creator", creator)
            .text("gift", gift)
            .number("quantity", quantity)
            .number("coins", coins)
            .number("points", points)
            .number("commissionBasisPoints", commissionBasisPoints);
    target.addTo(details);
    return details.build();
  }

  /**
   * A gift as it is converted, if it is not converted yet.
   *
   * @param key the gift
   * @param expected what it must say of itself
   * @param sequence the number of the entry that credits it
   * @param at that entry's instant
   */
  public static Write.Transition converted(Key key, Item expected, long sequence, Instant at) {
    return new Write.Transition(
        key,
        Set.of(Status.SENT.name()),
        expected,
        Set.of(CONVERSION),
        Item.builder()
            .text("status", Status.CONVERTED.name())
            .number(CONVERSION, sequence)
            .instant("convertedAt", at)
            .build());
  }

  @Override
  public Draft<Wallet> draft(Head<Wallet> head) {
    return GiftSent.draft(this, head);
  }

  @Override
  public Item item() {
    Item.Builder item =
        details().toBuilder()
            .key(key())
            .number("policyVersion", policyVersion)
            .number("walletCoins", walletCoins)
            .text(COMBO, show.combo().toString())
            .number("milestone", show.milestone())
            .number("level", show.level())
            .number(UNPAID_COINS, show.unpaidCoins())
            .instant("sentAt", sentAt)
            .text("status", status.name())
            .instant("convertedAt", convertedAt);
    price.ifPresent(
        money -> item.number("priceMinor", money.minor()).text("currency", money.currency()));
    conversion.ifPresent(sequence -> item.number(CONVERSION, sequence));
    return item.build();
  }
}
