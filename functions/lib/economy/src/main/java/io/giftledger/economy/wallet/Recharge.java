package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import io.giftledger.economy.Said;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A viewer's purchase of coins.
 *
 * @param id derived from the viewer's idempotency key
 * @param viewer who buys
 * @param quote what is bought, and what it costs
 * @param paymentMethod the payment provider's name for how it is paid
 * @param provider the payment provider
 * @param policyVersion the policy that set the price
 * @param openedAt when it was asked for
 * @param status how far it has come
 * @param paymentId the provider's id for the payment, once the provider has answered
 * @param declineReason why the payment failed, if it did
 * @param settledAt when it was paid or declined
 * @param settlement the number of the entry that credited it, once paid
 * @param adjustments what became of the payment after it was made
 */
public record Recharge(
    String id,
    String viewer,
    Quote quote,
    String paymentMethod,
    String provider,
    long policyVersion,
    Instant openedAt,
    Status status,
    Optional<String> paymentId,
    Optional<String> declineReason,
    Optional<Instant> settledAt,
    OptionalLong settlement,
    Adjustments adjustments)
    implements BusinessRecord {

  /** How recharges are stored. */
  public static final RecordType<Recharge> TYPE = new RecordType<>("RECHARGE", Recharge::read);

  /** How far a recharge has come. */
  public enum Status {
    /** The provider has not said that it was paid. */
    AWAITING_PAYMENT,
    /** The provider said no; a later payment still counts. */
    DECLINED,
    /** An operator applied a payment to it: its coins come with that one, and with no other. */
    APPLIED,
    /** It was paid and the coins are in the wallet. */
    PAID
  }

  /** The attribute with the number of the entry that credited it. */
  private static final String SETTLEMENT = "settlement";

  /** The attribute with the coins that come for nothing. */
  private static final String BONUS_COINS = "bonusCoins";

  /** The attribute with what became of the payment; there is none if nothing did. */
  private static final String ADJUSTMENTS = "adjustments";

  /** One that was just asked for. */
  public static Recharge opened(
      String id,
      String viewer,
      Quote quote,
      String paymentMethod,
      String provider,
      long policyVersion,
      Instant openedAt) {
    return new Recharge(
        id,
        viewer,
        quote,
        paymentMethod,
        provider,
        policyVersion,
        openedAt,
        Status.AWAITING_PAYMENT,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        Adjustments.NONE);
  }

  /** Whether one payment is its own, and no other will be: it is paid by that, or will be. */
  public boolean hasItsPayment() {
    return status == Status.APPLIED || status == Status.PAID;
  }

  /** Whether it was credited with a payment of a provider's. */
  public boolean isPaidBy(String provider, String id) {
    return status == Status.PAID
        && this.provider.equals(provider)
        && paymentId.equals(Optional.of(id));
  }

  /** The recharge as an operator applies a payment to it, if it has none of its own yet. */
  public Write.Transition applied(String id) {
    return moved(
        Set.of(Status.AWAITING_PAYMENT, Status.DECLINED),
        Item.EMPTY,
        Item.builder().text("status", Status.APPLIED.name()).text("paymentId", id));
  }

  /** The recharge as it is paid, if it is not paid yet, by the entry with a number. */
  Write.Transition paid(String id, long sequence, Instant at) {
    // What is credited is what it says now: another recharge may have got its promotion.
    Item.Builder expected = Item.builder().number(BONUS_COINS, quote.bonusCoins());
    if (status == Status.APPLIED) expected.text("paymentId", id);
    return moved(
        status == Status.APPLIED
            ? Set.of(Status.APPLIED)
            : Set.of(Status.AWAITING_PAYMENT, Status.DECLINED),
        expected.build(),
        Item.builder()
            .text("status", Status.PAID.name())
            .text("paymentId", id)
            .instant("settledAt", at)
            .number(SETTLEMENT, sequence));
  }

  /** The recharge as its payment fails, if it awaits one. */
  public Write.Transition declined(String id, String reason, Instant at) {
    return moved(
        Set.of(Status.AWAITING_PAYMENT),
        Item.EMPTY,
        Item.builder()
            .text("status", Status.DECLINED.name())
            .text("paymentId", id)
            .text("declineReason", reason)
            .instant("settledAt", at));
  }

  /** The recharge as its payment is opened, if it awaits one. */
  public Write.Transition opened(String id) {
    return moved(
        Set.of(Status.AWAITING_PAYMENT),
        Item.EMPTY,
        Item.builder().text("status", Status.AWAITING_PAYMENT.name()).text("paymentId", id));
  }

  /** The recharge as something of its payment is undone that was never booked. */
  public Write.Transition voided(Adjustment told) {
    return adjusted(adjustments.voided(told));
  }

  /** The recharge as the provider takes on the refund that a return asked it for. */
  public Write.Transition refunding(Adjustments.One returned, String refundId) {
    return adjusted(adjustments.refunding(returned, refundId));
  }

  /** The recharge as something becomes of its payment, if nothing else has become of it. */
  Write.Transition adjusted(Adjustments next) {
    boolean isFirst = adjustments.all().isEmpty();
    return new Write.Transition(
        key(),
        Set.of(Status.PAID.name()),
        isFirst ? Item.EMPTY : Item.builder().texts(ADJUSTMENTS, adjustments.texts()).build(),
        isFirst ? Set.of(ADJUSTMENTS) : Set.of(),
        Item.builder().text("status", Status.PAID.name()).texts(ADJUSTMENTS, next.texts()).build());
  }

  /** The recharge as its promotion goes to another, if it is still not paid. */
  Write.Transition withoutPromotion() {
    return moved(
        Set.of(status),
        Item.EMPTY,
        Item.builder().text("status", status.name()).number(BONUS_COINS, 0));
  }

  private Write.Transition moved(Set<Status> from, Item expected, Item.Builder set) {
    return new Write.Transition(
        key(),
        from.stream().map(Status::name).collect(Collectors.toSet()),
        expected,
        Set.of(SETTLEMENT),
        set.build());
  }

  /**
   * What a stored recharge says of the entries that credited it, and took back or restored what was
   * paid.
   *
   * @throws RuntimeException if it does not say of itself what its status needs
   */
  public static List<Said> said(Item item) {
    Recharge recharge = TYPE.read(item);
    Status status = recharge.status;
    Said.requireWhole(
        status,
        (status == Status.APPLIED
                || (status == Status.AWAITING_PAYMENT) == recharge.settledAt.isEmpty())
            && (status == Status.PAID) == recharge.settlement.isPresent()
            && (status == Status.AWAITING_PAYMENT || recharge.paymentId.isPresent())
            && (status != Status.AWAITING_PAYMENT || recharge.declineReason.isEmpty())
            && (status != Status.DECLINED || recharge.declineReason.isPresent())
            && (status == Status.PAID || recharge.adjustments.all().isEmpty()));
    if (status != Status.PAID) return List.of();
    List<Said> said = new ArrayList<>();
    said.add(
        Recharged.said(
            recharge,
            recharge.paymentId.orElseThrow(),
            recharge.settlement.orElseThrow(),
            recharge.settledAt.orElseThrow()));
    recharge.adjustments.all().forEach(one -> said.addAll(PaymentAdjusted.said(recharge, one)));
    return said;
  }

  private static Recharge read(Item item) {
    return new Recharge(
        item.key().id(),
        item.key().owner(),
        new Quote(
            item.text("package"),
            item.text("region"),
            item.text("channel"),
            item.number("coins"),
            item.number(BONUS_COINS),
            new Money(item.number("priceMinor"), item.text("currency")),
            item.number("taxMinor"),
            item.findText("promotion").filter(_ -> item.number(BONUS_COINS) > 0)),
        item.text("paymentMethod"),
        item.text("provider"),
        item.number("policyVersion"),
        item.instant("openedAt"),
        item.word("status", Status.class),
        item.findText("paymentId"),
        item.findText("declineReason"),
        item.findInstant("settledAt"),
        item.findNumber(SETTLEMENT),
        Adjustments.parse(item.findTexts(ADJUSTMENTS).orElse(List.of())));
  }

  @Override
  public Key key() {
    return TYPE.key(Wallet.BOOK.account(viewer), id);
  }

  @Override
  public Item item() {
    Item.Builder item =
        Item.builder(key())
            .text("package", quote.coinPackage())
            .text("region", quote.region())
            .text("channel", quote.channel())
            .number("coins", quote.coins())
            .number(BONUS_COINS, quote.bonusCoins())
            .number("priceMinor", quote.price().minor())
            .text("currency", quote.price().currency())
            .number("taxMinor", quote.taxMinor())
            .text("promotion", quote.promotion())
            .text("paymentMethod", paymentMethod)
            .text("provider", provider)
            .number("policyVersion", policyVersion)
            .instant("openedAt", openedAt)
            .text("status", status.name())
            .text("paymentId", paymentId)
            .text("declineReason", declineReason)
            .instant("settledAt", settledAt);
    settlement.ifPresent(sequence -> item.number(SETTLEMENT, sequence));
    if (!adjustments.all().isEmpty()) item.texts(ADJUSTMENTS, adjustments.texts());
    return item.build();
  }
}
