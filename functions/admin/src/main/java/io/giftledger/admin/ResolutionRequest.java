package io.giftledger.admin;

import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.Withdrawal.Status;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Locale;

/**
 * How a withdrawal ends, as its payout provider told a person.
 *
 * @param kind {@code paid} or {@code refused} for one that was submitted, {@code cancelled} for one
 *     that the provider was never asked for, {@code returned} for one that was paid, {@code
 *     paid_late} for one that failed
 * @param text the provider's id for the payout if it is paid, for the return if it is returned,
 *     else a word for why not
 * @param note where the answer can be looked up
 */
@Introspected
record ResolutionRequest(
    @Pattern(regexp = "paid|refused|cancelled|returned|paid_late") String kind,
    @Pattern(regexp = "[\\x21-\\x7e]{1,255}") String text,
    @NotBlank
        @Size(max = ActionRequest.NOTE_MAX)
        @Pattern(regexp = ActionRequest.NOTE, message = ActionRequest.NOTE_WORDS)
        String note) {

  PayoutResolution resolution(String by) {
    return new PayoutResolution(end(), text, by, note);
  }

  /** Where a withdrawal must stand to end so; pay-out checks it too. */
  Status needed() {
    return end().from();
  }

  private PayoutResolution.Kind end() {
    return PayoutResolution.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
  }
}
