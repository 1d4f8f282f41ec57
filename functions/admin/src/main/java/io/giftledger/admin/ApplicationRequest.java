package io.giftledger.admin;

import io.giftledger.economy.OperatorAction;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * To which recharge somebody wants an unapplied payment applied.
 *
 * @param user whose recharge
 * @param recharge the recharge's id
 * @param reason a word for why
 * @param note where that can be looked up
 */
@Introspected
record ApplicationRequest(
    String user,
    String recharge,
    @Pattern(regexp = ActionRequest.REASON) String reason,
    @NotBlank
        @Size(max = ActionRequest.NOTE_MAX)
        @Pattern(regexp = ActionRequest.NOTE, message = ActionRequest.NOTE_WORDS)
        String note) {

  OperatorAction action(String by) {
    return new OperatorAction(reason, by, note);
  }

  /**
   * What somebody approves: what they were shown.
   *
   * @param user whose recharge
   * @param recharge the recharge's id
   * @param amount how much was paid
   */
  @Introspected
  record Approval(String user, String recharge, RefundApproval.Amount amount) {}
}
