package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import io.giftledger.economy.Said;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A viewer's purchase of coins.
 *
 * @param id derived from the viewer's idempotency key
 * @param viewer who buys
 * @param coinPackage the policy's name for what is bought
 * @param region where the price is for
 * @param channel through which it is sold
 * @param coins what the package holds
 * @param price what it costs
 * @param paymentMethod the payment provider's name for how it is paid
 * @param provider the payment provider
 * @param policyVersion the policy that set the price
 * @param openedAt when it was asked for
 * @param status how far it has come
 * @param paymentId the provider's id for the payment, once the provider has answered
 * @param declineReason why the payment failed, if it did
 * @param settledAt when it was paid or declined
 */
public record Recharge(
    String id,
    String viewer,
    String coinPackage,
    String region,
    String channel,
    long coins,
    Money price,
    String paymentMethod,
    String provider,
    long policyVersion,
    Instant openedAt,
    Status status,
    Optional<String> paymentId,
    Optional<String> declineReason,
    Optional<Instant> settledAt)
    implements BusinessRecord {

  /** How recharges are stored. */
  public static final RecordType<Recharge> TYPE = new RecordType<>("RECHARGE", Recharge::read);

  /** How far a recharge has come. */
  public enum Status {
    /** The provider has not said that it was paid. */
    AWAITING_PAYMENT,
    /** The provider said no; a later payment still counts. */
    DECLINED,
    /** It was paid and the coins are in the wallet. */
    PAID
  }

  /** The attribute with the number of the entry that credited it. */
  private static final String SETTLEMENT = "settlement";

  /** The recharge as it is paid, if it is not paid yet, by the entry with a number. */
  Write.Transition paid(String id, long sequence, Instant at) {
    return moved(
        Set.of(Status.AWAITING_PAYMENT, Status.DECLINED),
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
        Item.builder().text("status", Status.AWAITING_PAYMENT.name()).text("paymentId", id));
  }

  private Write.Transition moved(Set<Status> from, Item.Builder set) {
    return new Write.Transition(
        key(),
        from.stream().map(Status::name).collect(Collectors.toSet()),
        Item.EMPTY,
        Set.of(SETTLEMENT),
        set.build());
  }

  /**
   * What a stored recharge says of the entry that credited it; empty if none did.
   *
   * @throws RuntimeException if it does not say of itself what its status needs
   */
  public static Optional<Said> said(Item item) {
    Recharge recharge = TYPE.read(item);
    Status status = recharge.status;
    Said.requireWhole(
        status,
        (status == Status.AWAITING_PAYMENT) == recharge.settledAt.isEmpty()
            && (status == Status.PAID) == item.findNumber(SETTLEMENT).isPresent()
            && (status == Status.AWAITING_PAYMENT || recharge.paymentId.isPresent())
            && (status != Status.AWAITING_PAYMENT || recharge.declineReason.isEmpty())
            && (status != Status.DECLINED || recharge.declineReason.isPresent()));
    return status == Status.PAID
        ? Optional.of(
            Recharged.said(
                recharge,
                recharge.paymentId.orElseThrow(),
                item.number(SETTLEMENT),
                recharge.settledAt.orElseThrow()))
        : Optional.empty();
  }

  private static Recharge read(Item item) {
    return new Recharge(
        item.key().id(),
        item.key().owner(),
        item.text("package"),
        item.text("region"),
        item.text("channel"),
        item.number("coins"),
        new Money(item.number("priceMinor"), item.text("currency")),
        item.text("paymentMethod"),
        item.text("provider"),
        item.number("policyVersion"),
        item.instant("openedAt"),
        Status.valueOf(item.text("status")),
        item.findText("paymentId"),
        item.findText("declineReason"),
        item.findInstant("settledAt"));
  }

  @Override
  public Key key() {
    return TYPE.key(Wallet.BOOK.account(viewer), id);
  }

  @Override
  public Item item() {
    return Item.builder(key())
        .text("package", coinPackage)
        .text("region", region)
        .text("channel", channel)
        .number("coins", coins)
        .number("priceMinor", price.minor())
        .text("currency", price.currency())
        .text("paymentMethod", paymentMethod)
        .text("provider", provider)
        .number("policyVersion", policyVersion)
        .instant("openedAt", openedAt)
        .text("status", status.name())
        .text("paymentId", paymentId)
        .text("declineReason", declineReason)
        .instant("settledAt", settledAt)
        .build();
  }
}
