package io.giftledger.economy.wallet;

import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Retelling;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import java.time.Instant;
import java.util.Optional;

/**
 * An operator released a wallet that was frozen. Chargebacks that counted go on counting: with
 * another one, the wallet is frozen again.
 *
 * @param action who did it, and why
 */
public record WalletReleased(OperatorAction action) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("wallet_released");

  /** The entry, and the action beside it; stale if the wallet is not frozen. */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at) {
    Wallet wallet = head.state();
    return wallet.standing().frozen().isEmpty()
        ? new Movement.Stale<>()
        : action.movement(KIND, released(wallet), head, at);
  }

  private static Wallet released(Wallet wallet) {
    if (wallet.standing().frozen().isEmpty()) {
      throw new IllegalArgumentException("it was not frozen before");
    }
    return wallet.with(wallet.standing().withFrozen(Optional.empty()));
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING =
      OperatorAction.retelling(KIND, (wallet, _) -> released(wallet));
}
