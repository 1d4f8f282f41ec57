package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.Act;
import io.giftledger.economy.Money;
import io.giftledger.economy.payment.PaymentUnapplied;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.ledger.table.Item;
import io.giftledger.payments.booking.UnappliedPayments;
import io.giftledger.verify.LedgerReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Has payments booked that a provider's report has and the ledger has not, when two people said so:
 * the first one's word is listed among what operators did, and with the second one's it is booked
 * as an unapplied payment, once.
 */
final class ReportedPayments {

  /** So long the first person's word holds. */
  static final Duration LIFE = Duration.ofDays(7);

  private static final String PROPOSED = "payment_proposed";
  private static final String REASON = "settlement_report";

  private final String provider;
  private final DynamoDbTable table;
  private final UnappliedPayments unapplied;
  private final String by;
  private final String note;
  private final Instant now;

  /** What the others proposed. */
  private final Set<Item> proposed = new HashSet<>();

  private final Set<Item> proposedByThis = new HashSet<>();

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
    this.table = table;
    this.unapplied = unapplied;
    this.by = by;
    this.note = note;
    this.now = now;
    Instant since = now.minus(LIFE);
    Stream.of(Act.month(since), Act.month(now))
        .distinct()
        .forEach(
            month ->
                reader.pages(
                    Act.partitionKey(month),
                    Act.SORT_KEY_PREFIX,
                    page ->
                        page.stream()
                            .map(Act::read)
                            .filter(act -> act.kind().equals(PROPOSED))
                            .filter(act -> act.subject().equals(subject()))
                            .filter(act -> !act.at().isBefore(since))
                            .forEach(
                                act ->
                                    (act.by().equals(by) ? proposedByThis : proposed)
                                        .add(act.figures()))));
  }

  private String subject() {
    return Unapplied.of(provider).partitionKey();
  }

  /** Proposes that a payment be booked, or books what somebody else proposed. */
  Outcome book(String payment, Money amount) {
    Item figures = figures(payment, amount).build();
    if (proposed.contains(figures)) {
      return unapplied.takeReported(
              provider,
              payment,
              amount,
              (at, entry) ->
                  act(
                      PaymentUnapplied.KIND.label(),
                      at,
                      figures(payment, amount).number("entry", entry).build()))
          ? Outcome.BOOKED
          : Outcome.BOOKED_BEFORE;
    }
    if (proposedByThis.add(figures)) table.replace(act(PROPOSED, now, figures).item());
    return Outcome.PROPOSED;
  }

  private static Item.Builder figures(String payment, Money amount) {
    return Item.builder()
        .text("payment", payment)
        .number("amount", amount.minor())
        .text("currency", amount.currency());
  }

  private Act act(String kind, Instant at, Item figures) {
    return new Act(at, kind, subject(), by, REASON, note, figures);
  }
}
