package io.giftledger.queues;

import io.giftledger.economy.Crossing;
import io.giftledger.economy.Transfer;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.ledger.Claim;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Sends again what has waited too long: gifts that are SENT, withdrawals that are REQUESTED or
 * SUBMITTED, exchanges and awards that are REQUESTED, and returned purchases whose refund no
 * provider is known to have taken on, since before an instant. It is shown the table's items one by
 * one, and keeps no more than {@link #BUFFER_MAX} of them.
 *
 * <p>It may be run at any time and any number of times. A gift is converted once, a withdrawal
 * settled once and a transfer credited once, however often it is sent. A submitted withdrawal is
 * asked after once for each repair ({@link PayoutMessage#once}): if it is only pending, another
 * message about it is on its way already.
 *
 * <p>A gift that says SENT is sent again only if its creator's chain does not hold it in a
 * conversion: entries are hashed, a status is not. Gifts that wait so long are rare, and one look
 * along the chain is for all of a creator's.
 *
 * <p>For one walk through the table by one thread.
 */
public final class Repair {

  /** How many records are kept before they are sent. */
  static final int BUFFER_MAX = 5_000;

  /** How many gifts are named whose status was set back. */
  static final int SET_BACK_MAX = 1_000;

  /** So much earlier than its gift a conversion may seem to be, which another machine wrote. */
  private static final Duration CLOCKS_APART_MAX = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Repair.class);

  private final Outbox outbox;
  private final Instant before;
  private final Function<Key, Optional<Item>> table;
  private final List<Pending> buffer = new ArrayList<>();

  /** Since when the gifts in the buffer wait, by creator. */
  private final Map<String, Instant> oldest = new HashMap<>();

  private long gifts;
  private long requested;
  private long submitted;
  private long refunds;
  private long transfers;
  private long notSent;
  private long unreadable;
  private final List<Key> setBack = new ArrayList<>();

  /**
   * @param before what has waited since before this instant has waited too long
   * @param table finds an item by its key as it is now: entries, and the records of conversions and
   *     gifts
   */
  public Repair(Outbox outbox, Instant before, Function<Key, Optional<Item>> table) {
    this.outbox = outbox;
    this.before = before;
    this.table = table;
  }

  /**
   * What was found.
   *
   * @param gifts gifts that are SENT
   * @param requested withdrawals that are REQUESTED
   * @param submitted withdrawals that are SUBMITTED
   * @param refunds returns whose refund no provider is known to have taken on
   * @param transfers exchanges and awards that are REQUESTED
   * @param notSent how many of them could not be sent, and wait for the next repair
   * @param unreadable records that could not be read, and are in the log
   * @param setBack gifts that say SENT and stand in a conversion, which were not sent; no more than
   *     {@link #SET_BACK_MAX}, the others are in the log
   */
  public record Found(
      long gifts,
      long requested,
      long submitted,
      long refunds,
      long transfers,
      long notSent,
      long unreadable,
      List<Key> setBack) {

    /** Nothing had waited too long. */
    public static final Found NOTHING = new Found(0, 0, 0, 0, 0, 0, 0, List.of());

    /** Both together. */
    public Found plus(Found other) {
      return new Found(
          gifts + other.gifts,
          requested + other.requested,
          submitted + other.submitted,
          refunds + other.refunds,
          transfers + other.transfers,
          notSent + other.notSent,
          unreadable + other.unreadable,
          Stream.concat(setBack.stream(), other.setBack.stream()).toList());
    }
  }

  /**
   * Looks at an item of the table, and sends it again in its time.
   *
   * @return what it waits for, if it has waited too long
   */
  public Optional<Pending> see(Item item) {
    Optional<Pending> overdue = overdue(item);
    overdue.ifPresent(buffer::add);
    if (buffer.size() >= BUFFER_MAX) flush();
    return overdue;
  }

  /** Sends the rest and tells what was found since the beginning. */
  public Found finish() {
    flush();
    return new Found(
        gifts, requested, submitted, refunds, transfers, notSent, unreadable, List.copyOf(setBack));
  }

  private Optional<Pending> overdue(Item item) {
    Key key = item.key();
    try {
      if (Pending.isGift(key)) return gift(key, item);
      if (Pending.isWithdrawal(key)) return withdrawal(key, item);
      if (Pending.isRecharge(key)) return refund(key, item);
      return Crossing.ofRecord(key).flatMap(_ -> transfer(key, item));
    } catch (RuntimeException fault) {
      unreadable++;
      log(key).setCause(fault).log("record not understood");
      return Optional.empty();
    }
  }

  private Optional<Pending> gift(Key key, Item item) {
    if (!item.text("status").equals(Gift.Status.SENT.name())
        || !item.instant("sentAt").isBefore(before)) {
      return Optional.empty();
    }
    return entryOf(item)
        .map(
            entry -> {
              Pending pending = Pending.ofEntry(key.toString(), entry);
              gifts++;
              oldest.merge(
                  ((Pending.SentGift) pending).creator(),
                  entry.instant("at").minus(CLOCKS_APART_MAX),
                  (one, other) -> one.isBefore(other) ? one : other);
              return pending;
            });
  }

  private Optional<Pending> withdrawal(Key key, Item item) {
    Withdrawal withdrawal = Withdrawal.TYPE.read(item);
    return switch (withdrawal.status()) {
      case PAID, FAILED, RETURNED -> Optional.empty();
      case REQUESTED -> {
        if (!withdrawal.requestedAt().isBefore(before)) yield Optional.empty();
        Optional<Pending> pending =
            entryOf(item).map(entry -> Pending.ofEntry(key.toString(), entry));
        if (pending.isPresent()) requested++;
        yield pending;
      }
      case SUBMITTED -> {
        if (!withdrawal.submittedAt().orElseThrow().isBefore(before)) yield Optional.empty();
        submitted++;
        yield Optional.of(
            new Pending.Payout(
                key.toString(), PayoutMessage.once(withdrawal.creator(), withdrawal.id())));
      }
    };
  }

  /** A return by its recharge; whoever pays it back asks the entries whether it is so. */
  private Optional<Pending> refund(Key key, Item item) {
    if (item.findTexts("adjustments").isEmpty()) return Optional.empty();
    Optional<Adjustments.One> open =
        Recharge.TYPE.read(item).adjustments().all().stream()
            .filter(Adjustments.One::isToBeRefunded)
            .filter(one -> one.booked().orElseThrow().at().isBefore(before))
            .findFirst();
    if (open.isPresent()) refunds++;
    return open.map(
        one ->
            new Pending.Refund(
                key + " " + one.adjustment().id(),
                new RefundMessage(key.owner(), key.id(), one.adjustment().id())));
  }

  /** What could have arrived already is looked up by whoever takes it from the queue. */
  private Optional<Pending> transfer(Key key, Item item) {
    if (Transfer.Status.valueOf(item.text("status")) == Transfer.Status.CREDITED) {
      return Optional.empty();
    }
    Optional<Pending> pending =
        entryOf(item)
            .filter(entry -> entry.instant("at").isBefore(before))
            .map(entry -> Pending.ofEntry(key.toString(), entry));
    if (pending.isPresent()) transfers++;
    return pending;
  }

  /**
   * The entry that makes a record true, if it is there: what follows, follows from that. What the
   * record says of itself has no part in it, also not when it was: the entry is hashed, the record
   * is not.
   */
  private Optional<Item> entryOf(Item record) {
    Optional<Item> entry = Claim.entryOf(record, table);
    if (entry.filter(found -> !Entry.isWhole(found)).isPresent()) {
      throw new IllegalArgumentException("its entry is not what was written");
    }
    return entry;
  }

  private void flush() {
    leaveOutConverted();
    Set<String> failed = outbox.send(buffer, "repair of " + before);
    notSent += failed.size();
    buffer.clear();
  }

  /** Takes gifts out of the buffer that a conversion holds: somebody has set their status back. */
  private void leaveOutConverted() {
    Map<String, Set<Key>> waiting = new HashMap<>();
    for (Pending pending : buffer) {
      if (pending instanceof Pending.SentGift sent) {
        waiting.computeIfAbsent(sent.creator(), _ -> new HashSet<>()).add(sent.gift().key());
      }
    }
    Set<Key> leftOut = new HashSet<>();
    waiting.forEach((creator, of) -> leftOut.addAll(notToSend(creator, of)));
    gifts -= leftOut.size();
    buffer.removeIf(
        pending -> pending instanceof Pending.SentGift sent && leftOut.contains(sent.gift().key()));
    oldest.clear();
  }

  private Set<Key> notToSend(String creator, Set<Key> waiting) {
    Instant since = Objects.requireNonNull(oldest.get(creator));
    try {
      Set<Key> converted =
          GiftsConverted.since(creator, since, table)
              .map(ConvertedGift::key)
              .filter(waiting::contains)
              .collect(Collectors.toSet());
      for (Key gift : converted) {
        if (!saysSent(gift)) continue; // converted since it was seen
        if (setBack.size() < SET_BACK_MAX) setBack.add(gift);
        log(gift).log("a gift that is converted says that it is SENT");
      }
      return converted;
    } catch (RuntimeException fault) {
      // What cannot be looked up is not sent on the word of a status.
      unreadable += waiting.size();
      log(new Key(Earnings.BOOK.account(creator).partitionKey(), ""))
          .setCause(fault)
          .log("conversions not understood");
      return waiting;
    }
  }

  private boolean saysSent(Key gift) {
    return table
        .apply(gift)
        .flatMap(record -> record.findText("status"))
        .filter(Gift.Status.SENT.name()::equals)
        .isPresent();
  }

  private static LoggingEventBuilder log(Key key) {
    return LOG.atError().addKeyValue("partition", key.partition()).addKeyValue("sort", key.sort());
  }
}
