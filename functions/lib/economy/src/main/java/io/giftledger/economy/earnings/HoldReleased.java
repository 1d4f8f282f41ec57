package io.giftledger.economy.earnings;

import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Retelling;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import java.time.Instant;

/**
 * An operator released earnings that were on hold: what was earned until then is cleared.
 *
 * @param action who did it, and why
 */
public record HoldReleased(OperatorAction action) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("hold_released");

  /** The entry, and the action beside it; stale if the earnings are not on hold. */
  public Movement<Earnings> movement(Head<Earnings> head, Instant at) {
    Earnings earnings = head.state();
    return earnings.onHold().isEmpty()
        ? new Movement.Stale<>()
        : action.movement(KIND, released(earnings), head, at);
  }

  private static Earnings released(Earnings earnings) {
    if (earnings.onHold().isEmpty()) {
      throw new IllegalArgumentException("they were not on hold before");
    }
    return earnings.released();
  }

  /** How its entry is told. */
  public static final Retelling<Earnings> RETELLING =
      OperatorAction.retelling(KIND, (earnings, _) -> released(earnings));
}
