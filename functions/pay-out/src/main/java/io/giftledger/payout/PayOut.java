package io.giftledger.payout;

import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.Withdrawal.Status;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Settlement;
import io.giftledger.ledger.SettlingRule;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.queues.Cause;
import io.giftledger.queues.PayoutMessage;
import io.giftledger.queues.PoisonException;
import io.giftledger.queues.TypedQueue;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
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
  private final PayoutProvider provider;
  private final TypedQueue<PayoutMessage> queue;
  private final InstantSource clock;

  PayOut(
      Ledger ledger,
      PayoutProvider provider,
      TypedQueue<PayoutMessage> queue,
      InstantSource clock) {
    this.ledger = ledger;
    this.provider = provider;
    this.queue = queue;
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
        ledger
            .find(
                Withdrawal.TYPE,
                Withdrawal.TYPE.key(Earnings.BOOK.account(message.creator()), message.withdrawal()))
            .orElseThrow(
                () -> new PoisonException(Cause.UNKNOWN_WITHDRAWAL, "there is no such withdrawal"));
    message
        .byHand()
        .ifPresentOrElse(resolution -> resolve(found, resolution), () -> ask(found, message));
  }

  private void ask(Withdrawal found, PayoutMessage message) {
    if (isSettled(found.status())) return;
    if (!found.provider().equals(provider.name())) {
      throw new PoisonException(
          Cause.ANOTHER_PROVIDER, "a withdrawal through " + found.provider() + ": " + found.id());
    }
    Withdrawal withdrawal = submitted(found);
    if (isSettled(withdrawal.status())) return;
    Instant submittedAt = withdrawal.submittedAt().orElseThrow();
    PayoutOrder order =
        new PayoutOrder(
            withdrawal.id(), withdrawal.payoutToken(), withdrawal.amount(), submittedAt);
    switch (provider.pay(order)) {
      case PayoutAnswer.Paid(String payoutId) -> noteAnswer(withdrawal, paid(withdrawal, payoutId));
      case PayoutAnswer.Refused(String reason) ->
          noteAnswer(withdrawal, returned(withdrawal, reason));
      case PayoutAnswer.Pending _ ->
          askLater(message, Duration.between(submittedAt, clock.instant()));
    }
  }

  /**
   * Ends a withdrawal as a person says. Paid or refused is what a provider answered, so it needs
   * one that was submitted. Only what was never submitted can be cancelled: that moves it from
   * REQUESTED, so that whoever is about to submit it finds it ended, and the provider is not asked.
   */
  private void resolve(Withdrawal withdrawal, PayoutResolution resolution) {
    if (isSettled(withdrawal.status())) {
      requireSameEnd(withdrawal, resolution);
      return;
    }
    Status needed =
        switch (resolution.kind()) {
          case PAID, REFUSED -> Status.SUBMITTED;
          case CANCELLED -> Status.REQUESTED;
        };
    if (withdrawal.status() != needed) {
      throw new PoisonException(
          Cause.WRONG_STATUS,
          "%s needs one that is %s, not %s"
              .formatted(resolution.kind(), needed, withdrawal.status()));
    }
    Answer answer =
        switch (resolution.kind()) {
          case PAID -> paid(withdrawal, resolution.text());
          case REFUSED, CANCELLED -> returned(withdrawal, resolution.text());
        };
    if (answer.stands() != answer.given()) {
      requireSameEnd(ledger.find(Withdrawal.TYPE, withdrawal.key()).orElseThrow(), resolution);
    }
    LOG.atInfo()
        .addKeyValue("withdrawal", withdrawal.id())
        .addKeyValue("resolution", resolution.kind())
        .addKeyValue("by", resolution.by())
        .addKeyValue("note", resolution.note())
        .log("withdrawal resolved by hand");
  }

  /** A person who says other than what was settled must hear of it. */
  private static void requireSameEnd(Withdrawal settled, PayoutResolution resolution) {
    boolean same =
        switch (resolution.kind()) {
          case PAID -> settled.payoutId().equals(Optional.of(resolution.text()));
          case REFUSED, CANCELLED -> settled.status() == Status.FAILED;
        };
    if (!same) {
      throw new PoisonException(
          Cause.SETTLED_OTHERWISE,
          "withdrawal %s is %s already".formatted(settled.id(), settled.status()));
    }
  }

  /** How long to wait with a payout of some age: about as long again as it took already. */
  static Duration delay(Duration age) {
    if (age.compareTo(DELAY_MIN) < 0) return DELAY_MIN;
    return age.compareTo(DELAY_MAX) > 0 ? DELAY_MAX : age;
  }

  private Withdrawal submitted(Withdrawal withdrawal) {
    if (withdrawal.status() != Status.REQUESTED) return withdrawal;
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Optional<Item> overtaken =
        ledger.advance(
            new Write.Transition(
                withdrawal.key(),
                Set.of(Status.REQUESTED.name()),
                Item.builder().build(),
                Item.builder()
                    .text("status", Status.SUBMITTED.name())
                    .instant("submittedAt", at)
                    .build()));
    return Withdrawal.TYPE.read(
        overtaken.orElseGet(
            () ->
                withdrawal.item().toBuilder()
                    .text("status", Status.SUBMITTED.name())
                    .instant("submittedAt", at)
                    .build()));
  }

  /**
   * What was to be settled, and what is.
   *
   * @param given what the provider answered
   * @param stands what was settled, by whomever
   */
  private record Answer(Status given, Status stands) {}

  private Answer paid(Withdrawal withdrawal, String payoutId) {
    var settlement = new WithdrawalSettlement(withdrawal);
    return settle(withdrawal, Status.PAID, (head, at) -> settlement.paid(head, at, payoutId));
  }

  private Answer returned(Withdrawal withdrawal, String reason) {
    var settlement = new WithdrawalSettlement(withdrawal);
    return settle(withdrawal, Status.FAILED, (head, at) -> settlement.failed(head, at, reason));
  }

  private Answer settle(Withdrawal withdrawal, Status given, SettlingRule<Earnings> rule) {
    Status stands = settled(withdrawal, given, rule);
    if (!isSettled(stands)) {
      throw new IllegalStateException(
          "a withdrawal that was %s became %s".formatted(withdrawal.status(), stands));
    }
    return new Answer(given, stands);
  }

  private static void noteAnswer(Withdrawal withdrawal, Answer answer) {
    if (answer.stands() != answer.given()) {
      LOG.atError()
          .addKeyValue("withdrawal", withdrawal.id())
          .addKeyValue("settled", answer.stands())
          .addKeyValue("answered", answer.given())
          .log("the provider contradicts its earlier answer");
    }
  }

  /** Settles the withdrawal unless somebody else did, and tells how it stands then. */
  private Status settled(Withdrawal withdrawal, Status answered, SettlingRule<Earnings> rule) {
    try {
      return switch (ledger.settle(Earnings.BOOK.account(withdrawal.creator()), rule)) {
        case Settlement.Posted<Earnings> _ -> {
          LOG.atInfo()
              .addKeyValue("withdrawal", withdrawal.id())
              .addKeyValue("status", answered)
              .log("withdrawal settled");
          yield answered;
        }
        case Settlement.Overtaken<Earnings> _ -> status(withdrawal);
      };
    } catch (IllegalStateException holdMissing) {
      // Usually because somebody settled the withdrawal after it was read here: the account holds
      // its diamonds no more. If nobody did, the ledger is broken, and nothing may hide that.
      Status stands = status(withdrawal);
      if (!isSettled(stands)) throw holdMissing;
      return stands;
    }
  }

  private Status status(Withdrawal withdrawal) {
    return ledger.find(Withdrawal.TYPE, withdrawal.key()).orElseThrow().status();
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

  private static boolean isSettled(Status status) {
    return switch (status) {
      case REQUESTED, SUBMITTED -> false;
      case PAID, FAILED -> true;
    };
  }
}
