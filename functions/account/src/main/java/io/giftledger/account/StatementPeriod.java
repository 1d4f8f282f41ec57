package io.giftledger.account;

import io.giftledger.http.Call;
import io.giftledger.http.Problem;
import io.giftledger.http.ProblemException;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.State;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Which time a statement is of.
 *
 * @param from the first instant
 * @param until the instant after the last; empty if it has no end
 */
record StatementPeriod(Instant from, Optional<Instant> until) {

  /**
   * What the query asks for: a {@code month} (UTC), or all as it stood {@code at} an instant.
   *
   * @throws ProblemException {@code invalid_request}
   */
  static StatementPeriod of(Call call) {
    Optional<Instant> at = call.query("at").map(StatementPeriod::instantAfter);
    Optional<StatementPeriod> month = call.query("month").map(StatementPeriod::ofMonth);
    if (at.isPresent() && month.isPresent()) {
      throw Problem.invalidField("at", "is not for a month").exception();
    }
    return month.orElse(new StatementPeriod(Instant.EPOCH, at));
  }

  private static StatementPeriod ofMonth(String text) {
    if (!text.matches("[0-9]{4}-(0[1-9]|1[0-2])")) {
      throw Problem.invalidField("month", "must be a month, as 2026-11").exception();
    }
    YearMonth month = YearMonth.parse(text);
    return new StatementPeriod(begin(month), Optional.of(begin(month.plusMonths(1))));
  }

  private static Instant begin(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** What happened at the instant itself counts. */
  private static Instant instantAfter(String text) {
    try {
      return Instant.parse(text).plusNanos(1);
    } catch (DateTimeException none) {
      throw Problem.invalidField("at", "must be an instant, as 2026-11-20T10:15:30Z").exception();
    }
  }

  /** The number after its last entry, which is found by halving; empty if it has no end. */
  Optional<Long> before(Ledger ledger, Account<?> account) {
    return until.map(end -> after(ledger, account, end));
  }

  private static <S extends State> long after(Ledger ledger, Account<S> account, Instant end) {
    return ledger
            .boundary(ledger.head(account, true), entry -> entry.at().isBefore(end))
            .last()
            .sequence()
        + 1;
  }
}
