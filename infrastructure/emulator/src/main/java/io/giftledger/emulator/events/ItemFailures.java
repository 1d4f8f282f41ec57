package io.giftledger.emulator.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the reply of a function that reports which items of its batch failed. */
final class ItemFailures {
  private static final Logger LOG = LoggerFactory.getLogger(ItemFailures.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private ItemFailures() {}

  /**
   * The identifiers of the items that failed: all of them if the reply is not JSON, or names an
   * item that was not given.
   */
  static Set<String> of(byte[] reply, Set<String> given) {
    try {
      Set<String> failed = new HashSet<>();
      for (JsonNode failure : JSON.readTree(reply).path("batchItemFailures")) {
        failed.add(failure.path("itemIdentifier").asText());
      }
      if (given.containsAll(failed)) return failed;
      LOG.error("a reply names items that were not given: {}", failed);
    } catch (IOException e) {
      LOG.error("a reply is not JSON: {}", e.getMessage());
    }
    return given;
  }
}
