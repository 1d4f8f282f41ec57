package io.giftledger.withdraw;

import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutEvent;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import jakarta.inject.Singleton;

/** A provider that every function of these tests has on board beside the sandbox. */
@Singleton
final class OtherPayouts implements PayoutProvider {

  @Override
  public String name() {
    return "other";
  }

  @Override
  public Standing standing(String token) {
    return token.startsWith("other_") ? Standing.VERIFIED : Standing.UNKNOWN;
  }

  @Override
  public WebhookReading<PayoutEvent> read(Webhook webhook) {
    return new WebhookReading.Ignored<>("it tells nothing by itself");
  }

  @Override
  public PayoutAnswer pay(PayoutOrder order) {
    return new PayoutAnswer.Paid("other-" + order.idempotencyKey());
  }
}
