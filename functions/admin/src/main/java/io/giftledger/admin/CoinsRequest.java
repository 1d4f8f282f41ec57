package io.giftledger.admin;

import io.giftledger.economy.OperatorAction;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * What somebody proposes for a wallet.
 *
 * @param coins how many to give; negative to take them
 * @param reason a word for why
 * @param note where that can be looked up
 */
@Introspected
record CoinsRequest(
    @Min(-AMOUNT_MAX) @Max(AMOUNT_MAX) long coins,
    @Pattern(regexp = ActionRequest.REASON) String reason,
    @NotBlank
        @Size(max = ActionRequest.NOTE_MAX)
        @Pattern(regexp = ActionRequest.NOTE, message = ActionRequest.NOTE_WORDS)
        String note) {

  private static final long AMOUNT_MAX = 1_000_000_000;

  OperatorAction action(String by) {
    return new OperatorAction(reason, by, note);
  }

  /**
   * What somebody approves for a wallet.
   *
   * @param coins what they were shown
   */
  @Introspected
  record Approval(long coins) {}
}
