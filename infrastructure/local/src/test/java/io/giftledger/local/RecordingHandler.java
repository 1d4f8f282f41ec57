package io.giftledger.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Notes every queue message and stream record that it gets; one whose text says "fail" fails. */
public final class RecordingHandler implements RequestStreamHandler {
  private static final List<JsonNode> RECORDS = new CopyOnWriteArrayList<>();

  public RecordingHandler(Map<String, String> environment) {
    if (!environment.containsKey("AWS_REGION")) throw new IllegalArgumentException("no region");
  }

  /** The records so far that a test is interested in. */
  static List<JsonNode> records(Predicate<JsonNode> wanted) {
    return RECORDS.stream().filter(wanted).toList();
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    ObjectNode reply = Json.object();
    var failures = reply.putArray("batchItemFailures");
    for (JsonNode record : Json.read(input.readAllBytes()).path("Records")) {
      RECORDS.add(record);
      if (!record.toString().contains("fail")) continue;
      String messageId = record.path("messageId").asText();
      failures
          .addObject()
          .put(
              "itemIdentifier",
              messageId.isEmpty()
                  ? record.path("dynamodb").path("SequenceNumber").asText()
                  : messageId);
    }
    output.write(Json.write(reply));
  }
}
