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
    @Pattern(regexp = REASON) String reason,
    @NotBlank @Size(max = NOTE_MAX) @Pattern(regexp = NOTE, message = NOTE_WORDS) String note) {

  /** What {@link OperatorAction} takes. */
  static final String REASON = "[a-z][a-z0-9_]{0,23}";

  /** The most characters of a note. */
  static final int NOTE_MAX = 500;

  /** No control characters, and no half of a surrogate pair. */
  static final String NOTE = "[^\\p{Cc}\\p{Cs}]*";

  /** The same for a person. */
  static final String NOTE_WORDS = "must be on one line and have no control characters";

  OperatorAction action(String by) {
    return new OperatorAction(reason, by, note);
  }
}
