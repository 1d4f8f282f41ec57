package io.giftledger.http.view;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.net.URI;
import java.util.Optional;

/**
 * How a viewer goes on with the payment of a recharge.
 *
 * @param type {@code client_secret}, {@code redirect}, {@code store_receipt} or {@code settled}
 * @param clientSecret what the provider's own kit needs in the viewer's app
 * @param url the provider's page
 * @param product the app store's id for what to buy
 * @param accountToken what the app gives the store with the purchase
 */
@Serdeable(naming = SnakeCaseStrategy.class)
public record PaymentView(
    String type,
    Optional<String> clientSecret,
    Optional<String> url,
    Optional<String> product,
    Optional<String> accountToken) {

  /** The viewer's app confirms it with the provider. */
  public static PaymentView clientSecret(String secret) {
    return new PaymentView(
        "client_secret", Optional.of(secret), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The viewer pays on a page of the provider's. */
  public static PaymentView redirect(URI url) {
    return new PaymentView(
        "redirect",
        Optional.empty(),
        Optional.of(url.toString()),
        Optional.empty(),
        Optional.empty());
  }

  /** The viewer buys from an app store. */
  public static PaymentView storeReceipt(String product, String accountToken) {
    return new PaymentView(
        "store_receipt",
        Optional.empty(),
        Optional.empty(),
        Optional.of(product),
        Optional.of(accountToken));
  }

  /** Nothing is left to do. */
  public static PaymentView settled() {
    return new PaymentView(
        "settled", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
