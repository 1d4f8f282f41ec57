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
import java.util.HashSet;
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
 * as that of a payment at midnight does. A payment comes in once: another row of it is a duplicate,
 * whenever and for whatever the ledger has it.
 */
public final class Reconciliation {

  private final Instant from;
  private final Instant until;
  private final Map<Slot, List<CashMoved>> reported = new HashMap<>();
  private final List<CashMoved> report;
  private final Set<CashMoved> found = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Difference> differences = new ArrayList<>();
  private final SortedMap<Day, Map<Kind, Sums>> days = new TreeMap<>();

  /** The payments that the report and the ledger have. */
  private final Set<String> payments = new HashSet<>();

  /** The returns that only the ledger has, by their ids. */
  private final Map<String, CashMoved> returns = new HashMap<>();

  private long matched;
  private long refused;

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

  /** In which way two sides differ. */
  public enum Way {
    /** The ledger has not what the report has. */
    MISSING_HERE,
    /** The report has not what the ledger has. */
    MISSING_THERE,
    /** They have another amount. */
    DIFFERENT,
    /** The report has a payment once more than it can have come in. */
    DUPLICATE
  }

  /**
   * What is not the same on both sides.
   *
   * @param way in which way
   * @param here what the ledger says; empty if it is missing here
   * @param there what the report says; empty if it is missing there
   */
  public record Difference(Way way, Optional<CashMoved> here, Optional<CashMoved> there) {

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
    moved.payment().filter(id -> reported.containsKey(slot(moved, id))).ifPresent(payments::add);
    if (there.isEmpty() && undoes(moved)) return;
    if (!isInside(moved) && !there.filter(this::isInside).isPresent()) return;
    if (there.map(CashMoved::amount).equals(Optional.of(moved.amount()))) matched++;
    else {
      differences.add(
          new Difference(
              there.isPresent() ? Way.DIFFERENT : Way.MISSING_THERE, Optional.of(moved), there));
    }
  }

  /**
   * Whether it gives back what a return took, and the report knows of neither: the provider refused
   * it, and no money has gone.
   */
  private boolean undoes(CashMoved moved) {
    if (moved.returned().isEmpty()) return false;
    CashMoved before = returns.putIfAbsent(moved.returned().get(), moved);
    if (before == null || before.amount().minor() != -moved.amount().minor()) return false;
    differences.removeIf(difference -> difference.here().filter(its -> its == before).isPresent());
    if (isInside(before) || isInside(moved)) refused++;
    return true;
  }

  /** How much is the same on both sides. */
  public long matched() {
    return matched;
  }

  /** How many returns only the ledger has, and undid, as the provider refused them. */
  public long refusedReturns() {
    return refused;
  }

  /** Whether the report has something in the days. */
  public boolean isOfTheDays() {
    return report.stream().anyMatch(this::isInside);
  }

  /** What is not, oldest first. */
  public List<Difference> differences() {
    List<Difference> all = new ArrayList<>(differences);
    Set<String> before = new HashSet<>(payments);
    report.stream()
        .filter(moved -> isInside(moved) && !found.contains(moved))
        .forEach(
            moved -> {
              boolean isFirst = moved.payment().map(before::add).orElse(true);
              all.add(
                  new Difference(
                      isFirst ? Way.MISSING_HERE : Way.DUPLICATE,
                      Optional.empty(),
                      Optional.of(moved)));
            });
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
