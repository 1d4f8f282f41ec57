package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A recharge was paid: its coins are credited, once, whatever the provider says how often.
 *
 * @param recharge what was bought
 * @param paymentId the provider's id for the payment
 */
public record Recharged(Recharge recharge, String paymentId) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("recharged");

  /** What it says of what was bought. */
  private static final Set<String> FIGURES =
      Set.of("coins", "bonusCoins", "priceMinor", "currency", "taxMinor", "provider", "paymentId");

  /**
   * The entry, the recharge as paid, the mark that it was credited, and that its payment is booked.
   */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at) {
    long sequence = head.sequence() + 1;
    return new Movement.Append<>(
        draft(said(recharge, paymentId, sequence, at), head),
        List.of(
            recharge.paid(paymentId, sequence, at),
            new Write.Insert(new CreditMark(recharge.viewer(), recharge.id(), sequence).item()),
            BookedPayment.crediting(recharge, paymentId, new Booking(sequence, at))));
  }

  private static Draft<Wallet> draft(Said said, Head<Wallet> head) {
    Item figures = said.figures();
    Money price = new Money(figures.number("priceMinor"), figures.text("currency"));
    Credit credit =
        Credit.of(
            head,
            new Quote.Part(
                figures.number("coins"), figures.number("bonusCoins"), figures.number("taxMinor")),
            price);
    return new Draft<>(
        KIND,
        credit.postings(),
        credit.coming().wallet().paid(price, said.at()),
        said.record(),
        said.policyVersion(),
        credit.coming().in(figures));
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
    return new Said(
        Recharge.TYPE.keyOf(entry.item()).sort(),
        KIND,
        entry.sequence(),
        entry.at(),
        entry.policyVersion(),
        entry.details().only(FIGURES));
  }

  /**
   * What a recharge and the entry that credited it say of each other.
   *
   * @param sequence the entry's number
   * @param at the entry's instant
   */
  public static Said said(Recharge recharge, String paymentId, long sequence, Instant at) {
    Quote quote = recharge.quote();
    return new Said(
        recharge.key().sort(),
        KIND,
        sequence,
        at,
        recharge.policyVersion(),
        Item.builder()
            .number("coins", quote.coins())
            .number("bonusCoins", quote.bonusCoins())
            .number("priceMinor", quote.price().minor())
            .text("currency", quote.price().currency())
            .number("taxMinor", quote.taxMinor())
            .text("provider", recharge.provider())
            .text("paymentId", paymentId)
            .build());
  }

  /**
   * Whether a viewer has ever bought coins. Who has spent some has bought some; the chain of one
   * who has not is short.
   */
  public static boolean hasBought(Ledger ledger, String viewer) {
    Account<Wallet> wallet = Wallet.BOOK.account(viewer);
    return ledger.head(wallet, true).state().lifetimeCoins() > 0
        || ledger.newest(wallet, entry -> entry.kind().equals(KIND), _ -> false).isPresent();
  }

  /** Whether a recharge was credited before, whatever its record says. */
  public static boolean wasCredited(Ledger ledger, Recharge recharge) {
    return CreditMark.isThere(ledger, recharge);
  }
}
