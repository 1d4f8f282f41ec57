package io.giftledger.economy.recognition;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Coins by the day (UTC) on which they were given, of the newest such day and the 29 before it.
 *
 * @param coins by the day's number since 1970; days without any are not there
 */
record RecentDays(NavigableMap<Long, Long> coins) {

  /** So many days are kept. */
  static final int KEPT = 30;

  /** Nothing was given. */
  static final RecentDays NONE = new RecentDays(new TreeMap<>());

  /** With more coins. */
  RecentDays plus(Instant at, long more) {
    if (more == 0) return this;
    NavigableMap<Long, Long> sums = new TreeMap<>(coins);
    sums.merge(number(at), more, Math::addExact);
    sums.headMap(sums.lastKey() - KEPT, true).clear();
    return new RecentDays(sums);
  }

  /** What was given on the day of an instant, and since. */
  long since(Instant at) {
    return coins.tailMap(number(at), true).values().stream().mapToLong(Long::longValue).sum();
  }

  /** What was given from one day on to another, both included. */
  long within(LocalDate first, LocalDate last) {
    return coins.subMap(first.toEpochDay(), true, last.toEpochDay(), true).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /** When the days begin of which the day of an instant is the last. */
  static Instant start(Instant at) {
    return LocalDate.ofEpochDay(number(at) - KEPT + 1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static long number(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC).toEpochDay();
  }

  /** How it is stored: days and coins in turn. */
  @Override
  public String toString() {
    return coins.entrySet().stream()
        .map(day -> day.getKey() + " " + day.getValue())
        .collect(Collectors.joining(" "));
  }

  static RecentDays parse(String text) {
    String[] words = text.split(" ", -1);
    NavigableMap<Long, Long> coins = new TreeMap<>();
    for (int word = 0; word + 1 < words.length; word += 2) {
      coins.put(Long.parseLong(words[word]), Long.parseLong(words[word + 1]));
    }
    return new RecentDays(coins);
  }
}
