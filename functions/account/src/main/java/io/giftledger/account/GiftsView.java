package io.giftledger.account;

import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Item;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A page of the gifts that a viewer sent, newest first, as the entries of their wallet tell of
 * them.
 *
 * @param next the cursor of the next page; absent on the last. A page may have fewer gifts than
 *     were asked for, or none, and not be the last
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record GiftsView(List<SentView> gifts, Optional<String> next) {

  /** So many entries of a wallet are read for one page: not all of them are gifts. */
  private static final int ENTRIES_MAX = 400;

  /** So many are read at once where the first of them were not gifts enough. */
  private static final int ENTRIES_MORE = 100;

  /** A gift as it was sent; coins and points are those of all its pieces together. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record SentView(
      String id,
      String creator,
      String gift,
      long quantity,
      Optional<String> liveStream,
      Optional<String> video,
      long coins,
      long points,
      long policyVersion,
      String sentAt,
      long entry) {

    static SentView of(Entry<Wallet> entry) {
      Item details = entry.details();
      return new SentView(
          Gift.TYPE.id(entry.ref()),
          details.text("creator"),
          details.text("gift"),
          details.number("quantity"),
          target(details, Gift.Target.Kind.LIVE_STREAM),
          target(details, Gift.Target.Kind.VIDEO),
          details.number("coins"),
          details.number("points"),
          entry.policyVersion(),
          entry.at().toString(),
          entry.sequence());
    }

    private static Optional<String> target(Item details, Gift.Target.Kind kind) {
      Gift.Target target = Gift.Target.of(details);
      return target.kind() == kind ? Optional.of(target.id()) : Optional.empty();
    }
  }

  /**
   * Reads a page.
   *
   * @param limit at most so many gifts
   * @param before only those of entries with a lower sequence, if present
   */
  static GiftsView read(Ledger ledger, Account<Wallet> wallet, int limit, Optional<Long> before) {
    List<SentView> gifts = new ArrayList<>();
    Optional<Long> below = before;
    for (int read = 0; ; ) {
      List<Entry<Wallet>> entries = ledger.entries(wallet, read == 0 ? limit : ENTRIES_MORE, below);
      if (entries.isEmpty()) return new GiftsView(gifts, Optional.empty());
      for (Entry<Wallet> entry : entries) {
        read++;
        if (entry.kind().equals(GiftSent.KIND)) gifts.add(SentView.of(entry));
        if (entry.sequence() == 1) return new GiftsView(gifts, Optional.empty());
        if (gifts.size() == limit || read == ENTRIES_MAX) {
          return new GiftsView(gifts, Optional.of(Cursor.after(entry)));
        }
      }
      below = Optional.of(entries.getLast().sequence());
    }
  }
}
