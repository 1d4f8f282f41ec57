package io.giftledger.emulator.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.template.Template;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * A stream's record as Lambda writes it.
 *
 * @param sequenceNumber its place in its shard
 * @param at when the change was made
 * @param json the record
 */
public record StreamRecord(String sequenceNumber, Instant at, JsonNode json) {

  /** The record as the stream tells it. */
  public static StreamRecord of(Record record, String streamArn) {
    var change = record.dynamodb();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("eventID", record.eventID());
    json.put("eventName", record.eventNameAsString());
    json.put("eventVersion", "1.1");
    json.put("eventSource", "aws:dynamodb");
    json.put("awsRegion", Template.REGION);
    ObjectNode dynamodb = json.putObject("dynamodb");
    dynamodb.put(
        "ApproximateCreationDateTime", change.approximateCreationDateTime().getEpochSecond());
    item(change.keys(), dynamodb.putObject("Keys"));
    if (change.hasNewImage()) item(change.newImage(), dynamodb.putObject("NewImage"));
    if (change.hasOldImage()) item(change.oldImage(), dynamodb.putObject("OldImage"));
    dynamodb.put("SequenceNumber", change.sequenceNumber());
    dynamodb.put("SizeBytes", change.sizeBytes());
    dynamodb.put("StreamViewType", change.streamViewTypeAsString());
    json.put("eventSourceARN", streamArn);
    return new StreamRecord(change.sequenceNumber(), change.approximateCreationDateTime(), json);
  }

  private static void item(Map<String, AttributeValue> item, ObjectNode json) {
    item.forEach((name, value) -> attribute(value, json.putObject(name)));
  }

  private static void attribute(AttributeValue value, ObjectNode json) {
    switch (value.type()) {
      case S -> json.put("S", value.s());
      case N -> json.put("N", value.n());
      case B -> json.put("B", base64(value.b().asByteArray()));
      case BOOL -> json.put("BOOL", value.bool());
      case NUL -> json.put("NULL", true);
      case SS -> value.ss().forEach(json.putArray("SS")::add);
      case NS -> value.ns().forEach(json.putArray("NS")::add);
      case BS -> value.bs().forEach(bytes -> json.withArray("BS").add(base64(bytes.asByteArray())));
      case M -> item(value.m(), json.putObject("M"));
      case L -> {
        var list = json.putArray("L");
        value.l().forEach(element -> attribute(element, list.addObject()));
      }
      // So DynamoDB Local tells an empty map.
      case UNKNOWN_TO_SDK_VERSION -> json.putObject("M");
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
