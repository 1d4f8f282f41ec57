package io.giftledger.bench.floor;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** The call for new gifts of the table's stream. */
public final class Dispatch extends Floor {

  private final SqsClient sqs = Queues.client();

  @Override
  JsonObject answer(JsonObject event) {
    Map<String, JsonArray> giftsByCreator = new LinkedHashMap<>();
    for (JsonValue record : event.get("Records").asArray()) {
      JsonObject entry = object(record.asObject(), "dynamodb", "NewImage");
      JsonObject gift = object(entry, "details", "M");
      giftsByCreator
          .computeIfAbsent(object(gift, "creator").getString("S", ""), creator -> new JsonArray())
          .add(object(entry, "ref").getString("S", "") + " " + gift);
    }
    sqs.sendMessageBatch(
        request ->
            request
                .queueUrl(variable("CONVERSIONS_QUEUE_URL"))
                .entries(
                    giftsByCreator.entrySet().stream()
                        .map(gifts -> entry(gifts.getKey(), gifts.getValue()))
                        .toList()));
    return allHandled();
  }

  private static SendMessageBatchRequestEntry entry(String creator, JsonArray gifts) {
    return SendMessageBatchRequestEntry.builder()
        .id(creator)
        .messageBody(Json.object().add("creator", creator).add("gifts", gifts).toString())
        .messageGroupId(creator)
        .messageDeduplicationId(creator)
        .build();
  }
}
