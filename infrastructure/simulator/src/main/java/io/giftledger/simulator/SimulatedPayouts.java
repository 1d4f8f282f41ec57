package io.giftledger.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutEvent;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.giftledger.simulator.Network.Kind;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A payout provider that remembers what it was asked and what it paid, as a bank would. Of some
 * payouts it says afterwards, by a webhook, what does not fit its answer.
 */
final class SimulatedPayouts implements PayoutProvider {

  private static final double REFUSED = 0.2;
  private static final double CONTRADICTED = 0.4;
  private static final int PENDING_MAX = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final long seed;
  private final Network network;
  private final Set<Fault> faults;
  private final Consumer<String> webhooks;
  private final Map<String, Payout> payouts = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();

  /**
   * @param webhooks takes the body of a webhook that is to be posted
   */
  SimulatedPayouts(long seed, Network network, Set<Fault> faults, Consumer<String> webhooks) {
    this.seed = seed;
    this.network = network;
    this.faults = faults;
    this.webhooks = webhooks;
  }

  /** What the provider says of a payout by a webhook, beside its answer. */
  enum Afterwards {
    /** Nothing. */
    NOTHING(""),
    /** That what it paid came back from the bank. */
    RETURNED("payout.returned"),
    /** That what it paid was not paid. */
    FAILED("payout.failed"),
    /** That what it refused was paid. */
    PAID("payout.paid");

    private final String type;

    Afterwards(String type) {
      this.type = type;
    }
  }

  /** What the provider knows of an order. */
  static final class Payout {
    private final PayoutOrder order;
    private final boolean refused;
    private final Afterwards afterwards;
    private int pending;
    private boolean told;

    private Payout(PayoutOrder order, boolean refused, Afterwards afterwards, int pending) {
      this.order = order;
      this.refused = refused;
      this.afterwards = afterwards;
      this.pending = pending;
    }

    Afterwards afterwards() {
      return afterwards;
    }

    private String id() {
      return "payout-" + order.idempotencyKey();
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
    JsonNode event = json(webhook.text());
    JsonNode data = event.path("data");
    String payout = data.path("payout").asText();
    String withdrawal = data.path("withdrawal").asText();
    PayoutAnswer says =
        switch (event.path("type").asText()) {
          case "payout.paid" -> new PayoutAnswer.Paid(payout);
          case "payout.failed" -> new PayoutAnswer.Refused("rejected_by_bank");
          default ->
              new PayoutAnswer.Returned(
                  new PayoutAnswer.Back(
                      payout, "return-" + withdrawal, "rejected_by_bank", Optional.empty()));
        };
    String creator = data.path("creator").asText();
    return new WebhookReading.Told<>(
        new ProviderEvent(
            name(),
            event.path("id").asText(),
            event.path("type").asText(),
            Optional.of(creator),
            Optional.of("WITHDRAWAL#" + withdrawal),
            Optional.of(payout),
            Optional.empty(),
            webhook.text()),
        new PayoutEvent(creator, withdrawal, says));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  private void tell(Payout payout) {
    if (payout.told || payout.afterwards == Afterwards.NOTHING) return;
    payout.told = true;
    ObjectNode event = JSON.createObjectNode();
    event.put("id", "event-" + payout.order.idempotencyKey());
    event.put("type", payout.afterwards.type);
    event
        .putObject("data")
        .put("payout", payout.id())
        .put("withdrawal", payout.order.idempotencyKey())
        .put("creator", payout.order.creator());
    webhooks.accept(event.toString());
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
    tell(payout);
    return payout.refused
        ? new PayoutAnswer.Refused("account_closed")
        : new PayoutAnswer.Paid(payout.id());
  }

  private Payout opened(PayoutOrder order) {
    Rolls rolls = Rolls.of(seed, "payout " + order.idempotencyKey());
    boolean refused = rolls.happens(REFUSED);
    int pending = faults.contains(Fault.PROVIDER_LATE) ? rolls.between(0, PENDING_MAX) : 0;
    Afterwards afterwards =
        !faults.contains(Fault.PAYOUT_CONTRADICTED) || !rolls.happens(CONTRADICTED)
            ? Afterwards.NOTHING
            : refused
                ? Afterwards.PAID
                : rolls.oneOf(List.of(Afterwards.RETURNED, Afterwards.RETURNED, Afterwards.FAILED));
    return new Payout(order, refused, afterwards, pending);
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
