package io.giftledger.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.economy.OperatorAction;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * What somebody proposes for earnings.
 *
 * @param diamondsE4 how many ten-thousandths of a diamond to give; negative to take them
 * @param reason a word for why
 * @param note where that can be looked up
 */
@Introspected
record DiamondsRequest(
    @JsonProperty("diamonds_e4") @Min(-AMOUNT_MAX) @Max(AMOUNT_MAX) long diamondsE4,
    @Pattern(regexp = ActionRequest.REASON) String reason,
    @NotBlank
        @Size(max = ActionRequest.NOTE_MAX)
        @Pattern(regexp = ActionRequest.NOTE, message = ActionRequest.NOTE_WORDS)
        String note) {

  private static final long AMOUNT_MAX = 10_000_000_000_000L;

  OperatorAction action(String by) {
    return new OperatorAction(reason, by, note);
  }

  /**
   * What somebody approves for earnings.
   *
   * @param diamondsE4 what they were shown
   */
  @Introspected
  record Approval(@JsonProperty("diamonds_e4") long diamondsE4) {}
}
