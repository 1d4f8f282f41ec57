package io.giftledger.testkit;

import io.giftledger.economy.creator.PayoutMethod;
import java.time.Instant;

/**
 * Where a creator is paid to: {@code PayoutMethods.bank("luna").unverified().build()}. What is not
 * said is usual: {@code bank}, which the sandbox knows, has verified and pays to.
 */
public final class PayoutMethods {

  private final String creator;
  private String id = "bank";
  private PayoutMethod.Kind kind = PayoutMethod.Kind.BANK;
  private String provider = "sandbox";
  private String token = "sandbox_bank_ok";
  private boolean verified = true;
  private boolean nameMatches = true;
  private Instant addedAt = Instant.EPOCH;

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

  /** Whether the provider says that it belongs to the creator. */
  public PayoutMethods nameMatches(boolean matches) {
    this.nameMatches = matches;
    return this;
  }

  /** Since when it is where the creator is paid to. */
  public PayoutMethods addedAt(Instant instant) {
    this.addedAt = instant;
    return this;
  }

  /** An account at PayPal instead, of that name. */
  public PayoutMethods paypal() {
    this.id = "paypal";
    this.kind = PayoutMethod.Kind.PAYPAL;
    this.token = "sandbox_paypal_ok";
    return this;
  }

  /** The record. */
  public PayoutMethod build() {
    return new PayoutMethod(creator, id, kind, provider, token, verified, nameMatches, addedAt);
  }
}
