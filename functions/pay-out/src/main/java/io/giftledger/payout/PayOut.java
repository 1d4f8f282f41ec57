package io.giftledger.payout;

import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.BookedPayout;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.PayoutPaidLate;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.PayoutReturned;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.Withdrawal.Status;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerBusyException;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.table.Key;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.Providers;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.payments.UnbookedEvents;
import io.giftledger.queues.Cause;
import io.giftledger.queues.PayoutMessage;
import io.giftledger.queues.PoisonException;
import io.giftledger.queues.TypedQueue;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a withdrawal paid, once. The withdrawal is marked as submitted before the provider is first
 * asked, so that one that the provider may know of is never taken for one that it cannot know of.
 * From then on the provider is asked with the same key until it gives a definite answer; the first
 * to bring one settles the withdrawal, and whoever comes later finds it settled.
 */
@Singleton
final class PayOut {

  private static final Logger LOG = LoggerFactory.getLogger(PayOut.class);

  private static final Duration DELAY_MIN = Duration.ofSeconds(2);

  /** The longest that SQS delays a message. */
  private static final Duration DELAY_MAX = Duration.ofMinutes(15);

  /** From this age on somebody should look why a payout is still undecided. */
  private static final Duration AGE_USUAL_MAX = Duration.ofDays(1);

  private final Ledger ledger;
  private final SettlePayout settlePayout;
  private final ApprovedResolutions approved;
  private final Providers<PayoutProvider> providers;
  private final TypedQueue<PayoutMessage> queue;
  private final UnbookedEvents unbookedEvents;
  private final InstantSource clock;

  PayOut(
      Ledger ledger,
      SettlePayout settlePayout,
      ApprovedResolutions approved,
      Providers<PayoutProvider> providers,
      TypedQueue<PayoutMessage> queue,
      UnbookedEvents unbookedEvents,
      InstantSource clock) {
    this.ledger = ledger;
    this.settlePayout = settlePayout;
    this.approved = approved;
    this.providers = providers;
    this.queue = queue;
    this.unbookedEvents = unbookedEvents;
    this.clock = clock;
  }

  /**
   * Asks the provider to pay and settles what it answers; without a definite answer the message
   * goes back to the queue. If two people bring the answer, that is settled, and the provider is
   * not asked.
   *
   * @throws PoisonException if there is no such withdrawal, or it can never be done
   * @throws RuntimeException if there is no answer: deliver it again
   */
  void pay(PayoutMessage message) {
    try {
      Withdrawal found =
          settlePayout.asItsAccountSays(
              find(
                  Withdrawal.TYPE.key(
                      Earnings.BOOK.account(message.creator()), message.withdrawal())));
      message
          .byHand()
          .ifPresentOrElse(
              proposal -> resolve(found, approved.of(message, proposal)),
              () -> ask(found, message));
    } catch (RecordAlteredException altered) {
      throw new PoisonException(
          Cause.RECORD_ALTERED, String.valueOf(altered.getMessage()), altered);
    }
  }

  private Withdrawal find(Key key) {
    return settlePayout
        .find(key)
        .orElseThrow(
            () -> new PoisonException(Cause.UNKNOWN_WITHDRAWAL, "there is no such withdrawal"));
  }

  private void ask(Withdrawal found, PayoutMessage message) {
    if (found.isSettled()) return;
    // Its own, whichever new payout methods are for: no other knows the token, or what it was
    // asked.
    PayoutProvider provider =
        providers
            .find(found.provider())
            .orElseThrow(
                () ->
                    new PoisonException(
                        Cause.UNKNOWN_PROVIDER,
                        "a withdrawal through " + found.provider() + ": " + found.id()));
    Withdrawal withdrawal = submitted(found);
    if (withdrawal.isSettled()) return;
    Instant submittedAt = withdrawal.submittedAt().orElseThrow();
    PayoutAnswer answer =
        provider.pay(
            new PayoutOrder(
                withdrawal.id(),
                withdrawal.creator(),
                withdrawal.payoutToken(),
                withdrawal.amount(),
                withdrawal.requestedAt(),
                submittedAt));
    settlePayout.settle(withdrawal, answer).ifPresent(reason -> keep(withdrawal, answer, reason));
    if (answer instanceof PayoutAnswer.Pending) {
      askLater(message, Duration.between(submittedAt, clock.instant()));
    }
  }

  /**
   * Ends a withdrawal as a person says. Paid or refused is what a provider answered, so it needs
   * one that was submitted; returned needs one that was paid, and paid late one that had failed.
   * Only what was never submitted can be cancelled: that moves it from REQUESTED, so that whoever
   * is about to submit it finds it ended, and the provider is not asked.
   */
  private void resolve(Withdrawal withdrawal, PayoutResolution resolution) {
    if (withdrawal.isSettled() && isSameEnd(withdrawal, resolution)) return;
    Status needed = resolution.kind().from();
    if (withdrawal.status() != needed) {
      if (withdrawal.isSettled()) throw settledOtherwise(withdrawal);
      throw new PoisonException(
          Cause.WRONG_STATUS,
          "%s needs one that is %s, not %s"
              .formatted(resolution.kind(), needed, withdrawal.status()));
    }
    requireOwn(withdrawal, resolution);
    Optional<PayoutResolution> said = Optional.of(resolution);
    AppendRule<Earnings> end =
        switch (resolution.kind()) {
          case PAID -> new PayoutPaid(withdrawal, resolution.text(), said)::movement;
          case REFUSED, CANCELLED ->
              new PayoutFailed(withdrawal, resolution.text(), said)::movement;
          case RETURNED ->
              new PayoutReturned(withdrawal, resolution.text(), PayoutReturned.REASON_UNKNOWN, said)
                  ::movement;
          case PAID_LATE -> new PayoutPaidLate(withdrawal, resolution.text(), said)::movement;
        };
    Optional<Withdrawal> other =
        settlePayout.settled(withdrawal, end).filter(stands -> !isSameEnd(stands, resolution));
    if (other.isPresent()) throw settledOtherwise(other.get());
    LOG.atInfo()
        .addKeyValue("withdrawal", withdrawal.id())
        .addKeyValue("resolution", resolution.kind())
        .addKeyValue("by", resolution.by())
        .addKeyValue("note", resolution.note())
        .log("withdrawal resolved by hand");
  }

  private void requireOwn(Withdrawal withdrawal, PayoutResolution said) {
    BookedPayout.ofAnother(ledger, withdrawal, said.kind(), said.text())
        .ifPresent(
            booked -> {
              throw new PoisonException(
                  Cause.SETTLED_OTHERWISE,
                  "the %s %s is booked with withdrawal %s of %s"
                      .formatted(
                          booked.what(), booked.id(), booked.withdrawal(), booked.creator()));
            });
  }

  private static boolean isSameEnd(Withdrawal settled, PayoutResolution resolution) {
    return switch (resolution.kind()) {
      case PAID, PAID_LATE -> settled.payoutId().equals(Optional.of(resolution.text()));
      case REFUSED, CANCELLED -> settled.status() == Status.FAILED;
      case RETURNED ->
          settled.returned().filter(back -> back.id().equals(resolution.text())).isPresent();
    };
  }

  /** A person who says other than what was settled must hear of it. */
  private static PoisonException settledOtherwise(Withdrawal settled) {
    return new PoisonException(
        Cause.SETTLED_OTHERWISE,
        "withdrawal %s is %s already".formatted(settled.id(), settled.status()));
  }

  /** How long to wait with a payout of some age: about as long again as it took already. */
  static Duration delay(Duration age) {
    if (age.compareTo(DELAY_MIN) < 0) return DELAY_MIN;
    return age.compareTo(DELAY_MAX) > 0 ? DELAY_MAX : age;
  }

  private Withdrawal submitted(Withdrawal withdrawal) {
    if (withdrawal.status() != Status.REQUESTED) return withdrawal;
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return ledger
        .advance(withdrawal.submitted(at))
        .map(overtaken -> find(withdrawal.key()))
        .orElseGet(() -> withdrawal.asSubmitted(at));
  }

  /** Keeps an answer that nothing books; the provider is not asked again because of it. */
  private void keep(Withdrawal withdrawal, PayoutAnswer answer, Reason reason) {
    LOG.atError()
        .addKeyValue("withdrawal", withdrawal.id())
        .addKeyValue("answered", answer.getClass().getSimpleName())
        .log("the provider's answer does not fit");
    try {
      unbookedEvents.keep(event(withdrawal, answer), reason);
    } catch (LedgerBusyException notKept) {
      throw new PoisonException(
          Cause.SETTLED_OTHERWISE, "the provider answered " + answer, notKept);
    }
  }

  private static ProviderEvent event(Withdrawal withdrawal, PayoutAnswer answer) {
    Optional<String> none = Optional.empty();
    return switch (answer) {
      case PayoutAnswer.Paid paid ->
          event(
              withdrawal,
              "PAID",
              Optional.of(paid.payoutId()),
              none,
              paid.amount(),
              paid.payoutId());
      case PayoutAnswer.Refused(String reason) ->
          event(withdrawal, "FAILED", none, none, Optional.empty(), reason);
      case PayoutAnswer.Returned(PayoutAnswer.Back back) -> event(withdrawal, back);
      case PayoutAnswer.Bounced(PayoutAnswer.Back back) -> event(withdrawal, back);
      case PayoutAnswer.Pending _ -> throw new IllegalArgumentException("it says nothing");
    };
  }

  private static ProviderEvent event(Withdrawal withdrawal, PayoutAnswer.Back back) {
    return event(
        withdrawal,
        "RETURNED",
        Optional.of(back.payoutId()),
        Optional.of(back.returnId()),
        back.amount(),
        back.reason());
  }

  private static ProviderEvent event(
      Withdrawal withdrawal,
      String type,
      Optional<String> payoutId,
      Optional<String> returnId,
      Optional<Money> amount,
      String words) {
    return new ProviderEvent(
        withdrawal.provider(),
        withdrawal.id() + "-" + type.toLowerCase(Locale.ROOT),
        type,
        Optional.of(withdrawal.creator()),
        Optional.of(withdrawal.key().sort()),
        payoutId,
        returnId,
        Optional.of(amount.orElse(withdrawal.amount())),
        words);
  }

  private void askLater(PayoutMessage message, Duration age) {
    if (age.compareTo(AGE_USUAL_MAX) > 0) {
      LOG.atWarn()
          .addKeyValue("withdrawal", message.withdrawal())
          .addKeyValue("ageHours", age.toHours())
          .log("payout still undecided");
    }
    if (!message.once()) queue.sendAgain(message, delay(age));
  }
}
