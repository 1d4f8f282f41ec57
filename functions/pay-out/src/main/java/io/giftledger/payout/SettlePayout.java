package io.giftledger.payout;

import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.BookedPayout;
import io.giftledger.economy.earnings.BookedPayout.What;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.PayoutPaidLate;
import io.giftledger.economy.earnings.PayoutReturned;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.Withdrawal.Status;
import io.giftledger.lambda.Metrics;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Key;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutEvent;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.queues.Cause;
import io.giftledger.queues.PoisonException;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books what a payout provider says of a payout, whether it was asked or told it by itself. It says
 * things twice and in any order, and may contradict itself: what fits where the withdrawal stands
 * is booked once, and of what does not fit it is said why.
 *
 * <pre>
 *                  SUBMITTED     PAID               RETURNED         FAILED
 * paid             payout_paid   known              known            for a person
 * refused          payout_failed for a person       for a person     known
 * returned         both          payout_returned    known            for a person
 * bounced          payout_failed payout_returned    known            known
 * </pre>
 *
 * <p>"Both": what was returned had been paid, so that {@code payout_paid} comes first, whichever of
 * the two is told first. Of what bounced the provider does not say that: nobody is told that it was
 * paid.
 *
 * <p>"Known" needs the same payout and the same return; another one is for a person, and so is a
 * payout that paid another withdrawal, a return that another came back by, another amount, and
 * anything said of a withdrawal that was never submitted.
 */
@Singleton
final class SettlePayout {

  private static final Logger LOG = LoggerFactory.getLogger(SettlePayout.class);

  private final Ledger ledger;

  SettlePayout(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Does what an event says, or knows that it was done.
   *
   * @param provider who tells; only its own withdrawals are of its concern
   * @return why there is no entry for it; empty if all that it says is done
   * @throws RecordAlteredException if the withdrawal is not what its entries say
   */
  Optional<Reason> settle(String provider, PayoutEvent event) {
    return find(event)
        .filter(withdrawal -> withdrawal.provider().equals(provider))
        .map(withdrawal -> settle(asItsAccountSays(withdrawal), event.says()))
        .orElseGet(() -> Optional.of(Reason.UNKNOWN_WITHDRAWAL));
  }

  private Optional<Withdrawal> find(PayoutEvent event) {
    return Account.isOwner(event.creator()) && event.withdrawalId().length() == RecordType.ID_LENGTH
        ? find(Withdrawal.TYPE.key(Earnings.BOOK.account(event.creator()), event.withdrawalId()))
        : Optional.empty();
  }

  /**
   * A withdrawal as its entry says: what was only written into its record is never paid.
   *
   * @throws RecordAlteredException if it is not what its entry says
   */
  Optional<Withdrawal> find(Key key) {
    return ledger.find(Withdrawal.TYPE, key);
  }

  /**
   * Refuses one of which its account's chain says that it stands otherwise: its status was set
   * back. What the chain says is hashed, the status is not, and nothing is paid or given back
   * twice.
   *
   * @return the withdrawal as it stands
   * @throws RecordAlteredException if its status is not what its entries say
   */
  Withdrawal asItsAccountSays(Withdrawal withdrawal) {
    if (withdrawal.isAsItsEntriesSay(ledger)) return withdrawal;
    Withdrawal stands = find(withdrawal.key()).orElseThrow();
    if (!stands.equals(withdrawal) && stands.isAsItsEntriesSay(ledger)) return stands;
    throw new RecordAlteredException(withdrawal.key());
  }

  /**
   * Does what the provider says of a withdrawal, or knows that it was done.
   *
   * @param withdrawal as its account says that it stands
   * @return why there is no entry for it; empty if all that it says is done
   */
  Optional<Reason> settle(Withdrawal withdrawal, PayoutAnswer answer) {
    return switch (answer) {
      case PayoutAnswer.Pending _ -> Optional.empty();
      case PayoutAnswer.Paid paid -> paid(withdrawal, paid);
      case PayoutAnswer.Refused refused ->
          switch (withdrawal.status()) {
            case SUBMITTED -> end(withdrawal, refused, failed(withdrawal, refused.reason()));
            case FAILED -> Optional.empty();
            case REQUESTED, PAID, RETURNED -> Optional.of(Reason.PAYOUT_CONTRADICTED);
          };
      case PayoutAnswer.Returned(PayoutAnswer.Back back) ->
          switch (withdrawal.status()) {
            case SUBMITTED -> paidAndBack(withdrawal, answer, back);
            case PAID, RETURNED -> back(withdrawal, answer, back);
            case REQUESTED, FAILED -> Optional.of(Reason.PAYOUT_CONTRADICTED);
          };
      case PayoutAnswer.Bounced(PayoutAnswer.Back back) ->
          switch (withdrawal.status()) {
            case SUBMITTED -> end(withdrawal, answer, failed(withdrawal, back.reason()));
            case PAID, RETURNED -> back(withdrawal, answer, back);
            case FAILED -> Optional.empty();
            case REQUESTED -> Optional.of(Reason.PAYOUT_CONTRADICTED);
          };
    };
  }

  private Optional<Reason> paid(Withdrawal withdrawal, PayoutAnswer.Paid paid) {
    if (isOther(paid.amount(), withdrawal)) return Optional.of(Reason.AMOUNT_MISMATCH);
    if (paid.fee().filter(fee -> !fee.isPlausible() || !fee.isOfCurrencyInUse()).isPresent()) {
      return Optional.of(Reason.AMOUNT_IMPLAUSIBLE);
    }
    if (isOfAnother(What.PAYOUT, paid.payoutId(), withdrawal)) {
      return Optional.of(Reason.PAYOUT_CONTRADICTED);
    }
    return switch (withdrawal.status()) {
      case SUBMITTED ->
          end(
              withdrawal,
              paid,
              new PayoutPaid(withdrawal, paid.payoutId(), paid.fee(), Optional.empty())::movement);
      case PAID, RETURNED -> contradictedUnless(isOf(withdrawal, paid.payoutId()));
      case FAILED -> Optional.of(Reason.PAYOUT_PAID_LATE);
      case REQUESTED -> Optional.of(Reason.PAYOUT_CONTRADICTED);
    };
  }

  /** What was paid, and came back before anybody told that it was paid. */
  private Optional<Reason> paidAndBack(
      Withdrawal withdrawal, PayoutAnswer answer, PayoutAnswer.Back back) {
    if (isOther(back.amount(), withdrawal)) return Optional.of(Reason.AMOUNT_MISMATCH);
    if (isOfAnother(What.PAYOUT, back.payoutId(), withdrawal)
        || isOfAnother(What.RETURN, back.returnId(), withdrawal)) {
      return Optional.of(Reason.PAYOUT_CONTRADICTED);
    }
    settled(withdrawal, new PayoutPaid(withdrawal, back.payoutId(), Optional.empty())::movement);
    return settle(find(withdrawal.key()).orElseThrow(), answer);
  }

  /** What came of a payout that is booked as paid. */
  private Optional<Reason> back(
      Withdrawal withdrawal, PayoutAnswer answer, PayoutAnswer.Back back) {
    if (!isOf(withdrawal, back.payoutId())
        || isOfAnother(What.RETURN, back.returnId(), withdrawal)) {
      return Optional.of(Reason.PAYOUT_CONTRADICTED);
    }
    if (withdrawal.status() == Status.RETURNED) {
      return contradictedUnless(
          withdrawal.returned().filter(known -> known.id().equals(back.returnId())).isPresent());
    }
    if (isOther(back.amount(), withdrawal)) return Optional.of(Reason.AMOUNT_MISMATCH);
    return end(
        withdrawal,
        answer,
        new PayoutReturned(withdrawal, back.returnId(), back.reason(), Optional.empty())::movement);
  }

  private static AppendRule<Earnings> failed(Withdrawal withdrawal, String reason) {
    return new PayoutFailed(withdrawal, reason, Optional.empty())::movement;
  }

  private static boolean isOther(Optional<Money> told, Withdrawal withdrawal) {
    return told.filter(amount -> !amount.equals(withdrawal.amount())).isPresent();
  }

  private boolean isOfAnother(What what, String id, Withdrawal withdrawal) {
    return BookedPayout.ofAnother(ledger, what, withdrawal, id).isPresent();
  }

  private static boolean isOf(Withdrawal withdrawal, String payoutId) {
    return withdrawal.payoutId().equals(Optional.of(payoutId));
  }

  private static Optional<Reason> contradictedUnless(boolean known) {
    return known ? Optional.empty() : Optional.of(Reason.PAYOUT_CONTRADICTED);
  }

  /** Books it; if somebody was faster, it is judged again by where the withdrawal stands then. */
  private Optional<Reason> end(
      Withdrawal withdrawal, PayoutAnswer answer, AppendRule<Earnings> rule) {
    return settled(withdrawal, rule).flatMap(stands -> settle(stands, answer));
  }

  /**
   * Moves the withdrawal on unless somebody else did.
   *
   * @return empty if it moved so now, else the withdrawal as it had moved before; as it stands if
   *     what it would be paid, or come back, by is another's
   * @throws RecordAlteredException if its record stands in the way
   * @throws PoisonException if it failed and was never submitted: it cannot have been paid late
   * @throws IllegalStateException if it has not ended at all: the ledger is broken, and nothing may
   *     hide that
   */
  Optional<Withdrawal> settled(Withdrawal withdrawal, AppendRule<Earnings> rule) {
    return switch (ledger.append(Earnings.BOOK.account(withdrawal.creator()), rule)) {
      case AppendOutcome.Posted<Earnings>(Entry<Earnings> entry) -> {
        LOG.atInfo()
            .addKeyValue("withdrawal", withdrawal.id())
            .addKeyValue("entry", entry.kind().label())
            .log("withdrawal settled");
        Metrics.count("Payouts", 1, "kind", entry.kind().label());
        if (PayoutPaidLate.shortE4(entry) > 0) {
          // An alarm looks for these words.
          LOG.atError()
              .addKeyValue("withdrawal", withdrawal.id())
              .addKeyValue("creator", withdrawal.creator())
              .addKeyValue("shortE4", PayoutPaidLate.shortE4(entry))
              .addKeyValue("entry", entry.sequence())
              .log("paid for diamonds that were spent");
        }
        yield Optional.empty();
      }
      case AppendOutcome.Stale<Earnings> _
          when withdrawal.status() == Status.FAILED
              && find(withdrawal.key()).filter(withdrawal::equals).isPresent() ->
          throw new PoisonException(Cause.WRONG_STATUS, "it was never submitted");
      case AppendOutcome.Overtaken<Earnings>(var met)
          when BookedPayout.isOfAnother(withdrawal, met) ->
          find(withdrawal.key());
      case AppendOutcome.Overtaken<Earnings> _, AppendOutcome.Stale<Earnings> _ -> {
        Withdrawal stands = find(withdrawal.key()).orElseThrow();
        if (!stands.isSettled()) {
          throw new IllegalStateException(
              "a withdrawal that was %s became %s and its diamonds are not held"
                  .formatted(withdrawal.status(), stands.status()));
        }
        if (stands.status() == withdrawal.status()) {
          throw new RecordAlteredException(withdrawal.key());
        }
        yield Optional.of(stands);
      }
    };
  }
}
