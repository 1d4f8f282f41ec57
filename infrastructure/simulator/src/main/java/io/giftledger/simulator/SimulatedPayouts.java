package io.giftledger.simulator;

import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutEvent;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.giftledger.simulator.Network.Kind;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A payout provider that remembers what it was asked and what it paid, as a bank would. */
final class SimulatedPayouts implements PayoutProvider {

  private static final double REFUSED = 0.2;
  private static final int PENDING_MAX = 2;

  private final long seed;
  private final Network network;
  private final Set<Fault> faults;
  private final Map<String, Payout> payouts = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();

  SimulatedPayouts(long seed, Network network, Set<Fault> faults) {
    this.seed = seed;
    this.network = network;
    this.faults = faults;
  }

  /** What the provider knows of an order. */
  static final class Payout {
    private final PayoutOrder order;
    private final boolean refused;
    private int pending;

    private Payout(PayoutOrder order, boolean refused, int pending) {
      this.order = order;
      this.refused = refused;
      this.pending = pending;
    }

    PayoutOrder order() {
      return order;
    }

    /** Whether the money went out. */
    boolean isPaid() {
      return pending == 0 && !refused;
    }

    /** Whether it never will. */
    boolean isRefused() {
      return pending == 0 && refused;
    }
  }

  @Override
  public String name() {
    return "sandbox";
  }

  @Override
  public Standing standing(String token) {
    return Standing.VERIFIED;
  }

  @Override
  public WebhookReading<PayoutEvent> read(Webhook webhook) {
    return new WebhookReading.Ignored<>("it tells nothing by itself");
  }

  @Override
  public PayoutAnswer pay(PayoutOrder order) {
    return network.call(
        Kind.PROVIDER,
        "ask the provider to pay " + order.idempotencyKey(),
        () -> answer(order),
        fault -> new UncheckedIOException(new SocketTimeoutException("simulated")),
        () -> {
          throw new IllegalStateException("not a fault of the provider");
        });
  }

  private PayoutAnswer answer(PayoutOrder order) {
    Payout payout = payouts.computeIfAbsent(order.idempotencyKey(), key -> opened(order));
    if (!payout.order.token().equals(order.token())
        || !payout.order.amount().equals(order.amount())) {
      violations.add(
          "the provider was asked for another payout with the key " + order.idempotencyKey());
    }
    if (payout.pending > 0) {
      payout.pending--;
      if (payout.pending > 0) return new PayoutAnswer.Pending();
    }
    return payout.refused
        ? new PayoutAnswer.Refused("account_closed")
        : new PayoutAnswer.Paid("payout-" + order.idempotencyKey());
  }

  private Payout opened(PayoutOrder order) {
    Rolls rolls = Rolls.of(seed, "payout " + order.idempotencyKey());
    boolean refused = rolls.happens(REFUSED);
    int pending = faults.contains(Fault.PROVIDER_LATE) ? rolls.between(0, PENDING_MAX) : 0;
    return new Payout(order, refused, pending);
  }

  /** Every payout by its key. */
  Map<String, Payout> payouts() {
    return payouts;
  }

  /** What it should never have been asked. */
  List<String> violations() {
    return violations;
  }
}
