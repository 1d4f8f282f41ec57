package io.giftledger.admin;

import io.giftledger.dynamodb.Acts;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.http.Problem;
import io.giftledger.ledger.Ledger;
import io.giftledger.queues.PayoutMessage;
import io.giftledger.queues.TypedQueue;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Ends a withdrawal whose payout provider told the answer to a person only, or that it was never
 * asked for. Pay-out settles it, by the same code as if the provider had answered.
 */
@Singleton
final class ResolveWithdrawal {

  private static final int LISTED_MAX = 5_000;

  private final Ledger ledger;
  private final Acts acts;
  private final TypedQueue<PayoutMessage> payouts;
  private final InstantSource clock;

  ResolveWithdrawal(
      Ledger ledger, Acts acts, TypedQueue<PayoutMessage> payouts, InstantSource clock) {
    this.ledger = ledger;
    this.acts = acts;
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
   * Has it settled.
   *
   * @param by who says how it ends
   * @return the withdrawal as it still stands
   * @throws io.giftledger.http.ProblemException {@code not_found}, or {@code withdrawal_elsewhere}
   *     if it does not stand where it can end so: nothing was done
   */
  Withdrawal resolve(String creator, String id, ResolutionRequest asked, String by) {
    Withdrawal withdrawal =
        ledger
            .find(Withdrawal.TYPE, Withdrawal.TYPE.key(Earnings.BOOK.account(creator), id))
            .orElseThrow(() -> Problem.notFound("withdrawal").exception());
    if (withdrawal.status() != asked.needed()) {
      String status = withdrawal.status().name().toLowerCase(Locale.ROOT);
      throw new Problem(
              409,
              "withdrawal_elsewhere",
              "A withdrawal that is " + status + " cannot end so.",
              Map.of("withdrawal_status", status))
          .exception();
    }
    PayoutResolution resolution = asked.resolution(by);
    acts.store(resolution.act(withdrawal.key(), clock.instant()));
    payouts.send(PayoutMessage.resolved(creator, id, resolution));
    return withdrawal;
  }
}
