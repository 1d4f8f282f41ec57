package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.economy.wallet.Adjustments.One;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * What the entries of all {@link Adjustments} have in common: what they say of the recharge, and
 * what it says of them.
 *
 * <p>The tax that belongs to what is taken back is counted from the sum of all that is taken back,
 * and the coins and bonus coins from the sum of refunds and disputes (those of a return are what is
 * there), so that parts of it, in any order, never add up to another amount than the whole.
 */
public final class PaymentAdjusted {

  private static final Set<String> SAID = Set.of("adjustment", "cause", "amountMinor", "currency");

  /** Hexadecimal digits of a digest: enough, and an entry costs no second write unit for it. */
  private static final int DIGEST_DIGITS = 32;

  private PaymentAdjusted() {}

  /**
   * The part of the purchase that belongs to an adjustment.
   *
   * @param next what became of the payment, with it
   */
  static Quote.Part part(Recharge recharge, Adjustments next) {
    Quote.Part coins = part(recharge.quote(), recharge.adjustments().toldMinor(), next.toldMinor());
    Quote.Part tax = part(recharge.quote(), recharge.adjustments().takenMinor(), next.takenMinor());
    return new Quote.Part(coins.coins(), coins.bonusCoins(), tax.taxMinor());
  }

  private static Quote.Part part(Quote quote, long before, long after) {
    return quote.part(Math.max(before, after)).minus(quote.part(Math.min(before, after)));
  }

  /**
   * The details of such an entry.
   *
   * @param next what became of the payment, with this
   * @param part the part of the purchase that it moves
   */
  static Item details(Recharge recharge, Adjustment told, Adjustments next, Quote.Part part) {
    return told.figures().toBuilder()
        .number("recharged", recharge.settlement().orElseThrow())
        .number("coins", part.coins())
        .number("bonusCoins", part.bonusCoins())
        .number("taxMinor", part.taxMinor())
        .text("adjustments", digest(next))
        .build();
  }

  /**
   * One entry that books what the provider tells, the recharge as it says so, and that it is
   * booked.
   *
   * @param next what became of the payment, with this
   * @param draft the entry that follows from its details
   */
  static Movement<Wallet> booking(
      Recharge recharge, Adjustment told, Adjustments next, Draft<Wallet> draft) {
    String payment = recharge.paymentId().orElseThrow();
    return movement(
        recharge,
        next,
        draft,
        BookedAdjustment.booking(
            recharge.provider(),
            payment,
            recharge.key().partition(),
            next.find(told.id()).orElseThrow()));
  }

  /**
   * One entry, and the recharge as it says so.
   *
   * @param next what became of the payment, with this
   * @param draft the entry that follows from its details
   */
  static Movement<Wallet> movement(Recharge recharge, Adjustments next, Draft<Wallet> draft) {
    return movement(recharge, next, draft, List.of());
  }

  private static Movement<Wallet> movement(
      Recharge recharge, Adjustments next, Draft<Wallet> draft, List<Write> beside) {
    return new Movement.Append<>(
        of(recharge.key().sort(), recharge.policyVersion(), draft),
        Stream.concat(Stream.of(recharge.adjusted(next)), beside.stream()).toList());
  }

  private static Draft<Wallet> of(String recharge, long policyVersion, Draft<Wallet> draft) {
    return new Draft<>(
        draft.kind(), draft.postings(), draft.state(), recharge, policyVersion, draft.details());
  }

  /**
   * How such an entry is told.
   *
   * @param drafting the entry that follows from the details of one
   */
  static Retelling<Wallet> retelling(
      EntryKind kind, BiFunction<Entry<Wallet>, Head<Wallet>, Draft<Wallet>> drafting) {
    return new Retelling<>() {
      @Override
      public Draft<Wallet> draft(Entry<Wallet> entry, Head<Wallet> before) {
        return of(
            Recharge.TYPE.keyOf(entry.item()).sort(),
            entry.policyVersion(),
            drafting.apply(entry, before));
      }

      @Override
      public List<Said> said(Entry<Wallet> entry) {
        return List.of(
            new Said(
                Recharge.TYPE.keyOf(entry.item()).sort(),
                kind,
                entry.sequence(),
                entry.at(),
                entry.policyVersion(),
                entry.details().only(SAID)));
      }
    };
  }

  /** What a recharge says of the entries that booked and undid one of its adjustments. */
  static List<Said> said(Recharge recharge, One one) {
    EntryKind booking =
        switch (one.adjustment().cause()) {
          case REFUND, DISPUTE -> PaymentTakenBack.KIND;
          case RETURN -> PurchaseReturned.KIND;
          case FEE -> FeeCharged.KIND;
          case FEE_RETURNED -> FeeReturned.KIND;
        };
    List<Said> said = new ArrayList<>();
    one.booked().ifPresent(by -> said.add(said(recharge, one.adjustment(), booking, by)));
    one.reversed()
        .ifPresent(by -> said.add(said(recharge, one.adjustment(), PaymentRestored.KIND, by)));
    return said;
  }

  private static Said said(Recharge recharge, Adjustment told, EntryKind kind, Booking by) {
    return new Said(
        recharge.key().sort(),
        kind,
        by.sequence(),
        by.at(),
        recharge.policyVersion(),
        told.figures());
  }

  /** The part of the purchase that an entry moves. */
  static Quote.Part part(Item details) {
    return new Quote.Part(
        details.number("coins"), details.number("bonusCoins"), details.number("taxMinor"));
  }

  /**
   * What stands taken back in a wallet after an entry.
   *
   * @param entry one that took something back, or restored something
   * @param before the wallet before it
   */
  public static TakenBack takenBack(Entry<Wallet> entry, Wallet before) {
    Item details = entry.details();
    TakenBack.Anew anew =
        entry.kind().equals(PaymentRestored.KIND)
            ? PaymentRestored.anew(details, before)
            : PaymentTakenBack.anew(details, before);
    return anew.stands();
  }

  /** The money that it moves. */
  static Money amount(Item details) {
    return new Money(details.number("amountMinor"), details.text("currency"));
  }

  /** What stands for all that is booked of a payment: the entry is hashed, the record is not. */
  private static String digest(Adjustments adjustments) {
    return Hash.ofTexts(
            adjustments.all().stream()
                .filter(one -> one.booked().isPresent())
                .map(One::textOfEntries)
                .toArray(String[]::new))
        .hex()
        .substring(0, DIGEST_DIGITS);
  }

  /**
   * Whether a recharge says of itself what its entries say now: its record is not hashed, and if it
   * is not as they say nothing may follow from it. The newest of them is looked for among the
   * entries since it was credited.
   */
  public static boolean isAsItsEntriesSay(Ledger ledger, Recharge recharge) {
    Account<Wallet> wallet = Wallet.BOOK.account(recharge.viewer());
    long settlement = recharge.settlement().orElseThrow();
    Said credited =
        Recharged.said(
            recharge,
            recharge.paymentId().orElseThrow(),
            settlement,
            recharge.settledAt().orElseThrow());
    boolean isCredited =
        ledger
            .entry(wallet, settlement)
            .filter(entry -> entry.kind().equals(Recharged.KIND))
            .filter(entry -> Recharged.RETELLING.said(entry).equals(List.of(credited)))
            .isPresent();
    Optional<String> adjusted =
        ledger
            .newest(
                wallet,
                entry -> entry.ref().equals(recharge.key().sort()),
                entry -> entry.sequence() <= settlement)
            .map(entry -> entry.details().text("adjustments"));
    Optional<String> says =
        recharge.adjustments().newest().map(_ -> digest(recharge.adjustments()));
    return isCredited && adjusted.equals(says);
  }
}
