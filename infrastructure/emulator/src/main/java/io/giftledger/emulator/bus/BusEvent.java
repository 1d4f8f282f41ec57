package io.giftledger.emulator.bus;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event on the bus, as EventBridge delivers it to whoever has a rule for it.
 *
 * @param number which it is, from 1
 * @param json all of it
 */
public record BusEvent(long number, JsonNode json) {

  /** What happened. */
  public String name() {
    return json.path("detail-type").asText();
  }
}
