package io.giftledger.recharge;

import io.giftledger.http.Reply;
import io.giftledger.payments.PaymentProvider;
import io.giftledger.payments.Providers;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReceiver;
import io.giftledger.payments.booking.SettleRecharge;
import jakarta.inject.Singleton;

/**
 * Has a webhook read by the provider at whose address it came in, and does what it tells. Every
 * provider on board is heard, also one that is given nothing new any more.
 */
@Singleton
final class ReceiveWebhook {

  private final Providers<PaymentProvider> providers;
  private final WebhookReceiver receiver;
  private final SettleRecharge settleRecharge;

  ReceiveWebhook(
      Providers<PaymentProvider> providers,
      WebhookReceiver receiver,
      SettleRecharge settleRecharge) {
    this.providers = providers;
    this.receiver = receiver;
    this.settleRecharge = settleRecharge;
  }

  /**
   * Does what a webhook says.
   *
   * @param provider whose address it came in at
   */
  Reply receive(String provider, Webhook webhook) {
    return receiver.receive(
        () -> providers.find(provider).map(known -> known.read(webhook)),
        event -> settleRecharge.settle(provider, event));
  }
}
