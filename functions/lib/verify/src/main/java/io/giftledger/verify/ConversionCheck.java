package io.giftledger.verify;

import io.giftledger.economy.Bookings;
import io.giftledger.economy.Credited;
import io.giftledger.economy.Crossing;
import io.giftledger.economy.Records;
import io.giftledger.ledger.Claim;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
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
 * Names the gifts that are not in exactly the conversion that they say, the exchanges and awards
 * that were not credited by exactly the entry that they say, and the payments, and what became of
 * them, that are not booked with exactly the record that their mark says: for a second walk through
 * a table of which it is known that there are some. Only what has not found its other half yet is
 * in memory, of those whose accounts share a sum that differs. May be shown items by several
 * threads.
 */
public final class ConversionCheck {

  /** More halves than this are not kept: then only the creators' sum is named. */
  private static final int HALVES_MAX = 400_000;

  private final Instant asOf;
  private final Set<String> buckets;

  /** How often a record said so, less how often the entry that it arrived by did. */
  private final Map<String, Half> halves = new HashMap<>();

  private boolean overflowed;

  private record Half(Credited credited, boolean byRecord, int times) {}

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
    boolean byRecord = Crossing.ofRecord(item.key()).isPresent() || Bookings.isMark(item.key());
    for (Credited credited : credited(item)) {
      if (!credited.at().isAfter(asOf) && buckets.contains(Agreement.bucket(credited))) {
        add(credited, byRecord);
      }
    }
  }

  private static List<Credited> credited(Item item) {
    try {
      if (Bookings.isMark(item.key())) return Bookings.marked(item);
      if (Records.isRecord(item.key())) return Records.told(item).credited();
      return Entry.isEntry(item.key()) && Crossing.isArrival(new EntryKind(item.text("kind")))
          ? Chain.ofPartition(item.key().partition()).orElseThrow().read(item).credited()
          : List.of();
    } catch (RuntimeException unreadable) {
      return List.of();
    }
  }

  private synchronized void add(Credited credited, boolean byRecord) {
    if (overflowed) return;
    halves.compute(
        credited.toString(),
        (_, half) -> {
          if (half == null) return new Half(credited, byRecord, 1);
          if (half.byRecord == byRecord) return new Half(credited, byRecord, half.times + 1);
          return half.times == 1 ? null : new Half(credited, half.byRecord, half.times - 1);
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
      Key key = half.credited.record();
      if (!half.byRecord) {
        faults.add(unlike(half.credited, ledger.find(key), inRecords.contains(key)));
      } else if (Bookings.isMark(key)) {
        faults.add(bookingMissing(half.credited));
      } else if (!inConversions.contains(key)) {
        // With another conversion that holds it, it is that one which is named.
        faults.add(conversionMissing(half.credited, ledger.find(key)));
      }
    }
    return Optional.of(faults);
  }

  private Set<Key> keys(boolean byRecord) {
    return halves.values().stream()
        .filter(half -> half.byRecord == byRecord)
        .map(half -> half.credited.record())
        .collect(Collectors.toSet());
  }

  private static Fault bookingMissing(Credited credited) {
    return new Fault(
        credited.record().partition(),
        0,
        Fault.ENTRY_MISSING,
        "%s says that entry %d of %s booked it"
            .formatted(credited.record().sort(), credited.sequence(), credited.account()));
  }

  private static Fault conversionMissing(Credited credited, Optional<Item> stored) {
    Key key = credited.record();
    return new Fault(
        key.partition(),
        stored.map(Claim::place).orElse(0L),
        isGift(key) ? Fault.CONVERSION_MISSING : Fault.CREDIT_MISSING,
        "%s says that entry %d of %s %s it"
            .formatted(key.sort(), credited.sequence(), credited.account(), didWhat(key)));
  }

  /**
   * @param recordUnmatched whether the record says something that no entry does
   */
  private static Fault unlike(Credited credited, Optional<Item> stored, boolean recordUnmatched) {
    Key key = credited.record();
    String record = key.sort() + " of " + key.partition();
    if (stored.isEmpty()) return fault(credited, Fault.RECORD_MISSING, record + " is gone");
    List<Credited> told = credited(stored.get());
    if (told.isEmpty() && !Bookings.isMark(key)) {
      return fault(
          credited,
          isGift(key) ? Fault.NOT_CONVERTED : Fault.NOT_CREDITED,
          "%s does not say that it is %s".formatted(record, didWhat(key)));
    }
    return recordUnmatched || told.isEmpty()
        ? fault(credited, Fault.RECORD_ALTERED, record + " says of itself what this entry does not")
        : fault(
            credited,
            twice(key),
            "%s was %s by entry %d".formatted(record, didWhat(key), told.getFirst().sequence()));
  }

  private static boolean isGift(Key record) {
    return Crossing.ofRecord(record).filter(Crossing.GIFT::equals).isPresent();
  }

  private static String twice(Key record) {
    if (Bookings.isMark(record)) return Fault.NAMED_TWICE;
    return isGift(record) ? Fault.CONVERTED_TWICE : Fault.CREDITED_TWICE;
  }

  private static String didWhat(Key record) {
    if (Bookings.isMark(record)) return "booked";
    return isGift(record) ? "converted" : "credited";
  }

  private static Fault fault(Credited credited, String code, String words) {
    return new Fault(credited.account(), credited.sequence(), code, words);
  }
}
