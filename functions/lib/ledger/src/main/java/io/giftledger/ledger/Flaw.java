package io.giftledger.ledger;

import java.util.Locale;
import java.util.Optional;

/**
 * Why an entry does not continue its chain.
 *
 * @param code what a program can switch on
 * @param words the same for a person, with the figures
 */
public record Flaw(Code code, String words) {

  /** What is wrong. */
  public enum Code {
    /** The entry before it is missing. */
    GAP,
    /** Its time is before the entry before it. */
    WRONG_TIME,
    /** Its postings do not sum to zero. */
    UNBALANCED,
    /** Its postings do not lead from the balance before it to the balance it names. */
    WRONG_BALANCE,
    /** Its hash is not that of its content and of the entry before it. */
    HASH_MISMATCH,
    /** Its format is older than that of the entry before it. */
    WRONG_FORMAT,
    /** Newer code wrote it; this code cannot tell whether it is right. */
    NOT_UNDERSTOOD;

    /** The name that is shown: {@code hash_mismatch}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Optional<Flaw> of(Code code, String words) {
    return Optional.of(new Flaw(code, words));
  }
}
