package io.giftledger.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.payments.WebhookSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The payment provider's side: posts the webhooks that stand in a queue's message, signed, one
 * after the other, until each was taken. Some come twice, and some successes after a decline.
 */
final class WebhookPost {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUCCEEDED = "payment.succeeded";

  private final Simulation simulation;
  private final Api api;
  private final WebhookSignature signature;

  WebhookPost(Simulation simulation, Api api, WebhookSignature signature) {
    this.simulation = simulation;
    this.api = api;
    this.signature = signature;
  }

  /** Posts; the call replies which messages failed, as a function would. */
  Lambda.Call start(String label, String event) {
    Lambda.Call call = new Lambda.Call();
    simulation
        .fibers()
        .start(
            label,
            Rolls.of(simulation.scenario().seed(), label),
            () -> call.end(post(label, event)));
    return call;
  }

  private String post(String label, String event) {
    ObjectNode reply = JSON.createObjectNode();
    reply.putArray("batchItemFailures");
    try {
      for (JsonNode message : JSON.readTree(event).path("Records")) {
        int number = 0;
        for (String body : bodies(message.path("body").asText())) {
          if (isTaken(label + "." + ++number, body)) continue;
          reply
              .withArray("batchItemFailures")
              .addObject()
              .put("itemIdentifier", message.path("messageId").asText());
          break;
        }
      }
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
    return reply.toString();
  }

  private List<String> bodies(String body) throws IOException {
    Rolls rolls = Fibers.running().rolls();
    List<String> bodies = new ArrayList<>();
    if (simulation.has(Fault.DECLINED_FIRST) && rolls.happens(0.2) && body.contains(SUCCEEDED)) {
      ObjectNode declined = (ObjectNode) JSON.readTree(body);
      declined.put("type", "payment.failed").put("id", declined.path("id").asText() + "d");
      ((ObjectNode) declined.get("data")).put("decline_reason", "try_again");
      bodies.add(declined.toString());
    }
    bodies.add(body);
    if (simulation.has(Fault.PAYMENT_ADJUSTED) && body.contains(SUCCEEDED)) {
      adjustments((ObjectNode) JSON.readTree(body), bodies);
    }
    if (simulation.has(Fault.WEBHOOK_TWICE) && rolls.happens(0.2)) bodies.add(body);
    return bodies;
  }

  /** What becomes of a payment: always the same of the same, in one order or another. */
  private void adjustments(ObjectNode payment, List<String> bodies) throws IOException {
    String id = payment.path("data").path("payment_id").asText();
    Rolls rolls = Rolls.of(simulation.scenario().seed(), "what becomes of " + id);
    long price = payment.path("data").path("amount").asLong();
    if (rolls.happens(0.3)) {
      long minor = rolls.happens(0.5) ? price : rolls.between(1, (int) price);
      boolean isRefund = rolls.happens(0.5);
      String taken = isRefund ? "payment.refunded" : "payment.disputed";
      String restored = isRefund ? "payment.refund_failed" : "payment.dispute_won";
      add(bodies, rolls, event(payment, taken, "adj_" + id, minor));
      if (rolls.happens(0.4)) add(bodies, rolls, event(payment, restored, "adj_" + id, minor));
      if (minor < price && rolls.happens(0.5)) {
        add(bodies, rolls, event(payment, taken, "rest_" + id, price - minor));
      }
    }
    if (rolls.happens(0.2)) {
      int fee = rolls.between(1, 99);
      add(bodies, rolls, event(payment, "payment.fee_charged", "fee_" + id, fee));
      if (rolls.happens(0.3)) {
        add(bodies, rolls, event(payment, "payment.fee_returned", "feeback_" + id, fee));
      }
    }
  }

  private void add(List<String> bodies, Rolls rolls, String event) {
    bodies.add(rolls.happens(0.7) ? bodies.size() : rolls.between(0, bodies.size()), event);
    simulation.adjusted(event);
  }

  private static String event(ObjectNode payment, String type, String id, long minor) {
    ObjectNode event = payment.deepCopy();
    event.put("type", type).put("id", payment.path("id").asText() + "_" + type);
    ((ObjectNode) event.get("data")).put("adjustment_id", id).put("amount", minor);
    return event.toString();
  }

  private boolean isTaken(String label, String body) throws IOException {
    String signed =
        signature.sign(body.getBytes(StandardCharsets.UTF_8), simulation.clock().instant());
    simulation.history().note(label + ": webhook " + body);
    boolean isOfPayout = JSON.readTree(body).path("type").asText().startsWith("payout.");
    Lambda.Call call =
        api.send(
            label,
            new Api.Request(
                "",
                isOfPayout ? "POST /v1/payout-webhooks/{provider}" : "POST /v1/webhooks/{provider}",
                Map.of("provider", "sandbox"),
                Map.of("sandbox-signature", signed),
                body));
    simulation.fibers().pauseUntil(call::isDone);
    return call.reply().map(Api::answer).filter(answer -> answer.status() == 200).isPresent();
  }
}
