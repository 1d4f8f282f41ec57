package io.giftledger.recharge;

import io.giftledger.http.Call;
import java.util.ArrayList;
import java.util.List;

/** A provider that fails when told to, and remembers what it was asked. */
final class FakeProvider implements PaymentProvider {

  final List<PaymentOrder> orders = new ArrayList<>();

  /** The only payment method. */
  String accepted = "card";

  /** Whether the answer is lost after the payment was opened. */
  boolean answerIsLost;

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public boolean accepts(String paymentMethod) {
    return paymentMethod.equals(accepted);
  }

  @Override
  public String open(PaymentOrder order) {
    orders.add(order);
    if (answerIsLost) throw new PaymentProviderException("lost");
    return "payment-" + order.rechargeId();
  }

  @Override
  public PaymentEvent read(Call webhook) {
    throw new UnsupportedOperationException();
  }
}
