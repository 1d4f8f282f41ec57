package io.giftledger.admin;

import io.giftledger.economy.Money;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.earnings.BookedPayout;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Ending;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.http.Problem;
import io.giftledger.http.ProblemException;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Write;
import io.giftledger.queues.PayoutMessage;
import io.giftledger.queues.TypedQueue;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Ends a withdrawal whose payout provider told the answer to a person only, or that it was never
 * asked for, when two people say so. Pay-out settles it, by the same code as if the provider had
 * answered: after the approval is stored, and again when it is given again, but once.
 */
@Singleton
final class ResolveWithdrawal {

  private static final int LISTED_MAX = 5_000;

  private static final String END = "end";
  private static final String TEXT = "text";

  private final Ledger ledger;
  private final TypedQueue<PayoutMessage> payouts;
  private final InstantSource clock;

  ResolveWithdrawal(Ledger ledger, TypedQueue<PayoutMessage> payouts, InstantSource clock) {
    this.ledger = ledger;
    this.payouts = payouts;
    this.clock = clock;
  }

  /**
   * Those of a creator that no provider has decided on, the oldest first: requested, or handed over
   * and not answered for good. Which creators have any that wait too long, the payouts' dead
   * letters say, and the operator's command, which reads the whole table.
   *
   * @throws io.giftledger.http.ProblemException {@code too_many_withdrawals}
   */
  UndecidedView undecided(String creator) {
    List<Withdrawal> all =
        ledger.records(Withdrawal.TYPE, Earnings.BOOK.account(creator), LISTED_MAX + 1);
    if (all.size() > LISTED_MAX) {
      throw new Problem(
              422,
              "too_many_withdrawals",
              "So many withdrawals are no list. The operator's command has them all.",
              Map.of("withdrawals_max", LISTED_MAX))
          .exception();
    }
    return new UndecidedView(
        all.stream()
            .filter(withdrawal -> !withdrawal.isSettled())
            // One that is only claimed has not happened, and may never do.
            .flatMap(open -> ledger.find(Withdrawal.TYPE, open.key()).stream())
            .sorted(Comparator.comparing(Withdrawal::requestedAt))
            .map(UndecidedView.Undecided::of)
            .toList());
  }

  /**
   * What a withdrawal pays that stands where it can end so; pay-out checks that, too.
   *
   * @throws ProblemException {@code not_found}, {@code withdrawal_elsewhere}, {@code payout_booked}
   *     or {@code return_booked}
   */
  Money amount(String creator, String id, PayoutResolution.Kind end, String text) {
    return standing(creator, id, end, text).amount();
  }

  private Withdrawal standing(String creator, String id, PayoutResolution.Kind end, String text) {
    Withdrawal withdrawal = find(creator, id);
    if (withdrawal.status() != end.from()) {
      String status = withdrawal.status().name().toLowerCase(Locale.ROOT);
      throw new Problem(
              409,
              "withdrawal_elsewhere",
              "A withdrawal that is " + status + " cannot end so.",
              Map.of("withdrawal_status", status))
          .exception();
    }
    BookedPayout.ofAnother(ledger, withdrawal, end, text)
        .ifPresent(
            booked -> {
              throw ofAnother(booked);
            });
    return withdrawal;
  }

  private static ProblemException ofAnother(BookedPayout booked) {
    Map<String, Object> which = Map.of("user", booked.creator(), "withdrawal", booked.withdrawal());
    return switch (booked.what()) {
      case PAYOUT ->
          new Problem(409, "payout_booked", "Another withdrawal was paid by this payout.", which)
              .exception();
      case RETURN ->
          new Problem(409, "return_booked", "Another withdrawal came back by this return.", which)
              .exception();
    };
  }

  /**
   * What is stored with the approval: the withdrawal has its entry when pay-out settles it.
   *
   * @param text what says so: a payout, a reason or a return, as the end needs
   * @param proposal the id of the proposal
   * @param signed how it is signed, under both names
   * @return empty if another proposal that says the same was approved
   * @throws ProblemException as {@link #amount}, or {@code resolved_otherwise}
   */
  Optional<Proposals.Deed> approve(
      String creator,
      String id,
      PayoutResolution.Kind end,
      String text,
      String proposal,
      OperatorAction signed) {
    return switch (Ending.choose(ledger, standing(creator, id, end, text), proposal)) {
      case Ending.Choice.Free(Write decided) ->
          Optional.of(
              new Proposals.Deed(
                  PayoutResolution.APPROVED,
                  signed,
                  clock.instant().truncatedTo(ChronoUnit.MILLIS),
                  OptionalLong.empty(),
                  List.of(decided)));
      case Ending.Choice.Taken(Proposal by) -> {
        PayoutResolution other = PayoutResolution.of(by);
        if (other.kind() != end || !other.text().equals(text)) throw otherwise(by, other);
        yield Optional.empty();
      }
    };
  }

  private static ProblemException otherwise(Proposal approved, PayoutResolution says) {
    return new Problem(
            409,
            "resolved_otherwise",
            "Another end of the withdrawal was approved, and is being carried out.",
            Map.of("proposal", approved.id(), END, says.kind().label(), TEXT, says.text()))
        .exception();
  }

  /** Has pay-out settle it, as long as it waits for that. */
  void settle(String creator, String id, Proposal approved) {
    if (find(creator, id).status() != PayoutResolution.of(approved).kind().from()) return;
    payouts.send(PayoutMessage.resolved(creator, id, approved.id()));
  }

  private Withdrawal find(String creator, String id) {
    return ledger
        .find(Withdrawal.TYPE, Withdrawal.TYPE.key(Earnings.BOOK.account(creator), id))
        .orElseThrow(() -> Problem.notFound("withdrawal").exception());
  }
}
