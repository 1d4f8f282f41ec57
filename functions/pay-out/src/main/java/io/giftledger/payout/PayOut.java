package io.giftledger.payout;

import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.PayoutReturned;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.Withdrawal.Status;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.Entry;
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
  private final Providers<PayoutProvider> providers;
  private final TypedQueue<PayoutMessage> queue;
  private final UnbookedEvents unbookedEvents;
  private final InstantSource clock;

  PayOut(
      Ledger ledger,
      Providers<PayoutProvider> providers,
      TypedQueue<PayoutMessage> queue,
      UnbookedEvents unbookedEvents,
      InstantSource clock) {
    this.ledger = ledger;
    this.providers = providers;
    this.queue = queue;
    this.unbookedEvents = unbookedEvents;
    this.clock = clock;
  }

  /**
   * Asks the provider to pay and settles what it answers; without a definite answer the message
   * goes back to the queue. If a person brings the answer, that is settled, and the provider is not
   * asked.
   *
   * @throws PoisonException if there is no such withdrawal, or it can never be done
   * @throws RuntimeException if there is no answer: deliver it again
   */
  void pay(PayoutMessage message) {
    Withdrawal found =
        asItsAccountSays(
            find(
                Withdrawal.TYPE.key(
                    Earnings.BOOK.account(message.creator()), message.withdrawal())));
    message
        .byHand()
        .ifPresentOrElse(resolution -> resolve(found, resolution), () -> ask(found, message));
  }

  /** The withdrawal as its entry says: what was only written into its record is never paid. */
  private Withdrawal find(Key key) {
    try {
      return ledger
          .find(Withdrawal.TYPE, key)
          .orElseThrow(
              () -> new PoisonException(Cause.UNKNOWN_WITHDRAWAL, "there is no such withdrawal"));
    } catch (RecordAlteredException altered) {
      throw new PoisonException(
          Cause.RECORD_ALTERED, String.valueOf(altered.getMessage()), altered);
    }
  }

  /**
   * Refuses one of which its account's chain says that it stands otherwise: its status was set
   * back. What the chain says is hashed, the status is not, and a provider is never asked for what
   * was given back.
   */
  private Withdrawal asItsAccountSays(Withdrawal withdrawal) {
    if (withdrawal.isAsItsEntriesSay(ledger)) return withdrawal;
    Withdrawal stands = find(withdrawal.key());
    if (!stands.equals(withdrawal) && stands.isAsItsEntriesSay(ledger)) return stands;
    throw new PoisonException(
        Cause.RECORD_ALTERED, "its account says that it stands otherwise: " + withdrawal.id());
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
    PayoutOrder order =
        new PayoutOrder(
            withdrawal.id(), withdrawal.payoutToken(), withdrawal.amount(), submittedAt);
    switch (provider.pay(order)) {
      case PayoutAnswer.Paid(String payoutId) ->
          settle(
              withdrawal,
              Status.PAID,
              payoutId,
              new PayoutPaid(withdrawal, payoutId, Optional.empty())::movement);
      case PayoutAnswer.Refused(String reason) ->
          settle(
              withdrawal,
              Status.FAILED,
              reason,
              new PayoutFailed(withdrawal, reason, Optional.empty())::movement);
      case PayoutAnswer.Pending _ ->
          askLater(message, Duration.between(submittedAt, clock.instant()));
    }
  }

  /**
   * Ends a withdrawal as a person says. Paid or refused is what a provider answered, so it needs
   * one that was submitted; returned needs one that was paid. Only what was never submitted can be
   * cancelled: that moves it from REQUESTED, so that whoever is about to submit it finds it ended,
   * and the provider is not asked.
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
    Optional<PayoutResolution> said = Optional.of(resolution);
    AppendRule<Earnings> end =
        switch (resolution.kind()) {
          case PAID -> new PayoutPaid(withdrawal, resolution.text(), said)::movement;
          case REFUSED, CANCELLED ->
              new PayoutFailed(withdrawal, resolution.text(), said)::movement;
          case RETURNED ->
              new PayoutReturned(withdrawal, resolution.text(), PayoutReturned.REASON_UNKNOWN, said)
                  ::movement;
        };
    Optional<Withdrawal> other =
        settled(withdrawal, end).filter(stands -> !isSameEnd(stands, resolution));
    if (other.isPresent()) throw settledOtherwise(other.get());
    LOG.atInfo()
        .addKeyValue("withdrawal", withdrawal.id())
        .addKeyValue("resolution", resolution.kind())
        .addKeyValue("by", resolution.by())
        .addKeyValue("note", resolution.note())
        .log("withdrawal resolved by hand");
  }

  private static boolean isSameEnd(Withdrawal settled, PayoutResolution resolution) {
    return switch (resolution.kind()) {
      case PAID -> settled.payoutId().equals(Optional.of(resolution.text()));
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

  private void settle(
      Withdrawal withdrawal, Status answered, String words, AppendRule<Earnings> end) {
    settled(withdrawal, end)
        .filter(stands -> !isAnswer(stands, answered, words))
        .ifPresent(
            stands -> {
              LOG.atError()
                  .addKeyValue("withdrawal", withdrawal.id())
                  .addKeyValue("settled", stands.status())
                  .addKeyValue("answered", answered)
                  .log("the provider contradicts its earlier answer");
              keep(withdrawal, answered, words);
            });
  }

  /** Refused is refused, for whatever reason; paid is paid by one payout. */
  private static boolean isAnswer(Withdrawal settled, Status answered, String words) {
    return settled.status() == answered
        && (answered == Status.FAILED || settled.payoutId().equals(Optional.of(words)));
  }

  /** Keeps an answer that came too late; the provider is not asked again. */
  private void keep(Withdrawal withdrawal, Status answered, String words) {
    ProviderEvent answer =
        new ProviderEvent(
            withdrawal.provider(),
            withdrawal.id() + "-" + answered.name().toLowerCase(Locale.ROOT),
            answered.name(),
            Optional.of(withdrawal.creator()),
            Optional.of(withdrawal.key().sort()),
            Optional.of(words).filter(_ -> answered == Status.PAID),
            Optional.of(withdrawal.amount()),
            words);
    try {
      unbookedEvents.keep(answer, Reason.PAYOUT_CONTRADICTED);
    } catch (LedgerBusyException notKept) {
      throw new PoisonException(
          Cause.SETTLED_OTHERWISE, "the provider answered " + answered + ": " + words, notKept);
    }
  }

  /**
   * Ends the withdrawal unless somebody else did.
   *
   * @return empty if it ended so now, else the withdrawal as it had ended before
   * @throws IllegalStateException if it has not ended at all: the ledger is broken, and nothing may
   *     hide that
   */
  private Optional<Withdrawal> settled(Withdrawal withdrawal, AppendRule<Earnings> end) {
    return switch (ledger.append(Earnings.BOOK.account(withdrawal.creator()), end)) {
      case AppendOutcome.Posted<Earnings>(Entry<Earnings> entry) -> {
        LOG.atInfo()
            .addKeyValue("withdrawal", withdrawal.id())
            .addKeyValue("entry", entry.kind().label())
            .log("withdrawal settled");
        yield Optional.empty();
      }
      case AppendOutcome.Overtaken<Earnings> _, AppendOutcome.Stale<Earnings> _ -> {
        Withdrawal stands = find(withdrawal.key());
        if (!stands.isSettled()) {
          throw new IllegalStateException(
              "a withdrawal that was %s became %s and its diamonds are not held"
                  .formatted(withdrawal.status(), stands.status()));
        }
        yield Optional.of(stands);
      }
    };
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
