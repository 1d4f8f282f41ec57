package io.giftledger.admin;

import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.earnings.PayoutResolution;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * How somebody wants a withdrawal to end: as its payout provider told them.
 *
 * @param end {@code paid} or {@code refused} for one that was submitted, {@code cancelled} for one
 *     that the provider was never asked for, {@code returned} for one that was paid, {@code
 *     paid_late} for one that failed
 * @param text the provider's id for the payout if it is paid, for the return if it is returned,
 *     else a word for why not
 * @param reason a word for why
 * @param note where the answer can be looked up
 */
@Introspected
record ResolutionRequest(
    @Pattern(regexp = "paid|refused|cancelled|returned|paid_late") String end,
    @Pattern(regexp = "[\\x21-\\x7e]{1,255}") String text,
    @Pattern(regexp = ActionRequest.REASON) String reason,
    @NotBlank
        @Size(max = ActionRequest.NOTE_MAX)
        @Pattern(regexp = ActionRequest.NOTE, message = ActionRequest.NOTE_WORDS)
        String note) {

  OperatorAction action(String by) {
    return new OperatorAction(reason, by, note);
  }

  PayoutResolution.Kind kind() {
    return PayoutResolution.Kind.of(end);
  }

  /**
   * What somebody approves: what they were shown.
   *
   * @param end how it ends
   * @param text the provider's id, or the word for why not
   * @param amount what the withdrawal pays
   */
  @Introspected
  record Approval(String end, String text, RefundApproval.Amount amount) {}
}
