package io.giftledger.operator.reconcile;

import io.giftledger.economy.Money;
import io.giftledger.operator.reconcile.CashMoved.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds what a provider reports against what the ledger says, each by the ids that it has. Only
 * what lies in the days that are asked for can be missing; a counterpart may lie outside of them,
 * as that of a payment at midnight does.
 */
public final class Reconciliation {

  private final Instant from;
  private final Instant until;
  private final Map<Slot, List<CashMoved>> reported = new HashMap<>();
  private final List<CashMoved> report;
  private final Set<CashMoved> found = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Difference> differences = new ArrayList<>();
  private final SortedMap<Day, Map<Kind, Sums>> days = new TreeMap<>();
  private long matched;

  /** What two sides must have in common to be the same. */
  private record Slot(boolean isFee, int sign, String id) {}

  /**
   * A day in a currency.
   *
   * @param day the day (UTC)
   * @param currency ISO 4217 code
   */
  public record Day(LocalDate day, String currency) implements Comparable<Day> {

    @Override
    public int compareTo(Day other) {
      return Comparator.comparing(Day::day).thenComparing(Day::currency).compare(this, other);
    }
  }

  /**
   * What was moved, in minor units.
   *
   * @param here as the ledger says
   * @param there as the report does
   */
  public record Sums(long here, long there) {

    static final Sums ZERO = new Sums(0, 0);

    Sums plus(long moreHere, long moreThere) {
      return new Sums(Math.addExact(here, moreHere), Math.addExact(there, moreThere));
    }
  }

  /**
   * What is not the same on both sides.
   *
   * @param here what the ledger says; empty if it is missing here
   * @param there what the report says; empty if it is missing there
   */
  public record Difference(Optional<CashMoved> here, Optional<CashMoved> there) {

    private Instant at() {
      return there.or(() -> here).orElseThrow().at();
    }
  }

  /**
   * @param report what the provider reports
   * @param from the first instant of the days
   * @param until the instant after the last
   */
  public Reconciliation(List<CashMoved> report, Instant from, Instant until) {
    this.report = report;
    this.from = from;
    this.until = until;
    for (CashMoved moved : report) {
      if (isInside(moved)) add(moved, 0, moved.amount().minor());
      moved.ids().stream()
          .distinct()
          .forEach(
              id -> reported.computeIfAbsent(slot(moved, id), _ -> new ArrayList<>()).add(moved));
    }
  }

  /** Looks for the report's counterpart of what the ledger says. */
  public void here(CashMoved moved) {
    if (isInside(moved)) add(moved, moved.amount().minor(), 0);
    Optional<CashMoved> there = counterpart(moved);
    there.ifPresent(found::add);
    if (!isInside(moved) && !there.filter(this::isInside).isPresent()) return;
    if (there.map(CashMoved::amount).equals(Optional.of(moved.amount()))) matched++;
    else differences.add(new Difference(Optional.of(moved), there));
  }

  /** How much is the same on both sides. */
  public long matched() {
    return matched;
  }

  /** What is not, oldest first. */
  public List<Difference> differences() {
    List<Difference> all = new ArrayList<>(differences);
    report.stream()
        .filter(moved -> isInside(moved) && !found.contains(moved))
        .forEach(moved -> all.add(new Difference(Optional.empty(), Optional.of(moved))));
    all.sort(Comparator.comparing(Difference::at));
    return all;
  }

  /** What both sides moved on each day, by what for. */
  public SortedMap<Day, Map<Kind, Sums>> days() {
    return days;
  }

  private boolean isInside(CashMoved moved) {
    return !moved.at().isBefore(from) && moved.at().isBefore(until);
  }

  private void add(CashMoved moved, long here, long there) {
    days.computeIfAbsent(
            new Day(moved.day(), moved.amount().currency()), _ -> new EnumMap<>(Kind.class))
        .merge(moved.kind(), Sums.ZERO.plus(here, there), (one, _) -> one.plus(here, there));
  }

  /** One of the same amount, if there are several. */
  private Optional<CashMoved> counterpart(CashMoved moved) {
    List<CashMoved> same =
        moved.ids().stream()
            .flatMap(id -> reported.getOrDefault(slot(moved, id), List.of()).stream())
            .filter(there -> !found.contains(there))
            .toList();
    return same.stream()
        .filter(there -> there.amount().equals(moved.amount()))
        .findFirst()
        .or(() -> same.stream().findFirst());
  }

  private static Slot slot(CashMoved moved, String id) {
    Money amount = moved.amount();
    return new Slot(moved.kind() == Kind.FEES, Long.signum(amount.minor()), id);
  }
}
