package io.giftledger.testkit;

import io.giftledger.economy.creator.PayoutMethod;

/**
 * Where a creator is paid to: {@code PayoutMethods.bank("luna").unverified().build()}. What is not
 * said is usual: {@code bank}, which the sandbox knows, has verified and pays to.
 */
public final class PayoutMethods {

  private final String creator;
  private String provider = "sandbox";
  private String token = "sandbox_bank_ok";
  private boolean verified = true;

  private PayoutMethods(String creator) {
    this.creator = creator;
  }

  /** A creator's bank account. */
  public static PayoutMethods bank(String creator) {
    return new PayoutMethods(creator);
  }

  /** The payout provider that knows it. */
  public PayoutMethods provider(String provider) {
    this.provider = provider;
    return this;
  }

  /** The provider's token for it. */
  public PayoutMethods token(String token) {
    this.token = token;
    return this;
  }

  /** Whether the provider has verified it. */
  public PayoutMethods verified(boolean verified) {
    this.verified = verified;
    return this;
  }

  /** The record. */
  public PayoutMethod build() {
    return new PayoutMethod(creator, "bank", provider, token, verified);
  }
}
