package io.giftledger.emulator.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a function replies that reports failures. */
final class Replies {
  private Replies() {}

  static byte[] failed(String... identifiers) {
    return Stream.of(identifiers)
        .map("{\"itemIdentifier\":\"%s\"}"::formatted)
        .collect(Collectors.joining(",", "{\"batchItemFailures\":[", "]}"))
        .getBytes(UTF_8);
  }
}
