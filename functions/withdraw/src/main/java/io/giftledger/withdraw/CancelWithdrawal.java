package io.giftledger.withdraw;

import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.http.Problem;
import io.giftledger.http.ProblemException;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Key;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a withdrawal back that its creator does not want any more, as long as no provider was
 * asked: its diamonds and the week's limit come back. It moves only from REQUESTED, and so does
 * what submits it; so one of the two comes first, and the other finds that.
 */
@Singleton
final class CancelWithdrawal {

  private final Ledger ledger;

  CancelWithdrawal(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Cancels a withdrawal, once, however often it is asked.
   *
   * @return the withdrawal as it was cancelled
   * @throws ProblemException {@code not_found}, or {@code withdrawal_not_cancellable} if it was
   *     handed to the provider, or has ended otherwise
   */
  Withdrawal cancel(String creator, String id) {
    Account<Earnings> account = Earnings.BOOK.account(creator);
    if (!RecordType.isId(id)) throw Problem.notFound("withdrawal").exception();
    Key key = Withdrawal.TYPE.key(account, id);
    Withdrawal found = find(key);
    if (found.status() != Withdrawal.Status.REQUESTED) return cancelled(found);
    // Its status may have been set back; what the chain says is hashed.
    if (!found.isAsItsEntriesSay(ledger)) {
      Withdrawal stands = find(key);
      if (!stands.isSettled()) throw new RecordAlteredException(key);
      return cancelled(stands);
    }
    var end = new PayoutFailed(found, Withdrawal.CANCELLED, Optional.empty());
    return switch (ledger.append(account, end::movement)) {
      case AppendOutcome.Posted<Earnings> _,
          AppendOutcome.Overtaken<Earnings> _,
          AppendOutcome.Stale<Earnings> _ ->
          cancelled(ended(find(key)));
    };
  }

  private Withdrawal find(Key key) {
    return ledger
        .find(Withdrawal.TYPE, key)
        .orElseThrow(() -> Problem.notFound("withdrawal").exception());
  }

  /** Whoever moved it, its chain says that it ended; if the record does not, it was set back. */
  private static Withdrawal ended(Withdrawal stands) {
    if (stands.status() == Withdrawal.Status.REQUESTED) {
      throw new RecordAlteredException(stands.key());
    }
    return stands;
  }

  /** The withdrawal, if that is how it ended. */
  private static Withdrawal cancelled(Withdrawal stands) {
    if (stands.isCancelled()) return stands;
    throw new Problem(
            409,
            "withdrawal_not_cancellable",
            "Only what the payout provider was not asked for yet can be cancelled.",
            Map.of("withdrawal_status", stands.status().name().toLowerCase(Locale.ROOT)))
        .exception();
  }
}
