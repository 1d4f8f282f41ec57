package io.giftledger.payout;

import io.giftledger.economy.Money;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutEvent;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A provider that every function of these tests has on board beside the sandbox. */
@Singleton
final class OtherPayouts implements PayoutProvider {

  /** The keys of all payouts that it was ever asked for. */
  static final Set<String> ASKED = ConcurrentHashMap.newKeySet();

  /** What happens while it is first asked about {@code other_two_faced}; it pays in the end. */
  static @Nullable Runnable meanwhile;

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
    ASKED.add(order.idempotencyKey());
    if (order.token().equals("other_two_faced")) {
      Runnable first = meanwhile;
      meanwhile = null;
      if (first == null) return new PayoutAnswer.Refused("not now");
      first.run();
    }
    Optional<Money> fee =
        order.token().equals("other_dear")
            ? Optional.of(new Money(Long.MAX_VALUE, order.amount().currency()))
            : Optional.empty();
    return new PayoutAnswer.Paid("other-" + order.idempotencyKey(), Optional.empty(), fee);
  }
}
