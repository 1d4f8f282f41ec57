package io.giftledger.testkit;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.policy.Policy.Chargebacks;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.BudgetSet;
import io.giftledger.economy.wallet.FeeCharged;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.PurchaseReturned;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.economy.wallet.WalletReleased;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.RecordType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.UUID;

/** A viewer with a wallet on the embedded table. */
public final class Viewer extends Holder<Wallet> {

  /** As the default policy has it. */
  private static final Chargebacks FREEZING = new Chargebacks(2, 90);

  /** A viewer who never bought coins. */
  public Viewer() {
    this("viewer-" + UUID.randomUUID());
  }

  /** A user who may have earnings too. */
  public Viewer(String id) {
    this(id, Embedded.LEDGER);
  }

  /** A user whose deeds are done with another ledger. */
  public Viewer(String id, Ledger ledger) {
    super(Wallet.BOOK.account(id), ledger);
  }

  /** The same viewer, whose deeds are done at an instant. */
  public Viewer at(Instant instant) {
    return new Viewer(id(), Embedded.ledger(InstantSource.fixed(instant)));
  }

  /** Coins that may be spent. */
  public long coins() {
    return state().coins();
  }

  /** Opens a recharge, whose payment is awaited. */
  public Recharge open(Recharges recharge) {
    IdempotentRequest<Recharge> request = request(Recharge.TYPE);
    Recharge opened = recharge.id(request.id()).by(id()).build();
    assertInstanceOf(Outcome.Opened.class, ledger().register(request, opened));
    return opened;
  }

  /** Buys coins and pays for them. */
  public Viewer recharge(long coins) {
    paid(Recharges.opened().coins(coins));
    return this;
  }

  /** A recharge that was opened and is paid. */
  public Recharge paid(Recharges recharge) {
    Recharge opened = open(recharge);
    long entry = ledger().head(account(), true).sequence() + 1;
    append(new Recharged(opened, "payment-" + id() + "-" + entry)::movement);
    return recharge(opened);
  }

  /** What a recharge has become. */
  public Recharge recharge(Recharge recharge) {
    return ledger().find(Recharge.TYPE, recharge.key()).orElseThrow();
  }

  /** A payment, or a part of it, is taken back. */
  public Viewer takeBack(Recharge recharge, Adjustment told) {
    return append(new PaymentTakenBack(recharge(recharge), told, FREEZING).in(ledger()));
  }

  /** What is left of a purchase is returned. */
  public Viewer giveBack(Recharge recharge, String id) {
    return append(new PurchaseReturned(recharge(recharge), id, 36_500)::movement);
  }

  /** What was taken back is restored. */
  public Viewer restore(Recharge recharge, Adjustment told) {
    return append(PaymentRestored.of(ledger(), recharge(recharge), told).in(ledger()));
  }

  /** An operator freezes the wallet. */
  public Viewer freeze(String reason) {
    return append(new WalletFrozen(new OperatorAction(reason, "ann", "T-1"))::movement);
  }

  /** An operator releases it. */
  public Viewer release(String reason) {
    return append(new WalletReleased(new OperatorAction(reason, "ann", "T-2"))::movement);
  }

  /** The payment provider keeps a fee. */
  public Viewer charge(Recharge recharge, Adjustment fee) {
    return append(new FeeCharged(recharge(recharge), fee)::movement);
  }

  private Viewer append(AppendRule<Wallet> rule) {
    assertInstanceOf(AppendOutcome.Posted.class, ledger().append(account(), rule));
    return this;
  }

  /** Sends a gift that the wallet pays for; who sends it, its id and its time are set here. */
  public Gift send(Gifts gift) {
    IdempotentRequest<Gift> request = request(Gift.TYPE);
    var outcome =
        ledger()
            .open(
                account(),
                request,
                (head, at) -> {
                  Gifts sent = gift.id(request.id()).by(id()).at(at).after(head.state().combo());
                  long left = head.state().coins() - sent.build().coins();
                  return new Decision.Accept<>(sent.walletCoins(left).build());
                });
    return (Gift) assertInstanceOf(Outcome.Opened.class, outcome).record();
  }

  /** A gift as it is stored. */
  public Gift gift(String id) {
    return ledger().find(Gift.TYPE, Gift.TYPE.key(account(), id)).orElseThrow();
  }

  /** Sets the most coins that the viewer wants to spend in a month. */
  public Viewer budget(long coinsPerMonth) {
    return append(new BudgetSet(OptionalLong.of(coinsPerMonth))::movement);
  }

  private <R extends BusinessRecord> IdempotentRequest<R> request(RecordType<R> type) {
    return IdempotentRequest.of(type, account(), UUID.randomUUID().toString());
  }
}
