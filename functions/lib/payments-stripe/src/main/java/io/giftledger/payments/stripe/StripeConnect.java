package io.giftledger.payments.stripe;

import io.giftledger.economy.Money;
import io.giftledger.payments.PayoutAnswer;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is read of Stripe Connect's objects. What they have more is passed over. */
final class StripeConnect {

  /**
   * Why a connected account cannot be paid, in Stripe's words: it never will be with this order.
   */
  static final Set<String> REFUSALS =
      Set.of(
          "account_closed",
          "account_invalid",
          "bank_account_unusable",
          "insufficient_capabilities_for_transfer",
          "no_account",
          "payouts_not_allowed",
          "transfers_not_allowed");

  private StripeConnect() {}

  /**
   * A connected account.
   *
   * @param id Stripe's id for it
   * @param payoutsEnabled whether it can be paid out
   * @param requirements what Stripe wants to know of its owner
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Account(
      @Nullable String id, @Nullable Boolean payoutsEnabled, @Nullable Requirements requirements) {

    boolean isVerified() {
      return Boolean.TRUE.equals(payoutsEnabled)
          && (requirements == null || requirements.disabledReason() == null);
    }
  }

  /** What Stripe wants to know: the account is disabled if there is a reason. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Requirements(@Nullable String disabledReason) {}

  /**
   * What we say of a transfer, a payout and a reversal.
   *
   * @param withdrawalId what is paid
   * @param creator who is paid
   * @param transfer the transfer that a payout hands on
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Metadata(
      @Nullable String withdrawalId, @Nullable String creator, @Nullable String transfer) {}

  /**
   * Money that was moved to a connected account.
   *
   * @param id Stripe's id for it
   * @param reversed whether all of it was taken back
   * @param livemode whether it is real
   * @param metadata what we said of it
   * @param reversals what was taken back
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Transfer(
      @Nullable String id,
      @Nullable Boolean reversed,
      @Nullable Boolean livemode,
      @Nullable Metadata metadata,
      @Nullable Reversals reversals) {

    /** Whether we took it back ourselves. */
    boolean isReversedByUs() {
      return reversals != null
          && reversals.data() != null
          && reversals.data().stream()
              .anyMatch(its -> its.metadata() != null && its.metadata().withdrawalId() != null);
    }
  }

  /** Some of a transfer that was taken back. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Reversal(@Nullable String id, @Nullable Metadata metadata) {}

  /** What was taken back, or the beginning of it. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Reversals(@Nullable List<Reversal> data) {}

  /** Transfers. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Transfers(@Nullable List<Transfer> data) {}

  /** Payouts. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Payouts(@Nullable List<Payout> data, @Nullable Boolean hasMore) {}

  /**
   * Money that goes from a connected account to its owner's bank.
   *
   * @param id Stripe's id for it
   * @param amount how much, in Stripe's minor unit
   * @param currency in lower case
   * @param status how it stands
   * @param failureCode why it failed
   * @param livemode whether it is real
   * @param metadata what we said of it
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Payout(
      @Nullable String id,
      @Nullable BigDecimal amount,
      @Nullable String currency,
      @Nullable String status,
      @Nullable String failureCode,
      @Nullable Boolean livemode,
      @Nullable Metadata metadata) {

    /** Whether it will not reach the bank, or came back from there. */
    boolean isBack() {
      return "failed".equals(status) || "canceled".equals(status);
    }

    /**
     * What it means, once the transfer of one that is back was reversed; empty if it says what is
     * not known, or not as it must.
     */
    Optional<PayoutAnswer> answer() {
      if (id == null || !id.matches(StripeObject.ID) || status == null) return Optional.empty();
      return switch (status) {
        case "pending", "in_transit" -> Optional.of(new PayoutAnswer.Pending());
        case "paid" ->
            money().map(its -> new PayoutAnswer.Paid(id, Optional.of(its), Optional.empty()));
        case "failed", "canceled" ->
            money()
                .map(
                    its ->
                        new PayoutAnswer.Bounced(
                            new PayoutAnswer.Back(
                                id, id + "-" + status, reason(status), Optional.of(its))));
        default -> Optional.empty();
      };
    }

    Optional<Money> money() {
      return amount == null || currency == null
          ? Optional.empty()
          : StripeAmounts.money(amount, currency);
    }

    private String reason(String otherwise) {
      return Optional.ofNullable(failureCode)
          .filter(code -> code.matches("[a-z0-9_]{1,64}"))
          .orElse(otherwise);
    }
  }
}
