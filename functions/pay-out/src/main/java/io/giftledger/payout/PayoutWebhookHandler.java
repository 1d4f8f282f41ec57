package io.giftledger.payout;

import io.giftledger.http.HttpFunction;
import io.giftledger.payments.Webhook;
import java.util.Map;

/** Answers {@code POST /v1/payout-webhooks/{provider}}. */
public final class PayoutWebhookHandler extends HttpFunction {

  private final ReceivePayoutWebhook receivePayoutWebhook = bean(ReceivePayoutWebhook.class);

  /** Made by Lambda. */
  public PayoutWebhookHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public PayoutWebhookHandler(Map<String, String> environment) {
    super(environment);
    webhook(
        "POST /v1/payout-webhooks/{provider}",
        call ->
            receivePayoutWebhook.receive(
                call.path("provider"), new Webhook(call.headers(), call.rawBody())));
  }
}
