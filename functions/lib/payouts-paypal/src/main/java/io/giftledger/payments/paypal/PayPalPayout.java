package io.giftledger.payments.paypal;

import io.giftledger.economy.Money;
import io.giftledger.payments.PayoutAnswer;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a batch, and of its one item: nothing that says who is paid. What they have more
 * is passed over.
 *
 * @param batchHeader what is true of all of it
 * @param items each a payment; ours have one
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record PayPalPayout(@Nullable Header batchHeader, @Nullable List<Item> items) {

  /**
   * What is true of a batch.
   *
   * @param payoutBatchId PayPal's id for it
   * @param batchStatus how far it has come
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Header(@Nullable String payoutBatchId, @Nullable String batchStatus) {}

  /**
   * A payment.
   *
   * @param payoutItemId PayPal's id for it
   * @param transactionStatus how it stands
   * @param payoutItemFee what PayPal charges for it
   * @param senderBatchId the withdrawal's id
   * @param payoutItem what was asked for
   * @param errors why it stands so, if it does not stand well
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Item(
      @Nullable String payoutItemId,
      @Nullable String transactionStatus,
      @Nullable Amount payoutItemFee,
      @Nullable String senderBatchId,
      @Nullable Asked payoutItem,
      @Nullable Errors errors) {

    /** What it means; empty if it says what is not known, or not as it must. */
    Optional<PayoutAnswer> answer() {
      String id = payoutItemId == null ? "" : payoutItemId;
      if (!id.matches(PayPalApi.ID)) return Optional.empty();
      String status = transactionStatus == null ? "" : transactionStatus;
      return switch (status) {
        case "PENDING", "UNCLAIMED", "ONHOLD" -> Optional.of(new PayoutAnswer.Pending());
        case "SUCCESS" ->
            amount()
                .map(
                    amount ->
                        new PayoutAnswer.Paid(
                            id,
                            Optional.of(amount),
                            Optional.ofNullable(payoutItemFee)
                                .flatMap(Amount::money)
                                .filter(fee -> fee.minor() > 0)));
        // An item that is unclaimed for 30 days is returned, one that was paid is refunded or
        // reversed; of none does PayPal say where it came from.
        case "FAILED", "BLOCKED", "RETURNED", "REFUNDED", "REVERSED" ->
            amount()
                .map(
                    amount ->
                        new PayoutAnswer.Bounced(
                            new PayoutAnswer.Back(
                                id,
                                id + "-" + status.toLowerCase(Locale.ROOT),
                                reason(status),
                                Optional.of(amount))));
        default -> Optional.empty();
      };
    }

    private Optional<Money> amount() {
      return Optional.ofNullable(payoutItem).map(Asked::amount).flatMap(Amount::money);
    }

    private String reason(String status) {
      return Optional.ofNullable(errors)
          .map(Errors::name)
          .orElse(status)
          .toLowerCase(Locale.ROOT)
          .transform(PayPalPayout::word);
    }
  }

  /**
   * What was asked for.
   *
   * @param amount how much
   * @param senderItemId the creator
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Asked(@Nullable Amount amount, @Nullable String senderItemId) {}

  /**
   * Money.
   *
   * @param value in the currency's major unit
   * @param currency ISO 4217
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Amount(@Nullable String value, @Nullable String currency) {

    Optional<Money> money() {
      return value == null || currency == null
          ? Optional.empty()
          : PayPalAmounts.money(value, currency);
    }
  }

  /**
   * Why something stands as it does.
   *
   * @param name PayPal's word for it
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Errors(@Nullable String name) {}

  private static String word(String text) {
    return text.matches("[a-z0-9_]{1,64}") ? text : "unknown";
  }

  /** What it means; empty if it says what is not known, or not as it must. */
  Optional<PayoutAnswer> answer() {
    String status = Optional.ofNullable(batchHeader).map(Header::batchStatus).orElse("");
    return switch (status) {
      case "NEW", "PENDING", "PROCESSING" -> Optional.of(new PayoutAnswer.Pending());
      case "DENIED", "CANCELED" ->
          Optional.of(new PayoutAnswer.Refused("batch_" + status.toLowerCase(Locale.ROOT)));
      case "SUCCESS" ->
          items == null || items.size() != 1 ? Optional.empty() : items.getFirst().answer();
      default -> Optional.empty();
    };
  }
}
