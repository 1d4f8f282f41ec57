package io.giftledger.admin;

import io.giftledger.economy.OperatorAction;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * Why somebody acts on an account.
 *
 * @param reason a word that the account's owner is shown
 * @param note where that can be looked up: a ticket, a letter
 */
@Introspected
record ActionRequest(
    @Pattern(regexp = REASON) String reason, @NotBlank @Size(max = NOTE_MAX) String note) {

  /** What {@link OperatorAction} takes. */
  static final String REASON = "[a-z][a-z0-9_]{0,23}";

  /** The most characters of a note. */
  static final int NOTE_MAX = 500;

  OperatorAction action(String by) {
    return new OperatorAction(reason, by, note);
  }
}
