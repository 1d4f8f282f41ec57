package io.giftledger.bench.floor;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The calls of {@code POST /v1/recharges} with the sandbox's payments. */
public final class Recharge extends Floor {

  private final Table table = new Table();
  private final SqsClient sqs = Queues.client();

  @Override
  JsonObject answer(JsonObject event) {
    JsonObject asked = body(event);
    String viewer = "WALLET#" + caller(event);
    String id = "RECHARGE#" + header(event, "idempotency-key");
    Item policy = table.newest("POLICY", "VERSION#");
    Json.parse(policy.attribute("document").s());
    table.insert(
        Item.key(viewer, id)
            .with("package", asked.getString("package", ""))
            .with("region", asked.getString("region", ""))
            .with("channel", asked.getString("channel", ""))
            .with("status", "AWAITING_PAYMENT"));
    sqs.sendMessage(
        message ->
            message
                .queueUrl(variable("SANDBOX_WEBHOOKS_QUEUE_URL"))
                .messageBody(Json.object().add("recharge", id).toString())
                .delaySeconds(0));
    table.move(
        Item.key(viewer, id),
        "AWAITING_PAYMENT",
        new Item().with("status", "AWAITING_PAYMENT").with("paymentId", "payment-1"));
    return reply(201, Json.object().add("id", id).add("status", "awaiting_payment"));
  }
}
