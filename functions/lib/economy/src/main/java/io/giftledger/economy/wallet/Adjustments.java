package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Adjustment.Cause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What became of a payment after it was made, each of the provider's ids once: how much of it was
 * taken back, and by which entries.
 *
 * @param all in the order in which they were told
 */
public record Adjustments(List<One> all) {

  /** Nothing was told. */
  public static final Adjustments NONE = new Adjustments(List.of());

  /** More than so many of one payment are for a person to look at. */
  public static final int MAX = 100;

  /** Keeps its own list. */
  public Adjustments {
    all = List.copyOf(all);
  }

  /** How far one has come. */
  public enum Status {
    /** It was told before the payment itself was known. */
    WAITING,
    /** It is booked. */
    BOOKED,
    /** It was booked, and then undone: a refund that failed, a dispute that was won. */
    REVERSED,
    /** It was undone before it was booked; nothing moved, and nothing ever will. */
    VOID
  }

  /**
   * An entry.
   *
   * @param sequence its number
   * @param at its instant
   */
  public record Booking(long sequence, Instant at) {}

  /**
   * One of them.
   *
   * @param adjustment what was told
   * @param status how far it has come
   * @param booked the entry that booked it
   * @param reversed the entry that undid it
   * @param refundId the provider's id for the refund that a return asked it for, once it has taken
   *     that on
   */
  public record One(
      Adjustment adjustment,
      Status status,
      Optional<Booking> booked,
      Optional<Booking> reversed,
      Optional<String> refundId) {

    /** Refuses one that does not say what its status needs. */
    public One {
      boolean isBooked = status == Status.BOOKED || status == Status.REVERSED;
      boolean isReturn = adjustment.cause() == Cause.RETURN;
      if (booked.isPresent() != isBooked
          || reversed.isPresent() != (status == Status.REVERSED)
          || (isReturn && status == Status.WAITING)
          || (refundId.isPresent() && !isReturn)) {
        throw new IllegalArgumentException("no adjustment is " + status + " like this");
      }
    }

    /** Whether it is a return of which the provider is not known to have taken the refund on. */
    public boolean isToBeRefunded() {
      return adjustment.cause() == Cause.RETURN && status == Status.BOOKED && refundId.isEmpty();
    }

    private static One of(Adjustment told, Status status, Optional<Booking> booked) {
      return new One(told, status, booked, Optional.empty(), Optional.empty());
    }

    private Optional<Booking> newest() {
      return reversed.or(() -> booked);
    }

    /** The text that is stored. */
    String text() {
      return textOfEntries() + " " + refundId.orElse("-");
    }

    /** What entries say of it, to be digested: the refund of a return is noted without one. */
    String textOfEntries() {
      return String.join(
          " ",
          adjustment.id(),
          adjustment.cause().label(),
          Long.toString(adjustment.amount().minor()),
          adjustment.amount().currency(),
          status.name(),
          text(booked),
          text(reversed));
    }

    private static String text(Optional<Booking> booking) {
      return booking.map(its -> its.sequence() + "@" + its.at()).orElse("-");
    }

    private static One parse(String text) {
      String[] words = text.split(" ", -1);
      if (words.length != 8) throw new IllegalArgumentException("no adjustment: " + text);
      return new One(
          new Adjustment(
              words[0], Cause.ofLabel(words[1]), new Money(Long.parseLong(words[2]), words[3])),
          Status.valueOf(words[4]),
          booking(words[5]),
          booking(words[6]),
          Optional.of(words[7]).filter(id -> !id.equals("-")));
    }

    private static Optional<Booking> booking(String text) {
      if (text.equals("-")) return Optional.empty();
      String[] words = text.split("@", 2);
      return Optional.of(new Booking(Long.parseLong(words[0]), Instant.parse(words[1])));
    }
  }

  /** What was told under an id of the provider's. */
  public Optional<One> find(String id) {
    return all.stream().filter(one -> one.adjustment().id().equals(id)).findFirst();
  }

  /** How much of the payment is taken back now, in its minor units, tax included. */
  public long takenMinor() {
    return minor(EnumSet.of(Cause.REFUND, Cause.DISPUTE, Cause.RETURN));
  }

  /** How much of that refunds and disputes take back, and not returns. */
  long toldMinor() {
    return minor(EnumSet.of(Cause.REFUND, Cause.DISPUTE));
  }

  private long minor(Set<Cause> causes) {
    return all.stream()
        .filter(one -> one.status() == Status.BOOKED)
        .filter(one -> causes.contains(one.adjustment().cause()))
        .mapToLong(one -> one.adjustment().amount().minor())
        .sum();
  }

  /** How many refunds and disputes were undone, booked before or not. */
  public long restored() {
    return all.stream()
        .filter(one -> one.status() == Status.REVERSED || one.status() == Status.VOID)
        .count();
  }

  /** The newest entry that booked or undid one. */
  public Optional<Booking> newest() {
    return all.stream()
        .map(One::newest)
        .flatMap(Optional::stream)
        .reduce((one, other) -> one.sequence() > other.sequence() ? one : other);
  }

  /** With one that waits for the payment. */
  public Adjustments waiting(Adjustment told) {
    return with(One.of(told, Status.WAITING, Optional.empty()));
  }

  /** With one that is undone and was never booked. */
  public Adjustments voided(Adjustment told) {
    return with(One.of(told, Status.VOID, Optional.empty()));
  }

  /** With one that an entry books. */
  public Adjustments booked(Adjustment told, Booking by) {
    return with(One.of(told, Status.BOOKED, Optional.of(by)));
  }

  /** With one that an entry undoes. */
  public Adjustments reversed(Adjustment told, Booking by) {
    One one = find(told.id()).orElseThrow();
    return with(new One(told, Status.REVERSED, one.booked(), Optional.of(by), one.refundId()));
  }

  /** With a return whose refund the provider has taken on. */
  Adjustments refunding(One returned, String refundId) {
    return with(
        new One(
            returned.adjustment(),
            returned.status(),
            returned.booked(),
            returned.reversed(),
            Optional.of(refundId)));
  }

  private Adjustments with(One changed) {
    List<One> list = new ArrayList<>(all);
    list.replaceAll(one -> one.adjustment().id().equals(changed.adjustment().id()) ? changed : one);
    if (!list.contains(changed)) list.add(changed);
    return new Adjustments(list);
  }

  /** The texts that are stored. */
  public List<String> texts() {
    return all.stream().map(One::text).toList();
  }

  /** Reads {@link #texts}. */
  public static Adjustments parse(List<String> texts) {
    return new Adjustments(texts.stream().map(One::parse).toList());
  }
}
