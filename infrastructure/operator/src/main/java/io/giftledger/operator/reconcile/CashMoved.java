package io.giftledger.operator.reconcile;

import io.giftledger.economy.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Cash that one side says was moved.
 *
 * @param at when
 * @param kind what for
 * @param amount how much; negative if it went out
 * @param ids the provider's ids for it, and ours that the provider repeats, the best known first
 * @param words where the side says so, for a person
 * @param payment the provider's id for the payment that came in, as its events have it; empty of
 *     what is no payment, or has none in the report
 * @param returned our id for the return that the ledger says it is, or undoes; empty of all else
 */
public record CashMoved(
    Instant at,
    Kind kind,
    Money amount,
    List<String> ids,
    String words,
    Optional<String> payment,
    Optional<String> returned) {

  /** What cash is moved for. */
  public enum Kind {
    /** Payments of viewers, and what became of them. */
    PAYMENTS,
    /** What the provider keeps. */
    FEES,
    /** What creators are paid. */
    PAYOUTS
  }

  /** The day (UTC). */
  LocalDate day() {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }
}
