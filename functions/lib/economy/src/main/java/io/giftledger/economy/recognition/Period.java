package io.giftledger.economy.recognition;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A span of time that gifts are counted in; its borders are UTC's. */
public enum Period {
  /** A day. */
  DAY,
  /** A week, from Monday. */
  WEEK,
  /** A calendar month. */
  MONTH,
  /** All time. */
  ALL;

  /** The name that is stored and shown. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a {@link #label}, if it is one. */
  public static Optional<Period> find(String label) {
    return Arrays.stream(values()).filter(period -> period.label().equals(label)).findFirst();
  }

  /** When the one began that an instant is in; for all time {@link Instant#EPOCH}. */
  public Instant start(Instant at) {
    LocalDate day = at.atOffset(ZoneOffset.UTC).toLocalDate();
    return switch (this) {
      case DAY -> midnight(day);
      case WEEK -> midnight(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
      case MONTH -> midnight(day.withDayOfMonth(1));
      case ALL -> Instant.EPOCH;
    };
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
