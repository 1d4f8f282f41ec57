package io.giftledger.ledger;

/**
 * A fault: the table could not be brought to an answer within the bounded tries, or within the time
 * that there was. Whether the movement happened is not known; the same request may be sent again,
 * and its key makes that safe.
 */
public final class LedgerBusyException extends RuntimeException {

  /**
   * @param where what could not be brought to an answer
   * @param tries how often it was tried
   */
  public LedgerBusyException(String where, int tries) {
    super("no answer (tries: " + tries + "): " + where);
  }
}
