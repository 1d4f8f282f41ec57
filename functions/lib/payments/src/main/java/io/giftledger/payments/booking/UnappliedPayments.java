package io.giftledger.payments.booking;

import io.giftledger.economy.Act;
import io.giftledger.economy.Money;
import io.giftledger.economy.payment.PaymentUnapplied;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedApplied;
import io.giftledger.economy.payment.UnappliedFeeCharged;
import io.giftledger.economy.payment.UnappliedFeeReturned;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.payment.UnappliedPayment.Status;
import io.giftledger.economy.payment.UnappliedRefunded;
import io.giftledger.economy.payment.UnappliedRestored;
import io.giftledger.economy.policy.PolicyInForce;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.lambda.Metrics;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerBusyException;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import io.giftledger.payments.PaymentEvent.Payment;
import io.giftledger.payments.UnbookedEvent.Reason;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books payments that no recharge is credited for, what becomes of them, and to which recharge an
 * operator applies them. Each payment once, and each refund, dispute and fee once, however often
 * they are told.
 */
@Singleton
public final class UnappliedPayments {

  private static final Logger LOG = LoggerFactory.getLogger(UnappliedPayments.class);

  private final Ledger ledger;
  private final Bookable bookable;

  /**
   * Books in one ledger.
   *
   * @param policy says how large a fee is believed to be
   */
  public UnappliedPayments(Ledger ledger, PolicyInForce policy) {
    this.ledger = ledger;
    this.bookable = new Bookable(ledger, policy);
  }

  /** An unapplied payment, if it is known. */
  public Optional<UnappliedPayment> find(String provider, String paymentId) {
    return ledger.find(UnappliedPayment.TYPE, UnappliedPayment.key(provider, paymentId));
  }

  /**
   * All of a provider's, the newest first, what was settled, too: their ids are the provider's, and
   * say nothing of when.
   *
   * @param limit at most so many are read, in no order of time
   * @throws RecordAlteredException if one cannot be read
   */
  public List<UnappliedPayment> newestFirst(String provider, int limit) {
    return ledger.records(UnappliedPayment.TYPE, Unapplied.of(provider), limit).stream()
        .sorted(
            Comparator.<UnappliedPayment>comparingLong(payment -> payment.booking().sequence())
                .reversed())
        .toList();
  }

  /**
   * Books a payment that came in, or knows that it was booked.
   *
   * @param reason why no recharge is credited for it
   * @return why its event is kept: for that, or because the payment is booked otherwise
   */
  Reason take(String provider, Payment payment, Reason reason) {
    // What is no money cannot be booked; the event is kept all the same.
    if (payment.amount().minor() == 0 || !payment.amount().isOfCurrencyInUse()) return reason;
    boolean isTaken =
        append(
            new PaymentUnapplied(
                provider,
                payment.id(),
                payment.amount(),
                reason.label(),
                user(payment),
                recharge(payment)),
            (_, _) -> List.of());
    return isTaken
        ? reason
        : find(provider, payment.id())
            .map(unapplied -> reason(unapplied, payment))
            .orElse(Reason.PAYMENT_CONTRADICTED);
  }

  /** Why the event of a payment that is unapplied is kept. */
  static Reason reason(UnappliedPayment unapplied, Payment told) {
    // A report says neither who paid nor what for.
    if (unapplied.reason().equals(Reason.BOOKED_FROM_REPORT.label())
        && unapplied.amount().equals(told.amount())) {
      return Reason.BOOKED_FROM_REPORT;
    }
    boolean isToldAlike =
        unapplied.amount().equals(told.amount())
            && unapplied.user().equals(user(told))
            && unapplied.recharge().equals(recharge(told));
    return isToldAlike ? Reason.ofLabel(unapplied.reason()) : Reason.PAYMENT_CONTRADICTED;
  }

  private static Optional<String> user(Payment told) {
    return Optional.of(told.viewer()).filter(Account::isOwner);
  }

  private static Optional<String> recharge(Payment told) {
    return Optional.of(told.rechargeId()).filter(text -> !text.isEmpty());
  }

  /**
   * Books a payment that a provider's settlement report has, and that nothing told of, or knows
   * that it was booked.
   *
   * @param act what lists, by the entry's instant and number, who has it booked
   * @return whether it is booked by this
   */
  public boolean takeReported(
      String provider, String paymentId, Money amount, BiFunction<Instant, Long, Act> act) {
    return append(
        new PaymentUnapplied(
            provider,
            paymentId,
            amount,
            Reason.BOOKED_FROM_REPORT.label(),
            Optional.empty(),
            Optional.empty()),
        (at, entry) -> List.of(new Write.Insert(act.apply(at, entry).item())));
  }

  /**
   * Appends the entry, if there is no such payment.
   *
   * @param beside what is written with it, by its instant and number
   */
  private boolean append(
      PaymentUnapplied unapplied, BiFunction<Instant, Long, List<Write>> beside) {
    String provider = unapplied.provider();
    var outcome =
        ledger.append(
            Unapplied.of(provider),
            (head, at) ->
                find(provider, unapplied.paymentId()).isPresent()
                    ? new Movement.Stale<>()
                    : unapplied.movement(head, at, beside.apply(at, head.sequence() + 1)));
    if (!(outcome instanceof AppendOutcome.Posted<Unapplied>(var entry))) return false;
    LOG.atInfo()
        .addKeyValue("provider", provider)
        .addKeyValue("payment", unapplied.paymentId())
        .addKeyValue("reason", unapplied.reason())
        .addKeyValue("entry", entry.sequence())
        .log("payment unapplied");
    Metrics.count("UnappliedPayments", 1, "reason", unapplied.reason());
    return true;
  }

  /**
   * Books what became of an unapplied payment, or knows that it was booked: what was paid back of
   * it, or taken back by the payer's bank, that this came again, and fees.
   *
   * @param told by the provider's id, or ours if we asked for a refund
   * @param reversed whether it is undone
   * @return why there is no entry for it; empty if all that it says is done
   * @throws java.util.NoSuchElementException if there is no such payment
   * @throws RecordAlteredException if the payment is not as its entries say
   * @throws LedgerBusyException if others were faster again and again, or the payment is a
   *     recharge's by now: it must be told again
   */
  public Optional<Reason> adjust(
      String provider, String paymentId, Adjustment told, boolean reversed) {
    Key key = UnappliedPayment.key(provider, paymentId);
    return ledger.contend(
        key,
        () -> {
          UnappliedPayment payment = find(provider, paymentId).orElseThrow();
          Adjustments before = payment.adjustments();
          // What becomes of it now is the recharge's; told again, it goes there.
          if (payment.status() == Status.APPLIED && before.find(told.id()).isEmpty()) {
            throw new LedgerBusyException(key.toString(), 1);
          }
          var paid = new Bookable.Paid(provider, paymentId, payment.amount(), before);
          Optional<Reason> fault = bookable.fault(paid, told, reversed);
          return fault.isPresent() || adjustOnce(payment, told, reversed)
              ? Optional.of(fault)
              : Optional.empty();
        });
  }

  private boolean adjustOnce(UnappliedPayment payment, Adjustment told, boolean reversed) {
    Optional<Adjustments.Status> status =
        payment.adjustments().find(told.id()).map(Adjustments.One::status);
    boolean isDone =
        status.filter(its -> its != Adjustments.Status.BOOKED || !reversed).isPresent();
    if (isDone) return true;
    if (status.isEmpty() && reversed) return ledger.advance(payment.voided(told)).isEmpty();
    requireAsItsEntriesSay(payment);
    AppendRule<Unapplied> rule =
        reversed
            ? new UnappliedRestored(payment, told)::movement
            : switch (told.cause()) {
              case REFUND, DISPUTE, RETURN -> new UnappliedRefunded(payment, told)::movement;
              case FEE -> new UnappliedFeeCharged(payment, told)::movement;
              case FEE_RETURNED -> new UnappliedFeeReturned(payment, told)::movement;
            };
    if (!(ledger.append(Unapplied.of(payment.provider()), rule)
        instanceof AppendOutcome.Posted<Unapplied>(var entry))) {
      return false;
    }
    LOG.atInfo()
        .addKeyValue("provider", payment.provider())
        .addKeyValue("payment", payment.paymentId())
        .addKeyValue("adjustment", told.id())
        .addKeyValue("cause", told.cause().label())
        .addKeyValue("entry", entry.sequence())
        .addKeyValue("kind", entry.kind().label())
        .log("unapplied payment adjusted");
    return true;
  }

  /** What became of a wish to have a payment paid back. */
  public enum Refunding {
    /** It is to be paid back, as far as something is left of it. */
    DONE,
    /** No such payment is unapplied. */
    UNKNOWN,
    /** Nothing is left of it: it was paid back, or applied to a recharge. */
    NOTHING_LEFT
  }

  /**
   * Has a payment be paid back from now on, and applied no more, or knows that it is. The provider
   * is asked afterwards.
   *
   * @param act lists who wants it; it is stored if it is this that has it paid back
   */
  public Refunding refunding(String provider, String paymentId, Act act) {
    List<Write> beside = List.of(new Write.Insert(act.item()));
    return ledger.contend(
        UnappliedPayment.key(provider, paymentId),
        () -> {
          Optional<UnappliedPayment> found = find(provider, paymentId);
          if (found.isEmpty()) return Optional.of(Refunding.UNKNOWN);
          UnappliedPayment payment = found.get();
          requireAsItsEntriesSay(payment);
          if (payment.left().minor() == 0) return Optional.of(Refunding.NOTHING_LEFT);
          return payment.status() == Status.REFUNDING
                  || ledger.advance(payment.refunding(), beside).isEmpty()
              ? Optional.of(Refunding.DONE)
              : Optional.empty();
        });
  }

  /** What became of a wish to apply a payment. */
  public enum Applied {
    /** It is the recharge's, which is to be credited with it. */
    DONE,
    /** No such payment is unapplied. */
    UNKNOWN,
    /** It was paid back, in part at least, is to be, or was applied to another recharge. */
    SETTLED_OTHERWISE,
    /** There is no such recharge of this provider's. */
    UNKNOWN_RECHARGE,
    /** The recharge is paid by another payment, or will be, or costs something else. */
    DOES_NOT_FIT
  }

  /**
   * Has a payment be a recharge's from now on, and the recharge that payment's, or knows that it
   * is. The recharge is credited afterwards ({@link SettleRecharge}): whoever breaks off in between
   * does it again.
   *
   * @param by who does it
   * @param note where that can be looked up
   * @throws LedgerBusyException if more was told of it again and again: it must be said again
   * @throws RecordAlteredException if the payment is not as its entries say, or the recharge was
   *     credited and says that it was not
   */
  public Applied apply(
      String provider, String paymentId, String viewer, String rechargeId, String by, String note) {
    return ledger.contend(
        UnappliedPayment.key(provider, paymentId),
        () -> applyOnce(provider, paymentId, viewer, rechargeId, by, note));
  }

  /** Applies it, unless more was told of it since it was read. */
  private Optional<Applied> applyOnce(
      String provider, String paymentId, String viewer, String rechargeId, String by, String note) {
    Key key = Recharge.TYPE.key(Wallet.BOOK.account(viewer), rechargeId);
    // The recharge first: if somebody else applies the payment to it, the payment says so.
    Optional<Recharge> recharge =
        ledger.find(Recharge.TYPE, key).filter(its -> its.provider().equals(provider));
    Optional<UnappliedPayment> found = find(provider, paymentId);
    if (found.isEmpty()) return Optional.of(Applied.UNKNOWN);
    UnappliedPayment payment = found.get();
    requireAsItsEntriesSay(payment);
    if (payment.status() != Status.UNAPPLIED || !payment.left().equals(payment.amount())) {
      return Optional.of(
          isAppliedTo(payment, viewer, rechargeId) ? Applied.DONE : Applied.SETTLED_OTHERWISE);
    }
    if (recharge.isEmpty()) return Optional.of(Applied.UNKNOWN_RECHARGE);
    if (recharge.get().hasItsPayment()
        || !recharge.get().quote().price().equals(payment.amount())) {
      return Optional.of(Applied.DOES_NOT_FIT);
    }
    if (Recharged.wasCredited(ledger, recharge.get())) {
      // One whose status was set back would never be credited with this; or it was credited since.
      if (ledger.find(Recharge.TYPE, key).equals(recharge)) throw new RecordAlteredException(key);
      return Optional.empty();
    }
    UnappliedApplied applied = new UnappliedApplied(payment, recharge.get(), by, note);
    return ledger.append(Unapplied.of(provider), applied::movement)
            instanceof AppendOutcome.Posted<Unapplied>
        ? Optional.of(Applied.DONE)
        : Optional.empty();
  }

  private static boolean isAppliedTo(UnappliedPayment payment, String viewer, String rechargeId) {
    return payment
        .applied()
        .filter(to -> to.viewer().equals(viewer) && to.recharge().equals(rechargeId))
        .isPresent();
  }

  /**
   * Refuses a payment that its entries say otherwise.
   *
   * @throws RecordAlteredException if so: nothing may follow from it
   */
  public void requireAsItsEntriesSay(UnappliedPayment payment) {
    if (!payment.isAsItsEntriesSay(ledger)) throw new RecordAlteredException(payment.key());
  }
}
