package io.giftledger.economy.earnings;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Credited;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.ledger.Account;
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
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

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
    String creator = head.account().owner();
    Conversion conversion = new Conversion(creator, head.sequence() + 1, at, gifts);
    List<String> lines = ConvertedGift.lines(gifts);
    String list = String.join(SEPARATOR, lines);
    boolean inEntry = list.length() <= IN_ENTRY_CHARACTERS_MAX;
    List<Write> changes = new ArrayList<>();
    if (!inEntry) changes.add(new Write.Insert(conversion.item()));
    for (ConvertedGift gift : gifts) {
      changes.add(gift.converted(creator, conversion.sequence(), at));
    }
    Item.Builder details = Item.builder().number(COUNT, gifts.size());
    return new Movement.Append<>(
        draft(
            Sums.of(gifts),
            inEntry ? "" : conversion.key().sort(),
            inEntry
                ? details.text(LIST, list).build()
                : details.text(DIGEST, digest(lines).hex()).build(),
            head),
        changes);
  }

  private static Draft<Earnings> draft(Sums sums, String ref, Item details, Head<Earnings> head) {
    return new Draft<>(
        KIND,
        List.of(
            new Posting(ChartOfAccounts.GIFTS_IN_TRANSIT, Assets.COIN, -sums.coins),
            new Posting(ChartOfAccounts.COINS_SPENT, Assets.COIN, sums.coins),
            new Posting(ChartOfAccounts.POINTS_ISSUED, Assets.POINT, -sums.points),
            new Posting(ChartOfAccounts.POINTS_CONVERTED, Assets.POINT, sums.points),
            new Posting(
                ChartOfAccounts.DIAMONDS_ISSUED,
                Assets.DIAMOND_E4,
                -Math.addExact(sums.earnedE4, sums.commissionE4)),
            new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, sums.earnedE4),
            new Posting(ChartOfAccounts.COMMISSION, Assets.DIAMOND_E4, sums.commissionE4)),
        head.state().earn(sums.points, sums.earnedE4),
        ref,
        sums.policyVersion,
        details);
  }

  /** What a conversion's gifts come to together; of the policies that they name the highest. */
  private record Sums(
      long gifts, long coins, long points, long earnedE4, long commissionE4, long policyVersion) {

    static Sums of(List<ConvertedGift> gifts) {
      return new Sums(
          gifts.size(),
          sum(gifts, ConvertedGift::coins),
          sum(gifts, ConvertedGift::points),
          sum(gifts, ConvertedGift::earnedE4),
          sum(gifts, ConvertedGift::commissionE4),
          gifts.stream().mapToLong(ConvertedGift::policyVersion).max().orElseThrow());
    }

    static Sums of(Entry<Earnings> entry) {
      List<Posting> postings = entry.postings();
      return new Sums(
          entry.details().number(COUNT),
          postings.get(1).amount(),
          postings.get(3).amount(),
          postings.get(5).amount(),
          postings.get(6).amount(),
          entry.policyVersion());
    }

    private static long sum(List<ConvertedGift> gifts, ToLongFunction<ConvertedGift> figure) {
      return gifts.stream().mapToLong(figure).reduce(0, Math::addExact);
    }
  }

  /** How its entry is told. */
  public static final Retelling<Earnings> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Earnings> draft(Entry<Earnings> entry, Head<Earnings> before) {
          Optional<Sums> sums = inEntry(entry).map(Conversion::gifts).map(Sums::of);
          return sums.isPresent()
              ? GiftsConverted.draft(
                  sums.get(), "", Item.builder().number(COUNT, sums.get().gifts).build(), before)
              : GiftsConverted.draft(
                  Sums.of(entry),
                  Conversion.TYPE.prefix() + "#" + Key.padded(entry.sequence()),
                  Item.builder().text(DIGEST, entry.details().text(DIGEST)).build(),
                  before);
        }

        @Override
        public List<Said> said(Entry<Earnings> entry) {
          return inEntry(entry).isPresent()
              ? List.of()
              : List.of(
                  GiftsConverted.said(
                      entry.ref(),
                      entry.sequence(),
                      entry.at(),
                      Sums.of(entry),
                      entry.details().text(DIGEST)));
        }

        @Override
        public List<Credited> credited(Entry<Earnings> entry) {
          return inEntry(entry).map(Conversion::credited).orElse(List.of());
        }
      };

  /** What a conversion's record says of its entry. */
  public static Said said(Item record) {
    List<String> lines = record.texts(Conversion.GIFTS);
    Conversion conversion = Conversion.TYPE.read(record);
    return said(
        record.key().sort(),
        conversion.sequence(),
        conversion.convertedAt(),
        Sums.of(conversion.gifts()),
        digest(lines).hex());
  }

  private static Said said(String record, long sequence, Instant at, Sums sums, String digest) {
    return new Said(
        record,
        KIND,
        sequence,
        at,
        sums.policyVersion,
        Item.builder()
            .number(COUNT, sums.gifts)
            .number("coins", sums.coins)
            .number("points", sums.points)
            .number("earnedE4", sums.earnedE4)
            .number("commissionE4", sums.commissionE4)
            .text(DIGEST, digest)
            .build());
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

  /**
   * The gifts that a creator's entries say were converted since an instant, whatever the gifts'
   * records say. It reads entry by entry, a conversion's record too.
   *
   * @param table finds an item by its key
   * @throws RecordAlteredException if an entry cannot be trusted, or a record is not the one that
   *     its entry has the digest of
   */
  public static Stream<ConvertedGift> since(
      String creator, Instant since, Function<Key, Optional<Item>> table) {
    Account<Earnings> account = Earnings.BOOK.account(creator);
    LongFunction<Optional<Entry<Earnings>>> entries =
        sequence ->
            table
                .apply(new Key(account.partitionKey(), Entry.sortKey(sequence)))
                .map(item -> new Entry<>(account, item));
    return LongStream.iterate(first(entries, since), sequence -> sequence + 1)
        .mapToObj(entries)
        .takeWhile(Optional::isPresent)
        .flatMap(Optional::stream)
        .filter(entry -> entry.kind().equals(KIND))
        .flatMap(entry -> of(entry, table).gifts().stream());
  }

  /** The number of the first entry that is not earlier, or of none if all are: it is looked for. */
  private static long first(LongFunction<Optional<Entry<Earnings>>> entries, Instant since) {
    LongPredicate earlier =
        sequence -> entries.apply(sequence).filter(entry -> entry.at().isBefore(since)).isPresent();
    long above = 1;
    while (earlier.test(above)) above *= 2;
    long below = above / 2;
    while (above - below > 1) {
      long middle = (above + below) / 2;
      if (earlier.test(middle)) below = middle;
      else above = middle;
    }
    return above;
  }

  /**
   * The conversion of an entry, wherever its gifts are.
   *
   * @param entry an entry of this kind
   * @param table finds an item by its key
   * @throws RecordAlteredException if the entry cannot be trusted, or the record is not the one
   *     that it has the digest of
   */
  public static Conversion of(Entry<Earnings> entry, Function<Key, Optional<Item>> table) {
    if (!Entry.isWhole(entry.item())) throw new RecordAlteredException(entry.item().key());
    return inEntry(entry)
        .orElseGet(
            () ->
                conversion(
                    entry, recorded(table.apply(Conversion.TYPE.keyOf(entry.item())), entry)));
  }

  private static Conversion conversion(Ledger ledger, Entry<Earnings> entry) {
    return inEntry(entry)
        .orElseGet(
            () ->
                conversion(
                    entry,
                    recorded(
                        ledger
                            .find(Stored.TYPE, Conversion.TYPE.keyOf(entry.item()))
                            .map(Stored::item),
                        entry)));
  }

  private static Conversion conversion(Entry<Earnings> entry, List<String> lines) {
    return new Conversion(
        entry.account().owner(), entry.sequence(), entry.at(), ConvertedGift.ofLines(lines));
  }

  /** The lines of the record, as they are stored: a later version may have written more. */
  private static List<String> recorded(Optional<Item> record, Entry<Earnings> entry) {
    String digest = entry.details().text(DIGEST);
    return record
        .map(item -> item.texts(Conversion.GIFTS))
        .filter(lines -> digest(lines).hex().equals(digest))
        .orElseThrow(() -> new RecordAlteredException(Conversion.TYPE.keyOf(entry.item())));
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
}
