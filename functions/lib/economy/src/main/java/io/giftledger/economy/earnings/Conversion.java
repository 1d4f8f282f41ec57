package io.giftledger.economy.earnings;

import io.giftledger.economy.Credited;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.util.List;

/**
 * A batch of gifts that became points and diamonds in one entry. A small one is in its entry; a
 * larger one is a record of its own, of which the entry has the digest ({@link GiftsConverted}).
 *
 * @param creator whose gifts they were
 * @param sequence the sequence of the entry that credited them
 * @param convertedAt when
 * @param gifts each gift, so that the creator sees what it earned and why
 */
public record Conversion(
    String creator, long sequence, Instant convertedAt, List<ConvertedGift> gifts)
    implements BusinessRecord {

  /** The most gifts that one conversion takes: with entry and record below a transaction's 100. */
  public static final int GIFTS_MAX = 90;

  /** How conversions are stored that have a record. */
  public static final RecordType<Conversion> TYPE =
      new RecordType<>("CONVERSION", Conversion::read);

  /** The attribute with the gifts, a line each. */
  static final String GIFTS = "gifts";

  private static Conversion read(Item item) {
    return new Conversion(
        item.key().owner(),
        Long.parseLong(item.key().id()),
        item.instant("convertedAt"),
        ConvertedGift.ofLines(item.texts(GIFTS)));
  }

  /** What it says of each gift. */
  public List<Credited> credited() {
    return gifts.stream().map(gift -> gift.credited(creator, sequence, convertedAt)).toList();
  }

  /** Its id: the entry's sequence, padded. */
  public String id() {
    return Key.padded(sequence);
  }

  @Override
  public Key key() {
    return TYPE.key(Earnings.BOOK.account(creator), id());
  }

  @Override
  public Item item() {
    return Item.builder(key())
        .instant("convertedAt", convertedAt)
        .texts(GIFTS, ConvertedGift.lines(gifts))
        .build();
  }
}
