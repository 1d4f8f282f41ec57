package io.giftledger.emulator.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's connection, and what it is subscribed to. Public for Jetty alone, which calls no
 * listener that is not.
 */
public final class Connection implements Session.Listener.AutoDemanding {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIMEOUT_MS = 300_000;
  private static final long KEEP_ALIVE_SECONDS = 60;
  private static final int SUBSCRIPTIONS_MAX = 100;

  /** How long an event waits for one that overtakes it. */
  private static final long OVERTAKEN_MS = 1_500;

  private final EventServer server;
  private final ScheduledExecutorService clock;
  private final Map<String, Channel> subscriptions = new ConcurrentHashMap<>();
  private volatile @Nullable Session session;
  private @Nullable Runnable heldBack;

  Connection(EventServer server, ScheduledExecutorService clock) {
    this.server = server;
    this.clock = clock;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    server.opened(this);
  }

  @Override
  public void onWebSocketClose(int status, String reason, Callback callback) {
    session = null;
    server.closed(this);
    callback.succeed();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    // A page that went away; what Jetty tells next is that it is closed.
  }

  @Override
  public void onWebSocketText(String text) {
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      send(error("error", null, "BadRequestException", "not JSON"));
      return;
    }
    String id = message.path("id").asText("");
    switch (message.path("type").asText("")) {
      case "connection_init" -> {
        send(
            JSON.createObjectNode()
                .put("type", "connection_ack")
                .put("connectionTimeoutMs", TIMEOUT_MS));
        keepAlive();
      }
      case "subscribe" -> send(subscribe(id, message));
      case "unsubscribe" ->
          send(
              subscriptions.remove(id) == null
                  ? error(
                      "unsubscribe_error",
                      id,
                      "UnknownOperationError",
                      "Unknown operation id " + id)
                  : reply("unsubscribe_success", id));
      // Functions publish by HTTP; a page's token is not IAM's.
      case "publish" ->
          send(error("publish_error", id, "UnauthorizedException", "Permission denied"));
      default -> send(error("error", id, "UnsupportedOperation", "Operation not supported"));
    }
  }

  private void keepAlive() {
    send(JSON.createObjectNode().put("type", "ka"));
    if (session == null) return;
    var _ = clock.schedule(this::keepAlive, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
  }

  private ObjectNode subscribe(String id, JsonNode message) {
    Optional<Channel> channel = Channel.parse(message.path("channel").asText(""));
    String token = message.path("authorization").path("Authorization").asText("");
    if (!id.matches("[A-Za-z0-9_+-]{1,128}") || channel.isEmpty()) {
      return error("subscribe_error", id, "BadRequestException", "Invalid id or channel");
    }
    if (subscriptions.containsKey(id)) {
      return error("subscribe_error", id, "DuplicatedOperationError", "The id is in use");
    }
    if (subscriptions.size() >= SUBSCRIPTIONS_MAX) {
      return error("subscribe_error", id, "MaxSubscriptionsReachedError", "Too many subscriptions");
    }
    if (!server.admits(channel.get(), token)) {
      return error("subscribe_error", id, "UnauthorizedException", "Permission denied");
    }
    subscriptions.put(id, channel.get());
    return reply("subscribe_success", id);
  }

  /** Sends an event to each subscription of this connection that covers its channel. */
  void publish(Channel channel, String event, Faults faults) {
    subscriptions.forEach(
        (id, subscribed) -> {
          if (subscribed.covers(channel)) {
            deliver(reply("data", id).put("event", event).toString(), faults);
          }
        });
  }

  private void deliver(String message, Faults faults) {
    if (Faults.happens(faults.cut())) {
      cut();
      return;
    }
    if (Faults.happens(faults.lost())) return;
    Runnable delivery =
        () -> {
          send(message);
          if (Faults.happens(faults.doubled())) send(message);
        };
    if (faults.delay().isPositive()) {
      Runnable late = delivery;
      delivery = () -> schedule(late, faults.delay().toMillis());
    }
    inOrderOrNot(delivery, Faults.happens(faults.reordered()));
  }

  private void schedule(Runnable delivery, long ms) {
    var _ = clock.schedule(delivery, ms, TimeUnit.MILLISECONDS);
  }

  private void inOrderOrNot(Runnable delivery, boolean late) {
    Runnable overtaken;
    synchronized (this) {
      overtaken = heldBack;
      heldBack = late ? delivery : null;
    }
    if (late) schedule(() -> release(delivery), OVERTAKEN_MS);
    else delivery.run();
    if (overtaken != null) overtaken.run();
  }

  /** Sends what was held back, if nothing came behind it. */
  private void release(Runnable delivery) {
    synchronized (this) {
      if (heldBack != delivery) return;
      heldBack = null;
    }
    delivery.run();
  }

  /** Ends the connection as a network does: without a word. */
  void cut() {
    Session open = session;
    if (open != null) open.disconnect();
  }

  /** Ends it as the service does when it goes away. */
  void close() {
    Session open = session;
    if (open != null) open.close(StatusCode.SHUTDOWN, "the service ends", Callback.NOOP);
  }

  private void send(ObjectNode message) {
    send(message.toString());
  }

  private void send(String message) {
    Session open = session;
    if (open == null || !open.isOpen()) return;
    // Who reads so slowly that Jetty's bound of outgoing frames is met is disconnected.
    open.sendText(message, Callback.from(() -> {}, _ -> open.disconnect()));
  }

  private static ObjectNode reply(String type, String id) {
    return JSON.createObjectNode().put("type", type).put("id", id);
  }

  private static ObjectNode error(
      String type, @Nullable String id, String errorType, String message) {
    ObjectNode error = JSON.createObjectNode().put("type", type);
    if (id != null && !id.isEmpty()) error.put("id", id);
    error.putArray("errors").addObject().put("errorType", errorType).put("message", message);
    return error;
  }
}
