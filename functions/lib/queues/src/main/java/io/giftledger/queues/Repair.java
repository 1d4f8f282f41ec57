package io.giftledger.queues;

import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.Claim;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends again what has waited too long: gifts that are SENT and withdrawals that are REQUESTED or
 * SUBMITTED since before an instant. It is shown the table's items one by one, and keeps no more
 * than {@link #BUFFER_MAX} of them.
 *
 * <p>It may be run at any time and any number of times. A gift is converted once and a withdrawal
 * settled once, however often it is sent. A submitted withdrawal is asked after once for each
 * repair ({@link PayoutMessage#once}): if it is only pending, another message about it is on its
 * way already.
 *
 * <p>For one walk through the table by one thread.
 */
public final class Repair {

  /** How many records are kept before they are sent. */
  static final int BUFFER_MAX = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(Repair.class);

  private final Outbox outbox;
  private final Instant before;
  private final Function<Key, Optional<Item>> table;
  private final List<Pending> buffer = new ArrayList<>();
  private long gifts;
  private long requested;
  private long submitted;
  private long notSent;
  private long unreadable;

  /**
   * @param before what has waited since before this instant has waited too long
   * @param table finds an item by its key: the entry that makes a record true
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
   * @param notSent how many of them could not be sent, and wait for the next repair
   * @param unreadable gifts and withdrawals that could not be read, and are in the log
   */
  public record Found(long gifts, long requested, long submitted, long notSent, long unreadable) {

    /** Nothing had waited too long. */
    public static final Found NOTHING = new Found(0, 0, 0, 0, 0);

    /** Both together. */
    public Found plus(Found other) {
      return new Found(
          gifts + other.gifts,
          requested + other.requested,
          submitted + other.submitted,
          notSent + other.notSent,
          unreadable + other.unreadable);
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
    return new Found(gifts, requested, submitted, notSent, unreadable);
  }

  private Optional<Pending> overdue(Item item) {
    Key key = item.key();
    try {
      if (Pending.isGift(key)) return gift(key, item);
      if (Pending.isWithdrawal(key)) return withdrawal(key, item);
      return Optional.empty();
    } catch (RuntimeException fault) {
      unreadable++;
      LOG.atError()
          .addKeyValue("partition", key.partition())
          .addKeyValue("sort", key.sort())
          .setCause(fault)
          .log("record not understood");
      return Optional.empty();
    }
  }

  private Optional<Pending> gift(Key key, Item item) {
    if (!item.text("status").equals(Gift.Status.SENT.name())
        || !item.instant("sentAt").isBefore(before)
        || !Claim.hasHappened(item, table)) {
      return Optional.empty();
    }
    Pending pending = Pending.ofRecord(key.toString(), item);
    gifts++;
    return Optional.of(pending);
  }

  private Optional<Pending> withdrawal(Key key, Item item) {
    Withdrawal withdrawal = Withdrawal.TYPE.read(item);
    return switch (withdrawal.status()) {
      case PAID, FAILED -> Optional.empty();
      case REQUESTED -> {
        if (!withdrawal.requestedAt().isBefore(before) || !Claim.hasHappened(item, table)) {
          yield Optional.empty();
        }
        requested++;
        yield Optional.of(Pending.ofRecord(key.toString(), item));
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

  private void flush() {
    Set<String> failed = outbox.send(buffer, "repair of " + before);
    notSent += failed.size();
    buffer.clear();
  }
}
