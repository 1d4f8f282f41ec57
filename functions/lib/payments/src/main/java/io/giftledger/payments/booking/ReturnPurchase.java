package io.giftledger.payments.booking;

import io.giftledger.economy.Money;
import io.giftledger.economy.policy.PolicyInForce;
import io.giftledger.economy.wallet.PaymentAdjusted;
import io.giftledger.economy.wallet.PurchaseReturned;
import io.giftledger.economy.wallet.PurchaseReturned.ByHand;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerBusyException;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.table.Key;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books that a viewer returns what they have not spent of a purchase, once for each of their keys;
 * or that somebody does in their place. The provider is asked for the money afterwards, because of
 * the entry: whatever breaks off here, it either stands and is followed up, or nothing has
 * happened.
 */
@Singleton
public final class ReturnPurchase {

  private static final Logger LOG = LoggerFactory.getLogger(ReturnPurchase.class);

  private final Ledger ledger;
  private final PolicyInForce policy;
  private final InstantSource clock;

  ReturnPurchase(Ledger ledger, PolicyInForce policy, InstantSource clock) {
    this.ledger = ledger;
    this.policy = policy;
    this.clock = clock;
  }

  /** What became of it. */
  public sealed interface Result {

    /** It is booked: now, or by the same request before. */
    record Booked(Entry<Wallet> entry, boolean before) implements Result {}

    /** It cannot be returned. Nothing was changed. */
    record Refused(Refusal refusal) implements Result {}

    /** The viewer has no such recharge. */
    record Unknown() implements Result {}
  }

  /**
   * Books a return.
   *
   * @throws RecordAlteredException if the recharge is not as its entries say
   * @throws LedgerBusyException if others were faster again and again; nothing was changed
   */
  public Result book(String viewer, String rechargeId, String idempotencyKey) {
    return book(
        viewer,
        rechargeId,
        idempotencyKey,
        (recharge, id) -> new PurchaseReturned(recharge, id, policy.inForce()));
  }

  /**
   * Books a return by hand.
   *
   * @param proposal the id of what two people signed: no viewer's key has a space
   * @throws RecordAlteredException if the recharge is not as its entries say
   * @throws LedgerBusyException if others were faster again and again; nothing was changed
   */
  public Result book(String viewer, String rechargeId, String proposal, ByHand byHand) {
    return book(
        viewer,
        rechargeId,
        "proposal " + proposal,
        (recharge, id) -> new PurchaseReturned(recharge, id, byHand));
  }

  /** What is left of a purchase. */
  public sealed interface Left {

    /** So much is paid back for it. */
    record Priced(Money price) implements Left {}

    /** Nothing can be paid back. */
    record Refused(Refusal refusal) implements Left {}

    /** The viewer has no such recharge. */
    record Unknown() implements Left {}
  }

  /** What is paid back by hand for what is left of a purchase. */
  public Left left(String viewer, String rechargeId) {
    if (!RecordType.isId(rechargeId)) return new Left.Unknown();
    Account<Wallet> wallet = Wallet.BOOK.account(viewer);
    return ledger
        .find(Recharge.TYPE, Recharge.TYPE.key(wallet, rechargeId))
        .<Left>map(
            recharge -> {
              Wallet now = ledger.head(wallet, true).state();
              return PurchaseReturned.nothingLeft(recharge, now)
                  .<Left>map(Left.Refused::new)
                  .orElseGet(
                      () -> new Left.Priced(PurchaseReturned.price(recharge, now).orElseThrow()));
            })
        .orElseGet(Left.Unknown::new);
  }

  private Result book(
      String viewer,
      String rechargeId,
      String idempotencyKey,
      BiFunction<Recharge, String, PurchaseReturned> returning) {
    if (!RecordType.isId(rechargeId)) return new Result.Unknown();
    Account<Wallet> wallet = Wallet.BOOK.account(viewer);
    Key key = Recharge.TYPE.key(wallet, rechargeId);
    String id = PurchaseReturned.idFor(key, idempotencyKey);
    return ledger.contend(key, () -> bookOnce(wallet, key, id, returning));
  }

  /** Books it, unless somebody else was faster with the purchase or the wallet. */
  private Optional<Result> bookOnce(
      Account<Wallet> wallet,
      Key key,
      String id,
      BiFunction<Recharge, String, PurchaseReturned> returning) {
    // The head first: what was booked before it is in the recharge, and is not refused.
    Head<Wallet> head = ledger.head(wallet, true);
    Optional<Recharge> found = ledger.find(Recharge.TYPE, key);
    if (found.isEmpty()) return Optional.of(new Result.Unknown());
    Recharge recharge = found.get();
    if (recharge.adjustments().find(id).isPresent()) {
      return Optional.of(
          new Result.Booked(
              PurchaseReturned.entry(ledger, recharge, id)
                  .orElseThrow(() -> new RecordAlteredException(key)),
              true));
    }
    PurchaseReturned wanted = returning.apply(recharge, id);
    Optional<Refusal> refusal = wanted.refusal(head, clock.instant());
    if (refusal.isPresent()) return refusal.map(Result.Refused::new);
    if (!PaymentAdjusted.isAsItsEntriesSay(ledger, recharge)) {
      // Adjusted since it was read, or altered.
      if (!ledger.find(Recharge.TYPE, key).equals(found)) return Optional.empty();
      throw new RecordAlteredException(key);
    }
    if (!(ledger.append(wallet, wanted::movement)
        instanceof AppendOutcome.Posted<Wallet>(Entry<Wallet> entry))) {
      return Optional.empty();
    }
    LOG.atInfo()
        .addKeyValue("recharge", recharge.id())
        .addKeyValue("refund", id)
        .addKeyValue("entry", entry.sequence())
        .log("purchase returned");
    return Optional.of(new Result.Booked(entry, false));
  }
}
