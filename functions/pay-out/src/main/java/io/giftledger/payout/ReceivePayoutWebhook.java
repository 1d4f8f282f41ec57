package io.giftledger.payout;

import io.giftledger.http.Reply;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.Providers;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReceiver;
import jakarta.inject.Singleton;

/**
 * Has a webhook read by the payout provider at whose address it came in, and books what it tells.
 * Every provider on board is heard, also one that may issue no new payout methods any more.
 */
@Singleton
final class ReceivePayoutWebhook {

  private final Providers<PayoutProvider> providers;
  private final WebhookReceiver receiver;
  private final SettlePayout settlePayout;

  ReceivePayoutWebhook(
      Providers<PayoutProvider> providers, WebhookReceiver receiver, SettlePayout settlePayout) {
    this.providers = providers;
    this.receiver = receiver;
    this.settlePayout = settlePayout;
  }

  /**
   * Does what a webhook says.
   *
   * @param provider whose address it came in at
   */
  Reply receive(String provider, Webhook webhook) {
    return receiver.receive(
        () -> providers.find(provider).map(known -> known.read(webhook)),
        event -> settlePayout.settle(provider, event));
  }
}
