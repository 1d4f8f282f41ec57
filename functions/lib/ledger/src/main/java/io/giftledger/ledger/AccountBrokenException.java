package io.giftledger.ledger;

/**
 * A fault: the account's newest entry is not what a ledger wrote. Nothing was changed, and nothing
 * is appended before a person has looked at it: a forged balance must not be spent.
 */
public final class AccountBrokenException extends RuntimeException {

  AccountBrokenException(Account<?> account, String words) {
    super(account.partitionKey() + ": its newest entry cannot be trusted: " + words);
  }
}
