package io.giftledger.payments;

/** A fault: a payment provider gave no answer. What it was asked may have happened or not. */
public final class PaymentProviderException extends RuntimeException {

  private final String provider;

  /**
   * @param provider the provider's name
   */
  public PaymentProviderException(String provider, String message) {
    super(message);
    this.provider = provider;
  }

  /** As the other, because of another fault. */
  public PaymentProviderException(String provider, String message, Throwable cause) {
    super(message, cause);
    this.provider = provider;
  }

  /** The name of the provider that gave none. */
  public String provider() {
    return provider;
  }
}
