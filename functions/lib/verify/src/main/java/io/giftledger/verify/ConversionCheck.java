package io.giftledger.verify;

import io.giftledger.economy.Records;
import io.giftledger.economy.earnings.Credited;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.Claim;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names the gifts that are not in exactly the conversion that they say: for a second walk through a
 * table of which it is known that there are some. Only what has not found its other half yet is in
 * memory, of the creators that share a sum that differs. May be shown items by several threads.
 */
public final class ConversionCheck {

  /** More halves than this are not kept: then only the creators' sum is named. */
  private static final int HALVES_MAX = 400_000;

  private final Instant asOf;
  private final Set<String> buckets;

  /** How often a gift's record said so, less how often a conversion did. */
  private final Map<String, Half> halves = new HashMap<>();

  private boolean overflowed;

  private record Half(Credited credited, boolean byGift, int times) {}

  /**
   * @param asOf the audit's instant
   * @param buckets the {@link Agreement#differing} ones
   */
  public ConversionCheck(Instant asOf, Set<String> buckets) {
    this.asOf = asOf;
    this.buckets = buckets;
  }

  /** Looks at an item of the table. */
  public void see(Item item) {
    boolean isGift = item.key().sort().startsWith(Gift.TYPE.prefix() + "#");
    for (Credited credited : credited(item)) {
      if (!credited.at().isAfter(asOf) && buckets.contains(Agreement.bucket(credited.creator()))) {
        add(credited, isGift);
      }
    }
  }

  private static List<Credited> credited(Item item) {
    try {
      if (Records.isRecord(item.key())) return Records.told(item).credited();
      return Entry.isEntry(item.key()) && item.text("kind").equals(GiftsConverted.KIND.label())
          ? GiftsConverted.RETELLING.credited(
              new Entry<>(Earnings.BOOK.account(item.key().owner()), item))
          : List.of();
    } catch (RuntimeException unreadable) {
      return List.of();
    }
  }

  private synchronized void add(Credited credited, boolean byGift) {
    if (overflowed) return;
    halves.compute(
        credited.toString(),
        (_, half) -> {
          if (half == null) return new Half(credited, byGift, 1);
          if (half.byGift == byGift) return new Half(credited, byGift, half.times + 1);
          return half.times == 1 ? null : new Half(credited, half.byGift, half.times - 1);
        });
    if (halves.size() > HALVES_MAX) {
      overflowed = true;
      halves.clear();
    }
  }

  /**
   * What was found when all of the table has been seen.
   *
   * @return empty if it was too much to name
   */
  public synchronized Optional<List<Fault>> faults(LedgerReader ledger) {
    if (overflowed) return Optional.empty();
    Set<Key> inConversions = keys(false);
    Set<Key> inRecords = keys(true);
    List<Fault> faults = new ArrayList<>();
    for (Half half : halves.values()) {
      if (faults.size() == Tally.FAULTS_KEPT) break;
      Key key = half.credited.gift().key();
      if (!half.byGift) {
        faults.add(unlike(half.credited, ledger.find(key), inRecords.contains(key)));
      } else if (!inConversions.contains(key)) {
        // With another conversion that holds it, it is that one which is named.
        faults.add(conversionMissing(half.credited, ledger.find(key)));
      }
    }
    return Optional.of(faults);
  }

  private Set<Key> keys(boolean byGift) {
    return halves.values().stream()
        .filter(half -> half.byGift == byGift)
        .map(half -> half.credited.gift().key())
        .collect(Collectors.toSet());
  }

  private static Fault conversionMissing(Credited credited, Optional<Item> stored) {
    Key key = credited.gift().key();
    return new Fault(
        key.partition(),
        stored.map(Claim::place).orElse(0L),
        Fault.CONVERSION_MISSING,
        "%s says that entry %d of %s converted it"
            .formatted(key.sort(), credited.conversion(), partition(credited)));
  }

  /**
   * @param recordUnmatched whether the gift's record says something that no conversion does
   */
  private static Fault unlike(Credited credited, Optional<Item> stored, boolean recordUnmatched) {
    Key key = credited.gift().key();
    String gift = key.sort() + " of " + key.partition();
    if (stored.isEmpty()) return fault(credited, Fault.RECORD_MISSING, gift + " is gone");
    List<Credited> told = credited(stored.get());
    if (told.isEmpty()) {
      return fault(credited, Fault.NOT_CONVERTED, gift + " does not say that it is converted");
    }
    return recordUnmatched
        ? fault(credited, Fault.RECORD_ALTERED, gift + " says of itself what this entry does not")
        : fault(
            credited,
            Fault.CONVERTED_TWICE,
            "%s was converted by entry %d".formatted(gift, told.getFirst().conversion()));
  }

  private static Fault fault(Credited credited, String code, String words) {
    return new Fault(partition(credited), credited.conversion(), code, words);
  }

  private static String partition(Credited credited) {
    return Earnings.BOOK.account(credited.creator()).partitionKey();
  }
}
