package io.giftledger.ledger.table;

/**
 * A fault: what is stored is not written as it must be. Its message says so in words for whoever
 * looks after the table, and begins with the attribute's name.
 */
public final class UnreadableException extends IllegalStateException {

  /**
   * @param words what is wrong: {@code coins is no whole number}
   */
  public UnreadableException(String words) {
    super(words);
  }
}
