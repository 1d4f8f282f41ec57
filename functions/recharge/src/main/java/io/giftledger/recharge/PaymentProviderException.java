package io.giftledger.recharge;

/** A fault: the payment provider gave no answer. What it was asked may have happened or not. */
final class PaymentProviderException extends RuntimeException {

  PaymentProviderException(String message) {
    super(message);
  }

  PaymentProviderException(String message, Throwable cause) {
    super(message, cause);
  }
}
