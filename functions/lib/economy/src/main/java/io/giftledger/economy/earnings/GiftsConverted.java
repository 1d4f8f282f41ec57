package io.giftledger.economy.earnings;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Gifts to one creator became points and diamonds: their coins leave circulation, and the diamonds
 * are shared between creator and platform as each gift's commission says.
 *
 * @param gifts 1 to {@link Conversion#GIFTS_MAX} gifts, no two of them the same
 */
public record GiftsConverted(List<ConvertedGift> gifts) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("gifts_converted");

  /**
   * So long a list of gifts stays in the entry: with ids of usual length the entry is below 1 KB,
   * which is what a write unit buys, and a record of its own would cost two more.
   */
  private static final int IN_ENTRY_CHARACTERS_MAX = 280;

  private static final String COUNT = "gifts";
  private static final String LIST = "giftList";
  private static final String DIGEST = "giftsHash";
  private static final String SEPARATOR = " ; ";

  /**
   * The entry, every gift as converted, and the conversion's record if the entry cannot hold it.
   */
  public Movement<Earnings> movement(Head<Earnings> head, Instant at) {
    long coins = sum(ConvertedGift::coins);
    long points = sum(ConvertedGift::points);
    long earnedE4 = sum(ConvertedGift::earnedE4);
    long commissionE4 = sum(ConvertedGift::commissionE4);
    String creator = head.account().owner();
    Conversion conversion = new Conversion(creator, head.sequence() + 1, at, gifts);
    List<String> lines = ConvertedGift.lines(gifts);
    String list = String.join(SEPARATOR, lines);
    boolean inEntry = list.length() <= IN_ENTRY_CHARACTERS_MAX;
    List<Write> changes = new ArrayList<>();
    if (!inEntry) changes.add(new Write.Insert(conversion.item()));
    for (ConvertedGift gift : gifts) {
      changes.add(gift.converted(creator, conversion.sequence()));
    }
    Item.Builder details = Item.builder().number(COUNT, gifts.size());
    return new Movement.Append<>(
        new Draft<>(
            KIND,
            List.of(
                new Posting(ChartOfAccounts.GIFTS_IN_TRANSIT, Assets.COIN, -coins),
                new Posting(ChartOfAccounts.COINS_SPENT, Assets.COIN, coins),
                new Posting(ChartOfAccounts.POINTS_ISSUED, Assets.POINT, -points),
                new Posting(ChartOfAccounts.POINTS_CONVERTED, Assets.POINT, points),
                new Posting(
                    ChartOfAccounts.DIAMONDS_ISSUED,
                    Assets.DIAMOND_E4,
                    -Math.addExact(earnedE4, commissionE4)),
                new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, earnedE4),
                new Posting(ChartOfAccounts.COMMISSION, Assets.DIAMOND_E4, commissionE4)),
            head.state().earn(points, earnedE4),
            inEntry ? "" : conversion.key().sort(),
            gifts.stream().mapToLong(ConvertedGift::policyVersion).max().orElseThrow(),
            inEntry
                ? details.text(LIST, list).build()
                : details.text(DIGEST, digest(lines).hex()).build()),
        changes);
  }

  /**
   * The conversion of an entry, wherever its gifts are.
   *
   * @param sequence the entry's number
   * @return empty if there is no such entry, or it converted nothing
   * @throws RecordAlteredException if the record is not the one that the entry has the digest of
   */
  public static Optional<Conversion> find(Ledger ledger, String creator, long sequence) {
    return ledger
        .entry(Earnings.BOOK.account(creator), sequence)
        .filter(entry -> entry.kind().equals(KIND))
        .map(entry -> conversion(ledger, entry));
  }

  /**
   * The conversion that an entry holds itself.
   *
   * @param entry an entry of this kind
   * @return empty if it is a record of its own
   */
  public static Optional<Conversion> inEntry(Entry<Earnings> entry) {
    return entry
        .details()
        .findText(LIST)
        .map(list -> conversion(entry, List.of(list.split(SEPARATOR, -1))));
  }

  private static Conversion conversion(Ledger ledger, Entry<Earnings> entry) {
    return inEntry(entry).orElseGet(() -> conversion(entry, recorded(ledger, entry)));
  }

  private static Conversion conversion(Entry<Earnings> entry, List<String> lines) {
    return new Conversion(
        entry.account().owner(), entry.sequence(), entry.at(), ConvertedGift.ofLines(lines));
  }

  /** The lines of the record, as they are stored: a later version may have written more. */
  private static List<String> recorded(Ledger ledger, Entry<Earnings> entry) {
    Key key = Conversion.TYPE.keyOf(entry.item());
    String digest = entry.details().text(DIGEST);
    return ledger
        .find(Stored.TYPE, key)
        .map(record -> record.item().texts(Conversion.GIFTS))
        .filter(lines -> digest(lines).hex().equals(digest))
        .orElseThrow(() -> new RecordAlteredException(key));
  }

  /**
   * A conversion's record, of which nothing is believed yet.
   *
   * @param item as it is stored
   */
  private record Stored(Item item) implements BusinessRecord {

    static final RecordType<Stored> TYPE = new RecordType<>(Conversion.TYPE.prefix(), Stored::new);

    @Override
    public Key key() {
      return item.key();
    }
  }

  private static Hash digest(List<String> lines) {
    return Hash.ofTexts(lines.toArray(String[]::new));
  }

  private long sum(ToLongFunction<ConvertedGift> figure) {
    return gifts.stream().mapToLong(figure).reduce(0, Math::addExact);
  }
}
