package io.giftledger.convert;

import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.Settlement;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Converts a creator's gifts: one entry on their earnings, and every gift moves to CONVERTED. */
@Singleton
final class ConvertGifts {

  private final Ledger ledger;

  ConvertGifts(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Converts gifts, each at most once ever. A gift that was converted before is left out; one that
   * is not in the table as it is given here is never converted.
   *
   * @param gifts at most {@link Conversion#GIFTS_MAX}, each id once
   * @return the gifts that are not in the table as they are given
   */
  List<ConvertedGift> convert(String creator, List<ConvertedGift> gifts) {
    Account<Earnings> account = Earnings.BOOK.account(creator);
    List<ConvertedGift> wrong = new ArrayList<>();
    List<ConvertedGift> open = new ArrayList<>(gifts);
    // Each round that does not convert the rest leaves at least one gift out.
    while (!open.isEmpty()) {
      List<ConvertedGift> batch = List.copyOf(open);
      switch (ledger.settle(account, (head, at) -> conversion(head, at, batch))) {
        case Settlement.Posted<Earnings> _ -> {
          return wrong;
        }
        case Settlement.Overtaken<Earnings>(Map<Key, Optional<Item>> records) ->
            batch.stream()
                .filter(gift -> records.containsKey(key(gift)))
                .forEach(
                    gift -> {
                      open.remove(gift);
                      Optional<Item> stored = records.getOrDefault(key(gift), Optional.empty());
                      if (!isConverted(creator, stored)) wrong.add(gift);
                    });
      }
    }
    return wrong;
  }

  /** Looks at no more than it needs, so that an item that is not whole fails no other gift. */
  private static boolean isConverted(String creator, Optional<Item> stored) {
    return stored
        .filter(found -> has(found, "status", Gift.Status.CONVERTED.name()))
        .filter(found -> has(found, "creator", creator))
        .isPresent();
  }

  private static boolean has(Item item, String attribute, String value) {
    return item.findText(attribute).equals(Optional.of(value));
  }

  private static Movement<Earnings> conversion(
      Head<Earnings> head, Instant at, List<ConvertedGift> gifts) {
    long coins = sum(gifts, ConvertedGift::coins);
    long points = sum(gifts, ConvertedGift::points);
    long earnedE4 = sum(gifts, ConvertedGift::earnedE4);
    long commissionE4 = sum(gifts, ConvertedGift::commissionE4);
    Conversion conversion =
        new Conversion(head.account().owner(), head.sequence() + 1, at, List.copyOf(gifts));
    List<Write> changes = new ArrayList<>();
    changes.add(new Write.Insert(conversion.item()));
    for (ConvertedGift gift : gifts) changes.add(toConverted(gift, conversion));
    return new Movement<>(
        new Draft<>(
            EntryKind.GIFTS_CONVERTED,
            List.of(
                new Posting(LedgerAccount.GIFTS_IN_TRANSIT, Asset.COIN, -coins),
                new Posting(LedgerAccount.COINS_SPENT, Asset.COIN, coins),
                new Posting(LedgerAccount.POINTS_ISSUED, Asset.POINT, -points),
                new Posting(LedgerAccount.POINTS_CONVERTED, Asset.POINT, points),
                new Posting(
                    LedgerAccount.DIAMONDS_ISSUED,
                    Asset.DIAMOND_E4,
                    -Math.addExact(earnedE4, commissionE4)),
                new Posting(LedgerAccount.EARNINGS, Asset.DIAMOND_E4, earnedE4),
                new Posting(LedgerAccount.COMMISSION, Asset.DIAMOND_E4, commissionE4)),
            head.state().earn(points, earnedE4),
            conversion.key().sort(),
            gifts.stream().mapToLong(ConvertedGift::policyVersion).max().orElseThrow()),
        changes);
  }

  private static Write toConverted(ConvertedGift gift, Conversion conversion) {
    return new Write.Transition(
        key(gift),
        Set.of(Gift.Status.SENT.name()),
        Item.builder()
            .text("creator", conversion.creator())
            .number("coins", gift.coins())
            .number("points", gift.points())
            .number("commissionBasisPoints", gift.commissionBasisPoints())
            .build(),
        Item.builder()
            .text("status", Gift.Status.CONVERTED.name())
            .number("conversion", conversion.sequence())
            .build());
  }

  private static Key key(ConvertedGift gift) {
    return Gift.TYPE.key(Wallet.BOOK.account(gift.sender()), gift.id());
  }

  private static long sum(List<ConvertedGift> gifts, ToLongFunction<ConvertedGift> figure) {
    return gifts.stream().mapToLong(figure).reduce(0, Math::addExact);
  }
}
