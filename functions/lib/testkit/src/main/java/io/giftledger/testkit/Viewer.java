package io.giftledger.testkit;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.giftledger.economy.policy.Money;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.Request;
import io.giftledger.ledger.Settlement;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** A viewer with a wallet on the embedded table. */
public final class Viewer extends Holder<Wallet> {

  /** A viewer who never bought coins. */
  public Viewer() {
    this("viewer-" + UUID.randomUUID());
  }

  /** A user who may have earnings too. */
  public Viewer(String id) {
    super(Wallet.BOOK.account(id));
  }

  /** Coins that may be spent. */
  public long coins() {
    return state().coins();
  }

  /** Opens a recharge, whose payment is awaited. */
  public Recharge open(Recharges recharge) {
    Request<Recharge> request = request(Recharge.TYPE);
    Recharge opened = recharge.id(request.id()).by(id()).build();
    assertInstanceOf(Outcome.Opened.class, Embedded.LEDGER.register(request, opened));
    return opened;
  }

  /** Buys coins and pays for them. */
  public Viewer recharge(long coins) {
    Recharge recharge = open(Recharges.opened().coins(coins));
    assertInstanceOf(
        Settlement.Posted.class,
        Embedded.LEDGER.settle(account(), (head, at) -> paid(recharge, head, at)));
    return this;
  }

  /** Sends a gift that the wallet pays for; who sends it, its id and its time are set here. */
  public Gift send(Gifts gift) {
    Request<Gift> request = request(Gift.TYPE);
    var outcome =
        Embedded.LEDGER.open(
            account(),
            request,
            (head, at) -> {
              Gifts sent = gift.id(request.id()).by(id()).at(at);
              long left = head.state().spend(sent.build().coins(), at).coins();
              return new Decision.Accept<>(sent.walletCoins(left).build());
            });
    return (Gift) assertInstanceOf(Outcome.Opened.class, outcome).record();
  }

  /** A gift as it is stored. */
  public Gift gift(String id) {
    return Embedded.LEDGER.find(Gift.TYPE, Gift.TYPE.key(account(), id)).orElseThrow();
  }

  /** Sets the most coins that the viewer wants to spend in a month. */
  public Viewer budget(long coinsPerMonth) {
    Embedded.LEDGER.settle(
        account(),
        (head, at) ->
            new Movement<>(
                new Draft<>(
                    EntryKind.BUDGET_SET,
                    List.of(),
                    head.state().withBudget(OptionalLong.of(coinsPerMonth)),
                    "",
                    0),
                List.of()));
    return this;
  }

  private <R extends BusinessRecord> Request<R> request(RecordType<R> type) {
    return Request.of(type, account(), UUID.randomUUID().toString());
  }

  private static Movement<Wallet> paid(Recharge recharge, Head<Wallet> head, Instant at) {
    long coins = recharge.coins();
    Money price = recharge.price();
    Asset money = Asset.money(price.currency());
    return new Movement<>(
        new Draft<>(
            EntryKind.RECHARGED,
            List.of(
                new Posting(LedgerAccount.COINS_ISSUED, Asset.COIN, -coins),
                new Posting(LedgerAccount.WALLET, Asset.COIN, coins),
                new Posting(LedgerAccount.CASH, money, price.minor()),
                new Posting(LedgerAccount.COIN_SALES, money, -price.minor())),
            head.state().plus(coins),
            recharge.key().sort(),
            recharge.policyVersion()),
        List.of(
            new Write.Transition(
                recharge.key(),
                Set.of(Recharge.Status.AWAITING_PAYMENT.name()),
                Item.builder().build(),
                Item.builder()
                    .text("status", Recharge.Status.PAID.name())
                    .instant("settledAt", at)
                    .build())));
  }
}
