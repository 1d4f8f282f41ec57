package io.giftledger.economy.earnings;

import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.Retelling;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An operator, or a {@link HoldRule}, put a creator's earnings on hold: nothing can be withdrawn or
 * exchanged. Gifts earn as before, and withdrawals that were requested before go on.
 *
 * @param action who did it, and why
 */
public record HoldPlaced(OperatorAction action) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("hold_placed");

  /** The entry, and the action beside it; stale if the earnings are on hold already. */
  public Movement<Earnings> movement(Head<Earnings> head, Instant at) {
    Earnings earnings = head.state();
    return earnings.onHold().isPresent()
        ? new Movement.Stale<>()
        : action.movement(KIND, placed(earnings, action.reason()), head, at);
  }

  private static Earnings placed(Earnings earnings, String reason) {
    if (earnings.onHold().isPresent()) {
      throw new IllegalArgumentException("they were on hold before");
    }
    return earnings.held(reason);
  }

  /** How its entry is told. */
  public static final Retelling<Earnings> RETELLING =
      OperatorAction.retelling(KIND, HoldPlaced::placed);

  /** Why the creator withdraws nothing; empty if they may. */
  public static Optional<Refusal> refusal(Earnings earnings) {
    return earnings.onHold().map(HoldPlaced::refusal);
  }

  /** What a creator is told whose earnings are on hold. */
  static Refusal refusal(String reason) {
    return RefusalCode.EARNINGS_HELD.because(
        "Your earnings are on hold: nothing can be withdrawn or exchanged.",
        Map.of("reason", new Figure.Word(reason)));
  }
}
