package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.Money;
import io.giftledger.economy.payment.PaymentUnapplied;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.ledger.table.Item;
import io.giftledger.payments.booking.UnappliedPayments;
import io.giftledger.verify.LedgerReader;
import java.time.Instant;
import java.util.Optional;

/**
 * Has payments booked that a provider's report has and the ledger has not, as unapplied payments,
 * once, when two people said so.
 */
final class ReportedPayments {

  private static final String PROPOSED = "payment_proposed";
  private static final String REASON = "settlement_report";

  private final String provider;
  private final UnappliedPayments unapplied;
  private final TwoPeople people;

  /** What became of a payment. */
  enum Outcome {
    /** Somebody else is to say so, too. */
    PROPOSED,
    /** It is unapplied now. */
    BOOKED,
    /** It was before. */
    BOOKED_BEFORE
  }

  /**
   * @param provider who took the payments
   * @param by who says so now
   * @param note why
   */
  ReportedPayments(
      String provider,
      DynamoDbTable table,
      LedgerReader reader,
      UnappliedPayments unapplied,
      String by,
      String note,
      Instant now) {
    this.provider = provider;
    this.unapplied = unapplied;
    this.people =
        new TwoPeople(
            table, reader, PROPOSED, Unapplied.of(provider).partitionKey(), by, REASON, note, now);
  }

  /** Proposes that a payment be booked, or books what somebody else proposed. */
  Outcome book(String payment, Money amount) {
    Item figures = figures(payment, amount).build();
    Optional<String> first = people.first(figures);
    if (first.isEmpty()) return Outcome.PROPOSED;
    return unapplied.takeReported(
            provider,
            payment,
            amount,
            (at, entry) ->
                people.act(
                    PaymentUnapplied.KIND.label(),
                    first.get(),
                    at,
                    figures(payment, amount).number("entry", entry).build()))
        ? Outcome.BOOKED
        : Outcome.BOOKED_BEFORE;
  }

  private static Item.Builder figures(String payment, Money amount) {
    return Item.builder()
        .text("payment", payment)
        .number("amount", amount.minor())
        .text("currency", amount.currency());
  }
}
