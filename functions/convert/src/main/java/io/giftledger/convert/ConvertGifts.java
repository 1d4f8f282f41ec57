package io.giftledger.convert;

import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.lambda.Metrics;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Value;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
   * @throws RecordAlteredException if there is a record of a conversion that never was
   */
  List<ConvertedGift> convert(String creator, List<ConvertedGift> gifts) {
    Account<Earnings> account = Earnings.BOOK.account(creator);
    List<ConvertedGift> wrong = new ArrayList<>();
    List<ConvertedGift> open = new ArrayList<>(gifts);
    // Each round that does not convert the rest leaves at least one gift out.
    while (!open.isEmpty()) {
      List<ConvertedGift> batch = List.copyOf(open);
      switch (ledger.append(account, new GiftsConverted(batch)::movement)) {
        case AppendOutcome.Posted<Earnings> _ -> {
          Metrics.countEach(
              "GiftsConverted", "gifts", batch.stream().map(ConvertedGift::id).toList());
          return wrong;
        }
        case AppendOutcome.Stale<Earnings> _ ->
            throw new IllegalStateException("a conversion follows up on no state");
        case AppendOutcome.Overtaken<Earnings>(Map<Key, Optional<Item>> records) -> {
          batch.stream()
              .filter(gift -> records.containsKey(gift.key()))
              .forEach(
                  gift -> {
                    open.remove(gift);
                    Optional<Item> stored = records.getOrDefault(gift.key(), Optional.empty());
                    if (!isConverted(creator, stored)) wrong.add(gift);
                  });
          if (open.size() == batch.size()) {
            // It is no gift that stands in the way: a record is where this conversion's shall be.
            throw new RecordAlteredException(records.keySet().iterator().next());
          }
        }
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
    return new Value.Text(value).equals(item.attributes().get(attribute));
  }
}
