package io.giftledger.payments.booking;

import io.giftledger.economy.payment.AwaitedPayment;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.payment.UnappliedPayment.Application;
import io.giftledger.economy.policy.PolicyInForce;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustment.Cause;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Adjustments.One;
import io.giftledger.economy.wallet.BookedPayment;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharge.Status;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerBusyException;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.RecordType;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.PaymentEvent.Payment;
import io.giftledger.payments.PaymentEvent.Reference;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.payments.UnbookedEvents;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles a recharge as its payment provider tells: credits the coins of one that was paid, marks
 * one that was declined, and has what became of its payment afterwards booked. Providers tell the
 * same thing twice and in any order; coins are credited once.
 */
@Singleton
public final class SettleRecharge {

  private static final Logger LOG = LoggerFactory.getLogger(SettleRecharge.class);

  private final Ledger ledger;
  private final AdjustPayment adjustPayment;
  private final UnappliedPayments unappliedPayments;
  private final UnbookedEvents unbookedEvents;
  private final InstantSource clock;

  /**
   * Credits and marks in one ledger.
   *
   * @param unbookedEvents keeps what was told before a payment, and cannot be booked after it
   */
  public SettleRecharge(
      Ledger ledger,
      AdjustPayment adjustPayment,
      UnappliedPayments unappliedPayments,
      UnbookedEvents unbookedEvents,
      InstantSource clock) {
    this.ledger = ledger;
    this.adjustPayment = adjustPayment;
    this.unappliedPayments = unappliedPayments;
    this.unbookedEvents = unbookedEvents;
    this.clock = clock;
  }

  /** One that is made outside of a function. */
  public static SettleRecharge in(Ledger ledger, PolicyInForce policy, InstantSource clock) {
    return new SettleRecharge(
        ledger,
        new AdjustPayment(ledger, policy),
        new UnappliedPayments(ledger, policy),
        new UnbookedEvents(ledger, clock),
        clock);
  }

  /**
   * Does what an event says, or knows that it was done.
   *
   * @param provider who tells; only recharges that were opened with it are of its concern
   * @return why there is no entry for it; empty if all that it says is done
   */
  public Optional<Reason> settle(String provider, PaymentEvent event) {
    return switch (event) {
      case PaymentEvent.Succeeded(Payment payment) ->
          payment.amount().isPlausible()
              ? succeeded(provider, payment)
              : Optional.of(Reason.AMOUNT_IMPLAUSIBLE);
      case PaymentEvent.Failed(Payment payment, String declineReason) ->
          forRechargeOf(
              provider, payment.reference(), recharge -> decline(recharge, payment, declineReason));
      case PaymentEvent.Adjusted adjusted -> adjust(provider, adjusted);
    };
  }

  /**
   * Credits the recharge that a payment is for, or books it as unapplied, or knows that it is
   * booked. What a payment that is unapplied is for, is the operators' to say, whatever is told
   * again.
   */
  private Optional<Reason> succeeded(String provider, Payment payment) {
    Optional<Reason> open =
        unappliedPayments
            .find(provider, payment.id())
            .filter(unapplied -> !isAppliedTo(unapplied, payment))
            .map(unapplied -> UnappliedPayments.reason(unapplied, payment))
            .or(
                () ->
                    forRechargeOf(
                            provider, payment.reference(), recharge -> credit(recharge, payment))
                        .map(reason -> unappliedPayments.take(provider, payment, reason)));
    adjustAwaited(provider, payment);
    return open;
  }

  private static boolean isAppliedTo(UnappliedPayment unapplied, Payment payment) {
    return unapplied
        .applied()
        .filter(to -> to.viewer().equals(payment.viewer()))
        .filter(to -> to.recharge().equals(payment.rechargeId()))
        .isPresent();
  }

  /**
   * Credits the recharge that an operator applied a payment to, or knows that it is.
   *
   * @throws java.util.NoSuchElementException if the payment is applied to none
   * @throws RecordAlteredException if the recharge is not that payment's, as it was when it was
   *     applied
   */
  public void settleApplied(String provider, String paymentId) {
    UnappliedPayment unapplied = unappliedPayments.find(provider, paymentId).orElseThrow();
    Application to = unapplied.applied().orElseThrow();
    var payment = new Payment(paymentId, to.recharge(), to.viewer(), unapplied.amount());
    if (forRechargeOf(provider, payment.reference(), recharge -> credit(recharge, payment))
        .isPresent()) {
      throw new RecordAlteredException(
          Recharge.TYPE.key(Wallet.BOOK.account(to.viewer()), to.recharge()));
    }
    adjustAwaited(provider, payment);
  }

  /** What became of a payment is booked where that is; before it is known, it is noted. */
  private Optional<Reason> adjust(String provider, PaymentEvent.Adjusted event) {
    Adjustment told = event.adjustment();
    if (!told.amount().isOfCurrencyInUse()) return Optional.of(Reason.NOT_UNDERSTOOD);
    // Of fees the policy says how large they can be.
    if (!told.cause().isOfFees() && !told.amount().isPlausible()) {
      return Optional.of(Reason.AMOUNT_IMPLAUSIBLE);
    }
    Optional<Supplier<Optional<Reason>>> booking = booking(provider, event);
    if (booking.isEmpty()) {
      Optional<Reason> fault = note(provider, event);
      if (fault.isPresent()) return fault;
      // The payment may have come in between: whoever booked it did not see what was noted.
      booking = booking(provider, event);
    }
    if (booking.isEmpty()) return awaited(provider, event.reference());
    Optional<Reason> open = booking.get().get();
    if (open.equals(Optional.of(Reason.MORE_THAN_PAID))) open = awaitRoom(provider, event);
    if (open.isEmpty() && event.reversed()) adjustWithRoom(provider, event.reference());
    return open;
  }

  /**
   * More is taken back of a payment than was paid, together with what stands of it by now. That may
   * be undone yet: then it is booked, and until then it is noted.
   */
  private Optional<Reason> awaitRoom(String provider, PaymentEvent.Adjusted event) {
    if (event.adjustment().cause() == Cause.RETURN) return Optional.of(Reason.MORE_THAN_PAID);
    Optional<Reason> fault = note(provider, event);
    // What stood may have been undone in between: whoever did that did not see what was noted.
    return fault.isPresent() ? fault : booking(provider, event).flatMap(Supplier::get);
  }

  /**
   * Books what had no room in a payment as long as more of it was taken back. What still has none
   * was kept when it was told.
   *
   * @param payment of which something was undone
   */
  private void adjustWithRoom(String provider, Reference payment) {
    adjustAwaited(provider, payment, (_, _) -> {});
  }

  /** What books it, if the payment is a recharge's, or unapplied. */
  private Optional<Supplier<Optional<Reason>>> booking(
      String provider, PaymentEvent.Adjusted event) {
    Adjustment told = event.adjustment();
    boolean reversed = event.reversed();
    String paymentId = event.reference().paymentId();
    Optional<UnappliedPayment> unapplied = unappliedPayments.find(provider, paymentId);
    // What was booked of it before it was applied stays booked there.
    boolean isThere =
        unapplied
            .filter(its -> its.applied().isEmpty() || its.adjustments().find(told.id()).isPresent())
            .isPresent();
    return isThere
        ? Optional.of(() -> unappliedPayments.adjust(provider, paymentId, told, reversed))
        : credited(provider, event.reference())
            .map(recharge -> () -> adjustPayment.adjust(recharge, told, reversed));
  }

  /**
   * The recharge that was credited with a payment, whichever is named.
   *
   * @throws RecordAlteredException if it does not say so itself
   */
  private Optional<Recharge> credited(String provider, Reference payment) {
    String paymentId = payment.paymentId();
    Optional<BookedPayment> booked = BookedPayment.find(ledger, provider, paymentId);
    if (booked.isEmpty()) {
      // Of what was credited before there were such items the recharge alone says so.
      return find(provider, payment).filter(its -> its.isPaidBy(provider, paymentId));
    }
    return booked
        .get()
        .recharge()
        .map(
            place ->
                ledger
                    .find(Recharge.TYPE, place.key())
                    .filter(recharge -> recharge.isPaidBy(provider, paymentId))
                    .orElseThrow(() -> new RecordAlteredException(place.key())));
  }

  /**
   * Notes what was told of a payment that is not known, or has no room for it.
   *
   * @return why it will never be booked; empty if it is noted, now or before
   * @throws LedgerBusyException if others were faster again and again: it must be told again
   */
  private Optional<Reason> note(String provider, PaymentEvent.Adjusted event) {
    Adjustment told = event.adjustment();
    // We ask for a refund of what we know.
    if (told.cause() == Cause.RETURN) return Optional.of(Reason.UNKNOWN_REFUND);
    return ledger.contend(
        AwaitedPayment.key(provider, event.reference().paymentId()),
        () -> noteOnce(provider, event));
  }

  /** Notes it, unless something else was noted since the payment was read. */
  private Optional<Optional<Reason>> noteOnce(String provider, PaymentEvent.Adjusted event) {
    Adjustment told = event.adjustment();
    AwaitedPayment awaited = AwaitedPayment.of(ledger, provider, event.reference().paymentId());
    Optional<One> known = awaited.adjustments().find(told.id());
    if (known.filter(one -> !one.adjustment().equals(told)).isPresent()) {
      return Optional.of(Optional.of(Reason.AMOUNT_MISMATCH));
    }
    boolean isNoted =
        known
            .filter(one -> one.status() == Adjustments.Status.VOID || !event.reversed())
            .isPresent();
    if (isNoted) return Optional.of(Optional.empty());
    if (known.isEmpty() && awaited.adjustments().all().size() >= Adjustments.MAX) {
      return Optional.of(Optional.of(Reason.TOO_MANY_ADJUSTMENTS));
    }
    return awaited.note(ledger, told, event.reversed())
        ? Optional.of(Optional.empty())
        : Optional.empty();
  }

  /**
   * Whether a person is to know that something waits for a payment: nobody need if a recharge waits
   * for that payment, too.
   *
   * @throws RecordAlteredException if the recharge was credited, and its status set back
   */
  private Optional<Reason> awaited(String provider, Reference payment) {
    Optional<Recharge> found = find(provider, payment);
    if (found.isEmpty()) return Optional.of(Reason.UNKNOWN_RECHARGE);
    Recharge recharge = found.get();
    boolean isItsOwn =
        recharge.status() != Status.PAID
            && recharge.paymentId().filter(id -> !id.equals(payment.paymentId())).isEmpty();
    if (recharge.status() != Status.PAID && Recharged.wasCredited(ledger, recharge)) {
      // Credited since it was read, and what was noted is booked with that; or altered.
      boolean isPaid =
          find(provider, payment).filter(its -> its.status() == Status.PAID).isPresent();
      if (!isPaid) throw new RecordAlteredException(recharge.key());
    }
    return isItsOwn ? Optional.empty() : Optional.of(Reason.OTHER_PAYMENT);
  }

  /** Books what was told of a payment before it, if the payment itself is booked by now. */
  private void adjustAwaited(String provider, Payment payment) {
    adjustAwaited(
        provider,
        payment.reference(),
        (event, reason) -> unbookedEvents.keep(source(provider, event), reason));
  }

  private void adjustAwaited(
      String provider, Reference payment, BiConsumer<PaymentEvent.Adjusted, Reason> unbooked) {
    for (One one : AwaitedPayment.of(ledger, provider, payment.paymentId()).adjustments().all()) {
      var event =
          new PaymentEvent.Adjusted(
              payment, one.adjustment(), one.status() == Adjustments.Status.VOID);
      booking(provider, event)
          .flatMap(Supplier::get)
          .ifPresent(reason -> unbooked.accept(event, reason));
    }
  }

  /** What was noted in place of its event, of which nobody has the words any more. */
  private static ProviderEvent source(String provider, PaymentEvent.Adjusted event) {
    Reference payment = event.reference();
    Adjustment told = event.adjustment();
    return new ProviderEvent(
        provider,
        told.id(),
        told.cause().label() + " told before the payment",
        Optional.of(payment.viewer()),
        Optional.of(Recharge.TYPE.prefix() + "#" + payment.rechargeId()),
        Optional.of(payment.paymentId()),
        Optional.of(told.id()),
        Optional.of(told.amount()),
        "");
  }

  private Optional<Reason> forRechargeOf(
      String provider, Reference payment, Function<Recharge, Optional<Reason>> settling) {
    return find(provider, payment)
        .map(settling)
        .orElseGet(() -> Optional.of(Reason.UNKNOWN_RECHARGE));
  }

  private Optional<Recharge> find(String provider, Reference payment) {
    if (!Account.isOwner(payment.viewer())
        || payment.rechargeId().length() != RecordType.ID_LENGTH) {
      return Optional.empty();
    }
    return ledger
        .find(
            Recharge.TYPE,
            Recharge.TYPE.key(Wallet.BOOK.account(payment.viewer()), payment.rechargeId()))
        .filter(recharge -> recharge.provider().equals(provider));
  }

  private Optional<Reason> credit(Recharge recharge, Payment payment) {
    if (!payment.amount().equals(recharge.quote().price()))
      return Optional.of(Reason.AMOUNT_MISMATCH);
    // A second payment for one recharge is money that somebody has to give back.
    if (recharge.hasItsPayment() && !recharge.paymentId().equals(Optional.of(payment.id()))) {
      return Optional.of(Reason.SECOND_PAYMENT);
    }
    if (recharge.status() == Status.PAID) return Optional.empty();
    Recharged recharged = new Recharged(recharge, payment.id());
    return switch (ledger.append(Wallet.BOOK.account(recharge.viewer()), recharged::movement)) {
      case AppendOutcome.Stale<Wallet> _ ->
          throw new IllegalStateException("a payment follows up on no state");
      case AppendOutcome.Posted<Wallet> _ -> {
        LOG.atInfo()
            .addKeyValue("recharge", recharge.id())
            .addKeyValue("payment", payment.id())
            .log("recharge paid");
        yield Optional.empty();
      }
      case AppendOutcome.Overtaken<Wallet> _ -> settledBefore(recharge, payment);
    };
  }

  /**
   * A recharge was credited, or names its entry, or has another's payment, that did not say so when
   * it was read: either it does by now, or its status was set back. Or another recharge got its
   * promotion, once; then it is credited as it says now. Or the payment is booked with another
   * recharge, or as unapplied.
   */
  private Optional<Reason> settledBefore(Recharge recharge, Payment payment) {
    boolean isElsewhere =
        recharge.status() != Status.APPLIED
            && BookedPayment.find(ledger, recharge.provider(), payment.id())
                .filter(booked -> !booked.isOf(recharge))
                .isPresent();
    if (isElsewhere) return Optional.of(Reason.PAYMENT_CONTRADICTED);
    Recharge stands = ledger.find(Recharge.TYPE, recharge.key()).orElseThrow();
    boolean isNews =
        (stands.hasItsPayment() && stands.status() != recharge.status())
            || stands.quote().bonusCoins() < recharge.quote().bonusCoins();
    if (isNews) return credit(stands, payment);
    throw new RecordAlteredException(recharge.key());
  }

  private Optional<Reason> decline(Recharge recharge, Payment payment, String declineReason) {
    if (recharge.status() == Status.AWAITING_PAYMENT) {
      // If it was settled in this moment, that holds.
      ledger.advance(
          recharge.declined(
              payment.id(), declineReason, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
      LOG.atInfo()
          .addKeyValue("recharge", recharge.id())
          .addKeyValue("payment", payment.id())
          .log("recharge declined");
    }
    return Optional.empty();
  }
}
