package io.giftledger.economy.wallet;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.List;

/**
 * A recharge was paid: its coins are credited, once, whatever the provider says how often.
 *
 * @param recharge what was bought
 * @param paymentId the provider's id for the payment
 */
public record Recharged(Recharge recharge, String paymentId) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("recharged");

  /** The entry, and the recharge as paid. */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at) {
    long sequence = head.sequence() + 1;
    return new Movement.Append<>(
        draft(said(recharge, paymentId, sequence, at), head),
        List.of(recharge.paid(paymentId, sequence, at)));
  }

  private static Draft<Wallet> draft(Said said, Head<Wallet> head) {
    Item figures = said.figures();
    long coins = figures.number("coins");
    Money price = new Money(figures.number("priceMinor"), figures.text("currency"));
    return new Draft<>(
        KIND,
        List.of(
            new Posting(ChartOfAccounts.COINS_ISSUED, Assets.COIN, -coins),
            new Posting(ChartOfAccounts.WALLET, Assets.COIN, coins),
            new Posting(ChartOfAccounts.CASH, price.asset(), price.minor()),
            new Posting(ChartOfAccounts.COIN_SALES, price.asset(), -price.minor())),
        head.state().plus(coins),
        said.record(),
        said.policyVersion(),
        Item.builder()
            .text("provider", figures.text("provider"))
            .text("paymentId", figures.text("paymentId"))
            .build());
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Wallet> draft(Entry<Wallet> entry, Head<Wallet> before) {
          return Recharged.draft(told(entry), before);
        }

        @Override
        public List<Said> said(Entry<Wallet> entry) {
          return List.of(told(entry));
        }
      };

  private static Said told(Entry<Wallet> entry) {
    Posting coins = entry.postings().get(1);
    Posting price = entry.postings().get(2);
    return said(
        Recharge.TYPE.keyOf(entry.item()).sort(),
        entry.sequence(),
        entry.at(),
        coins.amount(),
        new Money(price.amount(), price.asset().code()),
        entry.details().text("provider"),
        entry.details().text("paymentId"),
        entry.policyVersion());
  }

  /**
   * What a recharge and the entry that credited it say of each other.
   *
   * @param sequence the entry's number
   * @param at the entry's instant
   */
  public static Said said(Recharge recharge, String paymentId, long sequence, Instant at) {
    return said(
        recharge.key().sort(),
        sequence,
        at,
        recharge.coins(),
        recharge.price(),
        recharge.provider(),
        paymentId,
        recharge.policyVersion());
  }

  private static Said said(
      String record,
      long sequence,
      Instant at,
      long coins,
      Money price,
      String provider,
      String paymentId,
      long policyVersion) {
    return new Said(
        record,
        KIND,
        sequence,
        at,
        policyVersion,
        Item.builder()
            .number("coins", coins)
            .number("priceMinor", price.minor())
            .text("currency", price.currency())
            .text("provider", provider)
            .text("paymentId", paymentId)
            .build());
  }

  /**
   * Whether a recharge was credited before, whatever its record says: its entry is hashed, the
   * record is not. Looked for among the entries since it was opened.
   */
  public static boolean wasCredited(Ledger ledger, Recharge recharge) {
    return ledger
        .newest(
            Wallet.BOOK.account(recharge.viewer()),
            entry -> entry.kind().equals(KIND) && entry.ref().equals(recharge.key().sort()),
            entry -> entry.at().isBefore(recharge.openedAt()))
        .isPresent();
  }
}
