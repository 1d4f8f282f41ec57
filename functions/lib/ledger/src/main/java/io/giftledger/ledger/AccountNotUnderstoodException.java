package io.giftledger.ledger;

/**
 * A fault: newer code wrote the account's newest entry, and this code does not know all that it
 * says. Nothing was changed. To append would drop what is not understood from the state, for ever;
 * the same request succeeds with code that knows.
 */
public final class AccountNotUnderstoodException extends RuntimeException {

  /** Says what is not known, in words. */
  public AccountNotUnderstoodException(Account<?> account, String unknown) {
    super(account.partitionKey() + ": this version does not know " + unknown);
  }
}
