package io.giftledger.payments;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What came in at a provider's address, from whomever.
 *
 * @param headers by their lower-case names
 * @param body the raw bytes, which are what is signed
 */
public record Webhook(Map<String, String> headers, byte[] body) {

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** A header by its lower-case name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
