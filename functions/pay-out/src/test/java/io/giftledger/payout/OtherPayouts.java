package io.giftledger.payout;

import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A provider that every function of these tests has on board beside the sandbox. */
@Singleton
final class OtherPayouts implements PayoutProvider {

  /** The keys of all payouts that it was ever asked for. */
  static final Set<String> ASKED = ConcurrentHashMap.newKeySet();

  @Override
  public String name() {
    return "other";
  }

  @Override
  public Standing standing(String token) {
    return token.startsWith("other_") ? Standing.VERIFIED : Standing.UNKNOWN;
  }

  @Override
  public PayoutAnswer pay(PayoutOrder order) {
    ASKED.add(order.idempotencyKey());
    return new PayoutAnswer.Paid("other-" + order.idempotencyKey());
  }
}
