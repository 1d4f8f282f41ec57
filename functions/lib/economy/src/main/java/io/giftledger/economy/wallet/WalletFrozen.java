package io.giftledger.economy.wallet;

import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.Retelling;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An operator froze a wallet: its viewer neither buys coins nor sends gifts. What a payment
 * provider tells is booked all the same. Chargebacks freeze a wallet, too ({@link
 * PaymentTakenBack}).
 *
 * @param action who did it, and why
 */
public record WalletFrozen(OperatorAction action) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("wallet_frozen");

  /** The entry, and the action beside it; stale if the wallet is frozen already. */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at) {
    Wallet wallet = head.state();
    return wallet.standing().frozen().isPresent()
        ? new Movement.Stale<>()
        : action.movement(KIND, frozen(wallet, action.reason()), head, at);
  }

  private static Wallet frozen(Wallet wallet, String reason) {
    if (wallet.standing().frozen().isPresent()) {
      throw new IllegalArgumentException("it was frozen before");
    }
    return wallet.with(wallet.standing().withFrozen(Optional.of(reason)));
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING =
      OperatorAction.retelling(KIND, WalletFrozen::frozen);

  /** Why the viewer neither buys nor sends; empty if they may. */
  public static Optional<Refusal> refusal(Wallet wallet) {
    return wallet
        .standing()
        .frozen()
        .map(
            reason -> {
              Map<String, Figure> figures = new HashMap<>();
              figures.put("reason", new Figure.Word(reason));
              if (wallet.debt() > 0) figures.put("debt_coins", new Figure.Count(wallet.debt()));
              return RefusalCode.WALLET_FROZEN.because(
                  "The wallet is frozen: it neither buys coins nor sends gifts.", figures);
            });
  }
}
