package io.giftledger.verify;

import io.giftledger.economy.Bookings;
import io.giftledger.economy.Credited;
import io.giftledger.economy.Crossing;
import io.giftledger.economy.Records;
import io.giftledger.economy.Said;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Scan;
import io.giftledger.verify.Checkpoint.OpenChain;
import io.giftledger.verify.Checkpoint.Position;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Walks one segment of the table and verifies every chain in it as it streams by, and that chains
 * and business records agree, with one page and one head in memory.
 *
 * <p>The entries of an account come one after another, in order. Nothing relies on it: an account
 * whose entries seem to be out of order, or not to continue, is read on its own from its last good
 * entry on, and only that verdict counts. What is added up does not depend on the order at all.
 *
 * <p>An audit of a live table is made <i>as of</i> an instant. An account's entries never go back
 * in time, so those up to the instant are the beginning of its chain: they alone are counted, added
 * up and noted down, and a second audit as of the same instant finds the same. All are verified.
 *
 * <p>What an account's entries say of its records is added up, and what the records say of the
 * entries is taken away ({@link SumKey}). Only if something is left, the account is read once more,
 * and each difference named ({@link RecordCheck}). A record that claims a place that became
 * another's has not happened and says more than the entries: that account is read twice, too.
 */
public final class SegmentWalk {

  private final LedgerReader ledger;
  private final Instant asOf;
  private final int segment;
  private final int segments;
  private final Consumer<NotedHead> heads;
  private final Consumer<Item> items;
  private final Tally tally;
  private final SumKey key;
  private Optional<Key> after;
  private @Nullable Open open;
  private boolean finished;

  /**
   * @param ledger the table
   * @param asOf what is counted and compared: entries not later than this
   * @param segments how many segments the table is divided into
   * @param faultsKept how many faults to keep
   * @param from where to go on
   * @param heads is told the newest entry of each account
   * @param items is shown every item of the table, whatever it is
   */
  public SegmentWalk(
      LedgerReader ledger,
      Instant asOf,
      int segments,
      int faultsKept,
      Checkpoint from,
      Consumer<NotedHead> heads,
      Consumer<Item> items) {
    this.ledger = ledger;
    this.asOf = asOf;
    this.segment = from.segment();
    this.segments = segments;
    this.heads = heads;
    this.items = items;
    this.tally = new Tally(faultsKept);
    this.tally.add(from.counts());
    this.key = new SumKey(from.key());
    this.after = from.after().map(position -> new Key(position.partition(), position.sort()));
    this.open = from.open().map(this::reopen).orElse(null);
    this.finished = from.finished();
  }

  /**
   * Walks a whole table in one go, and counts all of its entries, whenever they were written.
   *
   * @param items is shown every item of the table, whatever it is
   */
  public static Counts wholeTable(LedgerReader ledger, Consumer<Item> items) {
    SegmentWalk walk =
        new SegmentWalk(
            ledger,
            Instant.MAX,
            1,
            Tally.FAULTS_KEPT,
            Checkpoint.start(0, SumKey.random()),
            _ -> {},
            items);
    while (!walk.isFinished()) walk.readPage();
    walk.tally.judge();
    return walk.tally.counts();
  }

  /** Whether all of the segment was read. */
  public boolean isFinished() {
    return finished;
  }

  /**
   * Reads and verifies one page.
   *
   * @throws io.giftledger.ledger.table.TableBusyException if there was no answer; the walk stands
   *     where it stood at the last {@link #checkpoint}, and is of no more use
   */
  public void readPage() {
    Scan.Page page = ledger.segment(segment, segments, after);
    for (Item item : page.items()) {
      items.accept(item);
      if (Entry.isEntry(item.key())) open(item).entry(item);
      else if (Bookings.isMark(item.key())) mark(item);
      else if (Records.isRecord(item.key())) open(item).record(item);
    }
    after = page.next();
    if (after.isEmpty()) {
      closeOpen();
      finished = true;
    }
  }

  /** Where the walk stands. */
  public Checkpoint checkpoint() {
    return new Checkpoint(
        key.hex(),
        segment,
        finished,
        after.map(key -> new Position(key.partition(), key.sort())),
        Optional.ofNullable(open).map(Open::checkpoint),
        tally.counts());
  }

  /** Counts a fault that was found otherwise. */
  public void addFault(Fault fault) {
    tally.fault(fault);
  }

  /** It is no account's: what it says is in the sums of who is credited. */
  private void mark(Item item) {
    try {
      for (Credited credited : Bookings.marked(item)) {
        if (!credited.at().isAfter(asOf)) tally.marked(credited, key);
      }
    } catch (RuntimeException altered) {
      tally.fault(
          new Fault(
              item.key().partition(),
              0,
              Fault.RECORD_ALTERED,
              item.key().sort() + ": " + PlainWords.of(altered)));
    }
  }

  private Open open(Item item) {
    String account = item.key().partition();
    Open current = open;
    if (current == null || !current.account.equals(account)) {
      closeOpen();
      current = new Open(account);
      open = current;
    }
    return current;
  }

  private void closeOpen() {
    if (open == null) return;
    open.compare();
    open.noted.ifPresent(
        head -> {
          tally.account();
          heads.accept(head);
        });
    open = null;
  }

  private Open reopen(OpenChain saved) {
    Open reopened = new Open(saved.account());
    reopened.judged = saved.judged();
    reopened.broken = saved.broken();
    reopened.difference = saved.difference();
    reopened.noted = saved.noted();
    if (!saved.judged() && saved.sequence() > 0) {
      Key last = new Key(saved.account(), Entry.sortKey(saved.sequence()));
      Item item = ledger.find(List.of(last)).get(last);
      // If it is not there as it was, the next entry does not follow, and the chain is read anew.
      if (item != null) reopened.chain.ifPresent(chain -> chain.resumeAt(item, saved.hash()));
    }
    return reopened;
  }

  /** The account whose entries are being read. */
  private final class Open {

    private final String account;
    private final Optional<Chain<?>> chain;
    private boolean judged;
    private boolean broken;
    private BigInteger difference = BigInteger.ZERO;
    private Optional<NotedHead> noted = Optional.empty();

    Open(String account) {
      this.account = account;
      this.chain = Chain.ofPartition(account);
    }

    void entry(Item item) {
      tally.entryRead();
      if (!isAccount()) return;
      Chain<?> read = chain.orElseThrow();
      Chain.Link link = read.read(item);
      link.entry()
          .filter(entry -> !entry.at().isAfter(asOf))
          .ifPresent(entry -> count(entry, link));
      if (link.fault().isPresent() && !judged) {
        judged = true;
        Optional<Fault> fault = ledger.verifyRest(read);
        broken = fault.isPresent();
        fault.ifPresent(tally::fault);
      }
    }

    void record(Item item) {
      if (!isAccount()) return;
      Records.Told told;
      try {
        told = Records.told(item);
      } catch (RuntimeException altered) {
        // Whatever the entries say of it, it is not that.
        difference = SumKey.subtract(difference, key.digest(item.key().toString()));
        return;
      }
      for (Said said : told.said()) {
        if (said.at().isAfter(asOf)) continue;
        difference = SumKey.subtract(difference, key.digest(said));
        tally.recordSaid(said);
      }
      Optional<Crossing> left = Crossing.ofRecord(item.key());
      for (Credited credited : told.credited()) {
        if (credited.at().isAfter(asOf)) continue;
        left.ifPresentOrElse(
            crossing -> tally.arrived(crossing, credited, key),
            () -> tally.credited(credited, key));
      }
    }

    private boolean isAccount() {
      if (chain.isEmpty() && !judged) {
        judged = true;
        tally.fault(new Fault(account, 0, Fault.UNKNOWN_ACCOUNT, "no account has this partition"));
      }
      return chain.isPresent();
    }

    /** A chain that is broken says nothing of records that could be relied on. */
    void compare() {
      if (difference.signum() != 0 && !broken) {
        new RecordCheck(ledger, account, asOf).faults().forEach(tally::fault);
      }
    }

    private void count(Entry<?> entry, Chain.Link link) {
      tally.entry(entry);
      for (Said said : link.said()) {
        difference = SumKey.add(difference, key.digest(said));
        tally.entrySaid(said);
      }
      link.credited().forEach(credited -> tally.credited(credited, key));
      if (noted.isEmpty() || noted.get().sequence() < entry.sequence()) {
        noted = Optional.of(NotedHead.of(entry));
      }
    }

    OpenChain checkpoint() {
      return new OpenChain(
          account,
          judged,
          broken,
          difference,
          chain.map(Chain::sequence).orElse(0L),
          chain.map(Chain::hash).orElse(""),
          noted);
    }
  }
}
