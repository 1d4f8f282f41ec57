package io.giftledger.economy.wallet;

import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.economy.wallet.Adjustments.One;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A viewer returns what they have not spent of a purchase, within the days that the policy gives
 * them (in the EU, the right of withdrawal). The coins leave the wallet before the provider is
 * asked to pay their money back: that follows from the entry. If it pays nothing back they come
 * again ({@link PaymentRestored}).
 *
 * <p>All that is left in the purchase's own lots goes: what was bought and its bonus. Whoever spent
 * bonus coins has spent a part of the price with them, which is paid for all the coins together:
 * else one could be given coins, give them away, and have all the money back. Coins of a lot that
 * several purchases became cannot be told apart and stay.
 *
 * <p>Two of those who run the platform may do it in the viewer's place, at any time; the entry says
 * why, and has the digest of who.
 *
 * @param recharge what was bought
 * @param id our id for it
 * @param days for how many days after its payment it can be returned
 * @param byHand who does it in the viewer's place, if somebody does
 */
public record PurchaseReturned(Recharge recharge, String id, long days, Optional<ByHand> byHand) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("purchase_returned");

  private static final int ID_DIGITS = 26;

  /** The field with the digest of who did it by hand: the proposal says it, not an action. */
  private static final String SIGNED = "signed";

  /** A hundred years. */
  private static final long ANY_DAYS = 36_500;

  /** A viewer's return. */
  public PurchaseReturned(Recharge recharge, String id, long days) {
    this(recharge, id, days, Optional.empty());
  }

  /** A viewer's return under a policy. */
  public PurchaseReturned(Recharge recharge, String id, Policy policy) {
    this(recharge, id, policy.refundDays(recharge.quote().region()));
  }

  /** A return by hand, however long ago the payment was. */
  public PurchaseReturned(Recharge recharge, String id, ByHand byHand) {
    this(recharge, id, ANY_DAYS, Optional.of(byHand));
  }

  /**
   * Who does it in the viewer's place.
   *
   * @param action who, and why
   * @param price what they were shown that is paid back: that, or nothing
   */
  public record ByHand(OperatorAction action, Money price) {}

  /** What is paid back for what is left of it, tax included; empty if nothing is. */
  public static Optional<Money> price(Recharge recharge, Wallet wallet) {
    return new PurchaseReturned(recharge, "", ANY_DAYS).unspent(wallet).map(Unspent::price);
  }

  /** Why nothing of it can be paid back, whoever asks; empty if something can. */
  public static Optional<Refusal> nothingLeft(Recharge recharge, Wallet wallet) {
    return new PurchaseReturned(recharge, "", ANY_DAYS).nothingLeft(wallet);
  }

  /** Whether an entry is the return by hand of these people. */
  public static boolean isBy(Entry<Wallet> entry, OperatorAction action) {
    return entry.details().findText(SIGNED).equals(Optional.of(action.digest(KIND)));
  }

  /** Our id for the return that a viewer's idempotency key stands for. */
  public static String idFor(Key recharge, String idempotencyKey) {
    return "return-"
        + Hash.ofTexts("RETURN", recharge.partition(), recharge.sort(), idempotencyKey)
            .hex()
            .substring(0, ID_DIGITS);
  }

  /** The money that lay with the coins that such an entry took, in minor units. */
  static long deferredMinor(Entry<Wallet> entry) {
    return entry.postings().stream()
        .filter(posting -> posting.account().equals(ChartOfAccounts.DEFERRED_REVENUE))
        .mapToLong(Posting::amount)
        .sum();
  }

  /** The entry of a return that the recharge says was booked; empty if it says so of none. */
  public static Optional<Entry<Wallet>> entry(Ledger ledger, Recharge recharge, String id) {
    return recharge
        .adjustments()
        .find(id)
        .flatMap(One::booked)
        .flatMap(by -> ledger.entry(Wallet.BOOK.account(recharge.viewer()), by.sequence()))
        .filter(entry -> entry.kind().equals(KIND))
        .filter(entry -> entry.details().text("adjustment").equals(id));
  }

  /** Why it cannot be returned; empty if it can. */
  public Optional<Refusal> refusal(Head<Wallet> head, Instant at) {
    Wallet wallet = head.state();
    if (!isPaid()) return nothingLeft(wallet);
    Optional<Refusal> standing = WalletFrozen.refusal(wallet).or(() -> GiftSent.inDebt(wallet));
    if (standing.isPresent()) return standing;
    Instant until = recharge.settledAt().orElseThrow().plus(Duration.ofDays(days));
    if (!at.isBefore(until)) {
      return Optional.of(
          RefusalCode.REFUND_PERIOD_OVER.because(
              "A purchase can be returned for so many days after its payment.",
              Map.of("days", new Figure.Count(days), "until", new Figure.Word(until.toString()))));
    }
    if (recharge.adjustments().all().size() >= Adjustments.MAX) {
      return Optional.of(
          RefusalCode.TOO_MANY_REFUNDS.because("Too much has become of this payment already."));
    }
    Optional<Refusal> nothing = nothingLeft(wallet);
    if (nothing.isPresent()) return nothing;
    Money price = unspent(wallet).orElseThrow().price();
    return byHand
        .map(ByHand::price)
        .filter(shown -> !price.equals(shown))
        .map(
            shown ->
                RefusalCode.AMOUNT_CHANGED.because(
                    "Another amount is left of the purchase now.",
                    Map.of("amount", shown.figure(), "amount_now", price.figure())));
  }

  private boolean isPaid() {
    return recharge.status() == Recharge.Status.PAID;
  }

  private Optional<Refusal> nothingLeft(Wallet wallet) {
    if (!isPaid()) {
      return Optional.of(RefusalCode.RECHARGE_NOT_PAID.because("The recharge is not paid."));
    }
    return unspent(wallet).isPresent() ? Optional.empty() : Optional.of(nothing(wallet));
  }

  private Refusal nothing(Wallet wallet) {
    long entry = recharge.settlement().orElseThrow();
    Map<String, Figure> figures = new HashMap<>();
    figures.put("coins", new Figure.Count(recharge.quote().coins()));
    figures.put("coins_unspent", new Figure.Count(0));
    wallet.lots().all().stream()
        .filter(lot -> lot.kind() != Lot.Kind.EXCHANGED)
        .filter(lot -> lot.holds(entry) && !lot.isOf(entry))
        .mapToLong(Lot::coins)
        .reduce(Long::sum)
        .ifPresent(coins -> figures.put("coins_of_several_purchases", new Figure.Count(coins)));
    return RefusalCode.NOTHING_TO_REFUND.because(
        "Nothing is left of this purchase that can be told from others.", figures);
  }

  /** The entry, and the recharge that says so; stale if it is refused by now. */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at) {
    if (refusal(head, at).isPresent()) return new Movement.Stale<>();
    Unspent unspent = unspent(head.state()).orElseThrow();
    Adjustment told = new Adjustment(id, Adjustment.Cause.RETURN, unspent.price());
    Adjustments next = recharge.adjustments().booked(told, new Booking(head.sequence() + 1, at));
    Item.Builder details =
        PaymentAdjusted.details(recharge, told, next, unspent.part()).toBuilder();
    byHand.ifPresent(
        hand ->
            details
                .text(OperatorAction.REASON, hand.action().reason())
                .text(SIGNED, hand.action().digest(KIND)));
    return PaymentAdjusted.movement(recharge, next, draft(details.build(), head));
  }

  /**
   * What is returned.
   *
   * @param part of the purchase
   * @param price what is paid back for it, tax included
   */
  private record Unspent(Quote.Part part, Money price) {}

  private Optional<Unspent> unspent(Wallet wallet) {
    long entry = recharge.settlement().orElseThrow();
    String currency = recharge.quote().price().currency();
    List<Lot> own = wallet.lots().all().stream().filter(lot -> lot.isOf(entry)).toList();
    Optional<Lot> paid =
        own.stream().filter(lot -> lot.currency().equals(Optional.of(currency))).findFirst();
    if (paid.isEmpty()) return Optional.empty();
    long coins = paid.get().coins();
    long bonus =
        own.stream().filter(lot -> lot.kind() == Lot.Kind.BONUS).mapToLong(Lot::coins).sum();
    long price = price(paid.get().money().orElseThrow().minor(), coins, bonus);
    return price == 0
        ? Optional.empty()
        : Optional.of(
            new Unspent(new Quote.Part(coins, bonus, tax(price)), new Money(price, currency)));
  }

  /**
   * What is paid back: the share of the price that those coins are of all that came with it, and no
   * more than that of the bought ones among what was bought. It is rounded once, up, as far as the
   * lot has the money: what is earned is not taken back for it. The lot may have more, for what is
   * earned with each gift is rounded down; that does not depend on how the coins were spent, or one
   * could spend them singly and have most of the price back.
   *
   * @param left the money of the lot, without tax
   * @param coins those that were bought and are left
   * @param bonus those that came with them and are left
   */
  private long price(long left, long coins, long bonus) {
    Quote quote = recharge.quote();
    long all = Math.addExact(quote.coins(), quote.bonusCoins());
    BigInteger whole = product(quote.coins(), all);
    BigInteger unspent = product(quote.coins(), coins + bonus).min(product(coins, all));
    return BigInteger.valueOf(quote.price().minor())
        .multiply(unspent)
        .add(whole.subtract(BigInteger.ONE))
        .divide(whole)
        .min(BigInteger.valueOf(most(left)))
        .longValueExact();
  }

  /** The most that may be paid back so that, without its tax, it is not more than the lot has. */
  private long most(long left) {
    long least = 0;
    long most = recharge.quote().price().minor() - recharge.adjustments().takenMinor();
    while (least < most) {
      long middle = least + (most - least + 1) / 2;
      if (middle - tax(middle) <= left) least = middle;
      else most = middle - 1;
    }
    return least;
  }

  private static BigInteger product(long one, long other) {
    return BigInteger.valueOf(one).multiply(BigInteger.valueOf(other));
  }

  /** The tax in what is paid back, so that the tax of all parts adds up to that of the whole. */
  private long tax(long minor) {
    Quote quote = recharge.quote();
    long before = recharge.adjustments().takenMinor();
    return quote.part(before + minor).minus(quote.part(before)).taxMinor();
  }

  private static Draft<Wallet> draft(Item details, Head<Wallet> head) {
    Quote.Part part = PaymentAdjusted.part(details);
    Money amount = PaymentAdjusted.amount(details);
    long entry = details.number("recharged");
    Lots left =
        head.state()
            .lots()
            .takePaidOf(entry, amount.currency(), part.coins())
            .left()
            .takeBonusOf(entry, part.bonusCoins())
            .left();
    TakeBack back = new TakeBack(head.state(), head.state().with(left), amount, part.taxMinor());
    return new Draft<>(KIND, back.postings(), back.wallet(), "", 0, details);
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING =
      PaymentAdjusted.retelling(KIND, (entry, before) -> draft(entry.details(), before));
}
