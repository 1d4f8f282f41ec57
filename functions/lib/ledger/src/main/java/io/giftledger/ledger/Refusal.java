package io.giftledger.ledger;

import java.util.Map;

/**
 * Why a rule says no: a value, not an exception.
 *
 * @param code what a program switches on
 * @param detail what a person reads
 * @param figures the figures that explain it, by name
 */
public record Refusal(Code code, String detail, Map<String, Figure> figures) {

  /** A reason; the economy says which there are. */
  public interface Code {
    /** The name that a client sees: {@code insufficient_coins}. */
    String label();
  }

  /** A figure that explains a refusal. */
  public sealed interface Figure {

    /**
     * How many of something; its name says of what.
     *
     * @param number how many
     */
    record Count(long number) implements Figure {}

    /**
     * An amount of money.
     *
     * @param minor how much, in the currency's minor unit
     * @param currency ISO 4217 code
     */
    record Amount(long minor, String currency) implements Figure {}

    /**
     * A name: a country, a payout method.
     *
     * @param text the name
     */
    record Word(String text) implements Figure {}

    /**
     * Whether something is so.
     *
     * @param holds whether it is
     */
    record Flag(boolean holds) implements Figure {}
  }
}
