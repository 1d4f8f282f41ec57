package io.giftledger.economy;

import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.OpeningRecord;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Value that leaves one account and arrives at another. An entry on the first makes its record
 * true, and the value is in transit; an entry on the second, in one transaction with the record's
 * move, brings it there. Between the two nothing can be lost or refused: whoever finds the record
 * may {@link #complete} it, any number of times, at any time.
 *
 * @param <S> the state of the account that it leaves
 * @param <T> the state of the account at which it arrives
 */
public interface Transfer<S extends State, T extends State> extends OpeningRecord<S> {

  /** The attribute with the number of the entry that it arrived by. */
  String CREDIT = "credit";

  /** The attribute with that entry's instant. */
  String CREDITED_AT = "creditedAt";

  /** The clocks of two functions are not further apart. */
  Duration CLOCKS_APART_MAX = Duration.ofMinutes(5);

  /** How far a transfer has come. */
  enum Status {
    /** It has left, and is in transit. */
    REQUESTED,
    /** It has arrived. */
    CREDITED
  }

  /**
   * That it arrived.
   *
   * @param sequence the number of the entry that it arrived by
   * @param at that entry's instant
   */
  record Arrival(long sequence, Instant at) {

    /** What a stored record says; empty if it is in transit. */
    public static Optional<Arrival> read(Item record) {
      return switch (Status.valueOf(record.text("status"))) {
        case REQUESTED -> Optional.empty();
        case CREDITED ->
            Optional.of(new Arrival(record.number(CREDIT), record.instant(CREDITED_AT)));
      };
    }
  }

  /** That it arrived; empty while it is in transit. */
  Optional<Arrival> arrival();

  /** The account at which it arrives. */
  Account<T> target();

  /** What the entry that it arrives by says of it. */
  Arriving arriving();

  /** What it appends to the account at which it arrives. */
  Draft<T> arrivingDraft(Head<T> head);

  /** What its record must say of itself when it arrives. */
  default Item figures() {
    return details();
  }

  /** How far it has come. */
  default Status status() {
    return arrival().isPresent() ? Status.CREDITED : Status.REQUESTED;
  }

  /** Adds how far it has come to what is stored of it. */
  default Item.Builder stored(Item.Builder item) {
    item.text("status", status().name());
    arrival()
        .ifPresent(there -> item.number(CREDIT, there.sequence()).instant(CREDITED_AT, there.at()));
    return item;
  }

  /** The entry that it arrives by, and the record as arrived, if it is as it is known to be. */
  default Movement<T> movement(Head<T> head, Instant at) {
    return new Movement.Append<>(
        arrivingDraft(head), List.of(arrived(this, head.sequence() + 1, at)));
  }

  private static Write.Transition arrived(Transfer<?, ?> transfer, long sequence, Instant at) {
    return new Write.Transition(
        transfer.key(),
        Set.of(Status.REQUESTED.name()),
        transfer.figures(),
        Set.of(CREDIT),
        Item.builder()
            .text("status", Status.CREDITED.name())
            .number(CREDIT, sequence)
            .instant(CREDITED_AT, at)
            .build());
  }

  /** That it arrived, for an audit to hold against the entry that says so. */
  default Optional<Credited> credited() {
    return arrival().map(there -> arriving().credited(target(), there.sequence(), there.at()));
  }

  /**
   * A stored transfer that says of itself what its status needs, and no more.
   *
   * @throws RuntimeException if it does not
   */
  static <R extends Transfer<?, ?>> R whole(RecordType<R> type, Item item) {
    R transfer = type.read(item);
    boolean arrived = transfer.arrival().isPresent();
    Said.requireWhole(
        transfer.status(),
        arrived == item.findNumber(CREDIT).isPresent()
            && arrived == item.findInstant(CREDITED_AT).isPresent());
    return transfer;
  }

  /**
   * Has a transfer that happened arrive, once, whoever says so how often.
   *
   * @param transfer as it was found: what its entry says of it is true
   * @return the transfer as it has arrived
   * @throws RecordAlteredException if its record is not as it was written: nothing is credited then
   * @throws RuntimeException if there is no answer: it may be tried again
   */
  static <T extends State, R extends Transfer<?, T>> R complete(
      Ledger ledger, RecordType<R> type, R transfer) {
    if (transfer.arrival().isPresent()) return transfer;
    // A status is not hashed: one that was set back must not bring the value a second time.
    if (!hasArrived(ledger, transfer)
        && ledger.append(transfer.target(), transfer::movement)
            instanceof AppendOutcome.Posted<T>(var entry)) {
      return type.read(
          arrived(transfer, entry.sequence(), entry.at()).applied(Optional.of(transfer.item())));
    }
    // Somebody else was faster, or the record was altered.
    return ledger
        .find(type, transfer.key())
        .filter(found -> found.arrival().isPresent())
        .orElseThrow(() -> new RecordAlteredException(transfer.key()));
  }

  /**
   * What became of a request for a transfer, with the transfer arrived if there is one: a repeat
   * completes what was left in transit.
   */
  static <T extends State, R extends Transfer<?, T>> Outcome<R> completed(
      Ledger ledger, RecordType<R> type, Outcome<R> outcome) {
    return switch (outcome) {
      case Outcome.Opened<R>(R opened) -> new Outcome.Opened<>(complete(ledger, type, opened));
      case Outcome.Replayed<R>(R found) -> new Outcome.Replayed<>(complete(ledger, type, found));
      case Outcome.KeyReused<R> _, Outcome.Refused<R> _ -> outcome;
    };
  }

  private static <T extends State> boolean hasArrived(Ledger ledger, Transfer<?, T> transfer) {
    Instant since = transfer.at().minus(CLOCKS_APART_MAX);
    return ledger
        .newest(
            transfer.target(), transfer.arriving()::isSaidBy, entry -> entry.at().isBefore(since))
        .isPresent();
  }
}
