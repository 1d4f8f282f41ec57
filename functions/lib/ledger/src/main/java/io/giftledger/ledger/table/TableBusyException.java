package io.giftledger.ledger.table;

/**
 * A fault: the table gave no answer to a read, or said that it has too much to do. Nothing was
 * changed; the same may be asked again.
 */
public final class TableBusyException extends RuntimeException {

  /**
   * @param cause what the table, or the way to it, said
   */
  public TableBusyException(Throwable cause) {
    super("the table gave no answer", cause);
  }
}
