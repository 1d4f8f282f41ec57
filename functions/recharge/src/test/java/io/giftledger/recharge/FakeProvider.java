package io.giftledger.recharge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.payments.Opening;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.PaymentOrder;
import io.giftledger.payments.PaymentProvider;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.RefundAnswer;
import io.giftledger.payments.RefundOrder;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.giftledger.payments.WebhookSignature.Fault;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A provider that fails when told to, and remembers what it was asked. Every function of these
 * tests has it on board beside the sandbox.
 */
@Singleton
final class FakeProvider implements PaymentProvider {

  final List<PaymentOrder> orders = new ArrayList<>();

  /** The only payment method. */
  String accepted = "card";

  /** Whether the answer is lost after the payment was opened. */
  boolean answerIsLost;

  /** Its webhook that says that a recharge was paid. */
  static String paid(Recharge recharge) {
    return String.join(
        " ",
        "payment-" + recharge.id(),
        recharge.id(),
        recharge.viewer(),
        Long.toString(recharge.quote().price().minor()),
        recharge.quote().price().currency());
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public boolean accepts(String paymentMethod) {
    return paymentMethod.equals(accepted);
  }

  @Override
  public Opening open(PaymentOrder order) {
    orders.add(order);
    if (answerIsLost) throw new PaymentProviderException(name(), "lost");
    return reopen(order, "payment-" + order.rechargeId());
  }

  @Override
  public Opening reopen(PaymentOrder order, String paymentId) {
    return new Opening.Redirect(paymentId, URI.create("https://fake.invalid/" + paymentId));
  }

  @Override
  public RefundAnswer refund(RefundOrder order) {
    throw new UnsupportedOperationException("another function asks for refunds");
  }

  @Override
  public WebhookReading read(Webhook webhook) {
    if (!webhook.header("fake-signature").orElse("").equals("good")) {
      return new WebhookReading.NotSigned(Fault.MISMATCH);
    }
    List<String> words = List.of(new String(webhook.body(), UTF_8).split(" ", -1));
    var payment =
        new PaymentEvent.Payment(
            words.get(0),
            words.get(1),
            words.get(2),
            new Money(Long.parseLong(words.get(3)), words.get(4)));
    return new WebhookReading.Told(
        new ProviderEvent(
            name(),
            "event-" + payment.id(),
            "paid",
            Optional.of(payment.viewer()),
            Optional.of("RECHARGE#" + payment.rechargeId()),
            Optional.of(payment.id()),
            Optional.of(payment.amount()),
            webhook.text()),
        new PaymentEvent.Succeeded(payment));
  }
}
