package io.giftledger.payments.sandbox;

import io.giftledger.economy.Money;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutEvent;
import io.giftledger.payments.ProviderEvent;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A webhook of the sandbox about a payout.
 *
 * @param id the event's id; delivered again, it has the same
 * @param type what happened
 * @param createdAt when
 * @param data to which payout
 */
@Serdeable(naming = SnakeCaseStrategy.class)
public record SandboxPayoutEvent(
    @NotNull @Pattern(regexp = "[\\x21-\\x7e]{1,64}") String id,
    @NotBlank @Size(max = 64) String type,
    @NotBlank @Size(max = 64) String createdAt,
    @NotNull @Valid Data data) {

  /** What the types of all events about payouts begin with. */
  static final String PREFIX = "payout.";

  /** The type of an event that tells that a payout was paid. */
  public static final String PAID = "payout.paid";

  /** The type of an event that tells that a payout was not paid and never will be. */
  public static final String FAILED = "payout.failed";

  /** The type of an event that tells that the bank returned a payout that was paid. */
  public static final String RETURNED = "payout.returned";

  /**
   * A payout.
   *
   * @param payoutId the sandbox's id for it
   * @param withdrawalId what it is for
   * @param userId who is paid
   * @param amount in the currency's minor unit
   * @param currency ISO 4217
   * @param reason why it failed or was returned, if it did
   * @param returnId the sandbox's id for the return, if it was
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  public record Data(
      @NotNull @Pattern(regexp = "[\\x21-\\x7e]{1,64}") String payoutId,
      @NotBlank @Size(max = 64) String withdrawalId,
      @NotBlank @Size(max = 128) String userId,
      @NotNull @PositiveOrZero @Digits(integer = 18, fraction = 0) BigDecimal amount,
      @NotBlank @Size(max = 3) String currency,
      @Nullable @Pattern(regexp = "[a-z0-9_]{1,64}") String reason,
      @Nullable @Pattern(regexp = "[\\x21-\\x7e]{1,64}") String returnId) {

    private Money money() {
      return new Money(amount.longValueExact(), currency);
    }
  }

  PayoutEvent paid() {
    return says(
        new PayoutAnswer.Paid(data.payoutId(), Optional.of(data.money()), Optional.empty()));
  }

  PayoutEvent failed() {
    return says(new PayoutAnswer.Refused(reason()));
  }

  /** Empty if it does not say by what the money came back, as it must. */
  Optional<PayoutEvent> returned() {
    return Optional.ofNullable(data.returnId())
        .map(
            returnId ->
                says(
                    new PayoutAnswer.Returned(
                        new PayoutAnswer.Back(
                            data.payoutId(), returnId, reason(), Optional.of(data.money())))));
  }

  private PayoutEvent says(PayoutAnswer answer) {
    return new PayoutEvent(data.userId(), data.withdrawalId(), answer);
  }

  private String reason() {
    return Optional.ofNullable(data.reason()).orElse("unknown");
  }

  /** The event as it was told. */
  ProviderEvent source(String body) {
    return new ProviderEvent(
        Sandbox.NAME,
        id,
        type,
        Optional.of(data.userId()),
        Optional.of("WITHDRAWAL#" + data.withdrawalId()),
        Optional.of(data.payoutId()),
        Optional.of(data.money()),
        body);
  }
}
