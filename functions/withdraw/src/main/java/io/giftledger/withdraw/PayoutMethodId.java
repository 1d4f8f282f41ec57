package io.giftledger.withdraw;

/** What creators may call their payout methods. */
final class PayoutMethodId {

  /** 1 to 32 lower-case letters, digits and hyphens. */
  static final String PATTERN = "[a-z0-9-]{1,32}";

  private PayoutMethodId() {}
}
