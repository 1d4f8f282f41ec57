package io.giftledger.verify;

import io.giftledger.economy.Records;
import io.giftledger.economy.Said;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Holds the entries and the records of one account against each other, one by one, and names each
 * that differ: for an account of which it is known that something does. A page is in memory.
 *
 * <p>A gift or a withdrawal of which nothing is known but that it claims a place has not happened,
 * if another entry stands there, or none does and the chain ends before it.
 */
final class RecordCheck {

  private final LedgerReader ledger;
  private final String account;
  private final Instant asOf;
  private final List<Fault> faults = new ArrayList<>();
  private long newest;

  RecordCheck(LedgerReader ledger, String account, Instant asOf) {
    this.ledger = ledger;
    this.account = account;
    this.asOf = asOf;
  }

  /**
   * What differs; as many faults as are ever kept. A difference is found twice before it is
   * believed: what is read here is no snapshot.
   */
  List<Fault> faults() {
    if (look().isEmpty()) return List.of();
    faults.clear();
    return look();
  }

  private List<Fault> look() {
    newest = 0;
    ledger.pages(account, Entry.SORT_KEY_PREFIX, this::entries);
    for (String prefix : new TreeSet<>(Records.prefixes())) {
      ledger.pages(account, prefix, this::records);
    }
    return List.copyOf(faults);
  }

  private void fault(long sequence, String code, String words) {
    if (faults.size() < Tally.FAULTS_KEPT) faults.add(new Fault(account, sequence, code, words));
  }

  // ---- What entries say -----------------------------------------------------------------------

  private void entries(List<Item> page) {
    List<Said> all = page.stream().flatMap(entry -> said(entry).stream()).toList();
    Map<Key, Item> records = ledger.find(all.stream().map(this::record).toList());
    for (Said said : all) entry(said, Optional.ofNullable(records.get(record(said))));
    if (!page.isEmpty()) newest = Entry.sequence(page.getLast().key());
  }

  private Key record(Said said) {
    return new Key(account, said.record());
  }

  private void entry(Said said, Optional<Item> record) {
    if (record.isEmpty()) {
      fault(said.sequence(), Fault.RECORD_MISSING, said.record() + " is gone");
      return;
    }
    Optional<Records.Told> told = told(record.get());
    // One that cannot be read is named with the records.
    if (told.isEmpty() || told.get().said().contains(said)) return;
    Optional<Said> other = told.get().said().stream().filter(said::isAbout).findFirst();
    if (other.isPresent() && other.get().sequence() != said.sequence()) {
      fault(
          said.sequence(),
          Fault.NAMED_TWICE,
          "%s says that entry %d did this".formatted(said.record(), other.get().sequence()));
      return;
    }
    fault(
        said.sequence(),
        Fault.RECORD_ALTERED,
        said.record()
            + other
                .map(found -> ": " + difference(said, found))
                .orElse(" does not say that this entry moved it"));
  }

  private static String difference(Said entry, Said record) {
    if (!entry.at().equals(record.at())) {
      return "its instant is %s, of its entry %s".formatted(record.at(), entry.at());
    }
    if (entry.policyVersion() != record.policyVersion()) {
      return "its policy is %d, of its entry %d"
          .formatted(record.policyVersion(), entry.policyVersion());
    }
    Map<String, Value> figures = record.figures().attributes();
    return entry.figures().attributes().entrySet().stream()
        .filter(figure -> !figure.getValue().equals(figures.get(figure.getKey())))
        .map(figure -> figure.getKey() + " is another than in its entry")
        .sorted()
        .findFirst()
        .orElse("it says other things than its entry");
  }

  // ---- What records say -----------------------------------------------------------------------

  private void records(List<Item> page) {
    List<Key> places = new ArrayList<>();
    for (Item record : page) {
      Optional<Records.Told> told = told(record);
      if (told.isEmpty()) {
        fault(0, Fault.RECORD_ALTERED, record.key().sort() + ": " + whyUnlike(record));
        continue;
      }
      told.get().said().forEach(said -> place(said).ifPresent(places::add));
    }
    Map<Key, Item> entries = ledger.find(places);
    for (Item record : page) {
      told(record)
          .ifPresent(told -> told.said().forEach(said -> record(said, told.untouched(), entries)));
    }
  }

  private Optional<Key> place(Said said) {
    return said.sequence() < 1
        ? Optional.empty()
        : Optional.of(new Key(account, Entry.sortKey(said.sequence())));
  }

  private void record(Said said, boolean untouched, Map<Key, Item> entries) {
    if (said.at().isAfter(asOf)) return;
    Optional<Item> entry = place(said).map(entries::get);
    if (entry.isPresent()) {
      // If it says other things of the record, that is named with the entries.
      if (said(entry.get()).stream().anyMatch(said::isAbout) || untouched) return;
    } else if (untouched && said.sequence() == newest + 1) {
      return;
    }
    fault(
        said.sequence(),
        Fault.ENTRY_MISSING,
        said.record() + " says that there is such an entry " + said.kind().label());
  }

  private List<Said> said(Item entry) {
    return Chain.ofPartition(account).orElseThrow().read(entry).said().stream()
        .filter(said -> !said.at().isAfter(asOf))
        .toList();
  }

  private static Optional<Records.Told> told(Item record) {
    try {
      return Optional.of(Records.told(record));
    } catch (RuntimeException altered) {
      return Optional.empty();
    }
  }

  private static String whyUnlike(Item record) {
    try {
      Records.told(record);
      return "";
    } catch (RuntimeException altered) {
      return PlainWords.of(altered);
    }
  }
}
