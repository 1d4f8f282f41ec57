package io.giftledger.bench.throughput;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A page that looks at a room, without the page: it notes when each frame came. */
final class Subscriber implements WebSocket.Listener, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROTOCOL = "aws-appsync-event-ws";

  private final StringBuilder text = new StringBuilder();
  private final Map<String, Long> frames = new ConcurrentHashMap<>();

  /** When it has said that it is there: a socket sends one text after the other. */
  private final CompletableFuture<WebSocket> greeted = new CompletableFuture<>();

  private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
  private final ObjectNode authorization;
  private final String channel;
  private @Nullable WebSocket socket;

  private Subscriber(URI realtime, String token, String channel) {
    this.authorization =
        JSON.createObjectNode().put("host", realtime.getAuthority()).put("Authorization", token);
    this.channel = channel;
  }

  /**
   * Subscribes.
   *
   * @param channel as AppSync Events has it: {@code /room/live--1}
   * @return when the server said that it is so
   */
  static CompletableFuture<Subscriber> of(
      HttpClient http, URI realtime, String token, String channel) {
    var subscriber = new Subscriber(realtime, token, channel);
    String header =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(subscriber.authorization.toString().getBytes(StandardCharsets.UTF_8));
    return http.newWebSocketBuilder()
        .subprotocols(PROTOCOL, "header-" + header)
        .buildAsync(realtime, subscriber)
        .thenCompose(
            socket -> {
              subscriber.socket = socket;
              return socket.sendText("{\"type\":\"connection_init\"}", true);
            })
        .thenCompose(
            socket -> {
              subscriber.greeted.complete(socket);
              return subscriber.subscribed;
            })
        .thenApply(nothing -> subscriber);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      long now = System.nanoTime();
      String whole = text.toString();
      text.setLength(0);
      try {
        take(from, JSON.readTree(whole), now);
      } catch (IOException e) {
        throw new UncheckedIOException(whole, e);
      }
    }
    from.request(1);
    return null;
  }

  private void take(WebSocket from, JsonNode message, long now) throws IOException {
    switch (message.path("type").asText()) {
      case "connection_ack" ->
          greeted
              .thenCompose(socket -> socket.sendText(subscription(), true))
              .exceptionally(
                  fault -> {
                    subscribed.completeExceptionally(fault);
                    return from;
                  });
      case "subscribe_success" -> subscribed.complete(null);
      case "subscribe_error" ->
          subscribed.completeExceptionally(new IOException(message.toString()));
      case "data" -> frames.putIfAbsent(message.path("event").asText(), now);
      default -> {
        // That it still lives.
      }
    }
  }

  private String subscription() {
    return JSON.createObjectNode()
        .put("type", "subscribe")
        .put("id", UUID.randomUUID().toString())
        .put("channel", channel)
        .set("authorization", authorization)
        .toString();
  }

  @Override
  public void onError(WebSocket from, Throwable fault) {
    subscribed.completeExceptionally(fault);
  }

  /** When each frame came first, by its text, in {@link System#nanoTime}'s nanoseconds. */
  Map<String, Long> frames() {
    return frames;
  }

  @Override
  public void close() {
    if (socket != null) socket.abort();
  }
}
