package io.giftledger.operator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which days (UTC) a command is about: all that there are, unless somebody says so. */
final class DaysOptions {

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "The first day (UTC); default the first that there is.")
  private Optional<LocalDate> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "DAY",
      description = "The last day (UTC), included; default the last that there is.")
  private Optional<LocalDate> to = Optional.empty();

  @Option(
      names = "--month",
      paramLabel = "MONTH",
      description = "A month (UTC), 2026-11, in place of --from and --to.")
  private Optional<YearMonth> month = Optional.empty();

  /** Refuses days that are none. */
  void check(CommandLine command) {
    if (month.isPresent() && (from.isPresent() || to.isPresent())) {
      throw new ParameterException(command, "--month stands in place of --from and --to");
    }
    if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
      throw new ParameterException(command, "--to is before --from");
    }
  }

  /** The first instant, if somebody says so. */
  Optional<Instant> from() {
    return month.map(its -> its.atDay(1)).or(() -> from).map(DaysOptions::beginOf);
  }

  /** The instant after the last, if somebody says so. */
  Optional<Instant> until() {
    return month.map(YearMonth::atEndOfMonth).or(() -> to).map(day -> beginOf(day.plusDays(1)));
  }

  private static Instant beginOf(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
