package io.giftledger.payments;

import java.net.URI;
import java.util.Optional;

/** How a viewer goes on with a payment that was opened. */
public sealed interface Opening {

  /**
   * The viewer's app confirms the payment with the provider itself, by the provider's own kit.
   *
   * @param paymentId the provider's id for the payment
   * @param secret what the kit needs; for the viewer who pays and nobody else
   */
  record ClientSecret(String paymentId, String secret) implements Opening {}

  /**
   * The viewer pays on a page of the provider's.
   *
   * @param paymentId the provider's id for the payment
   * @param url the page
   */
  record Redirect(String paymentId, URI url) implements Opening {}

  /**
   * The viewer buys from an app store, and the store's receipt is verified afterwards. The store
   * has an id for the payment only then.
   *
   * @param product the store's id for what to buy
   * @param accountToken what the app has to give the store with the purchase, so that the receipt
   *     names the recharge
   */
  record StoreReceipt(String product, String accountToken) implements Opening {}

  /**
   * The price is paid already; nobody has to do anything, and no webhook need come.
   *
   * @param paymentId the provider's id for the payment
   */
  record Settled(String paymentId) implements Opening {}

  /** The provider's id for the payment, if it has one yet. */
  default Optional<String> knownPaymentId() {
    return switch (this) {
      case ClientSecret(String paymentId, _) -> Optional.of(paymentId);
      case Redirect(String paymentId, _) -> Optional.of(paymentId);
      case StoreReceipt _ -> Optional.empty();
      case Settled(String paymentId) -> Optional.of(paymentId);
    };
  }
}
