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
import java.util.Optional;

/**
 * The payment provider's side: posts the webhooks that stand in a queue's message, signed, one
 * after the other, until each was taken. Some come twice, some successes after a decline, and some
 * tell of what is another's.
 */
final class WebhookPost {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUCCEEDED = "payment.succeeded";
  private static final String FEE_CHARGED = "payment.fee_charged";
  private static final String PAYMENT_ID = "/data/payment_id";

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
        String own = message.path("body").asText();
        for (String body : bodies(own)) {
          if (isTaken(label + "." + ++number, body)) {
            if (body.equals(own) && own.contains(SUCCEEDED)) simulation.booked(own);
            continue;
          }
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
    if (body.contains(SUCCEEDED)) {
      ObjectNode payment = (ObjectNode) JSON.readTree(body);
      Optional<ObjectNode> other = other(payment);
      if (other.isPresent()) tellOf(other.get(), payment, bodies);
    }
    return bodies;
  }

  /** A payment that is booked with another recharge, if the provider takes one for another. */
  private Optional<ObjectNode> other(ObjectNode payment) throws IOException {
    if (!simulation.has(Fault.PAYMENT_ELSEWHERE) || simulation.newestBooked().isEmpty()) {
      return Optional.empty();
    }
    ObjectNode booked = (ObjectNode) JSON.readTree(simulation.newestBooked().get());
    return Optional.of(booked)
        .filter(other -> !other.at(PAYMENT_ID).equals(payment.at(PAYMENT_ID)));
  }

  /** That it paid this one's recharge, too; and that a fee of this one was a fee of it. */
  private void tellOf(ObjectNode booked, ObjectNode payment, List<String> bodies)
      throws IOException {
    String id = payment.at(PAYMENT_ID).asText();
    Rolls rolls = Rolls.of(simulation.scenario().seed(), "what is told of another than " + id);
    if (rolls.happens(0.3)) {
      ObjectNode event = booked.deepCopy();
      event.put("id", payment.path("id").asText() + "_elsewhere");
      bodies.addFirst(named(event, payment).toString());
    }
    boolean hasFee = bodies.stream().anyMatch(body -> body.contains(FEE_CHARGED));
    if (hasFee && rolls.happens(0.5)) {
      ObjectNode event = (ObjectNode) JSON.readTree(event(booked, FEE_CHARGED, "fee_" + id, 1));
      event.put("id", payment.path("id").asText() + "_other_fee");
      bodies.add(event.toString());
    }
  }

  /** The event with another's recharge: it is for a payment's id that something is booked. */
  private static ObjectNode named(ObjectNode event, ObjectNode other) {
    for (String name : List.of("recharge_id", "user_id")) {
      ((ObjectNode) event.get("data")).set(name, other.get("data").get(name));
    }
    return event;
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
      add(bodies, rolls, event(payment, FEE_CHARGED, "fee_" + id, fee));
      if (rolls.happens(0.3)) {
        add(bodies, rolls, event(payment, "payment.fee_returned", "feeback_" + id, fee));
      }
    }
  }

  private void add(List<String> bodies, Rolls rolls, String event) throws IOException {
    ObjectNode told = (ObjectNode) JSON.readTree(event);
    Rolls own = Rolls.of(simulation.scenario().seed(), "what names another " + event);
    Optional<ObjectNode> other = own.happens(0.2) ? other(told) : Optional.empty();
    String body = other.map(booked -> named(told, booked).toString()).orElse(event);
    bodies.add(rolls.happens(0.7) ? bodies.size() : rolls.between(0, bodies.size()), body);
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
