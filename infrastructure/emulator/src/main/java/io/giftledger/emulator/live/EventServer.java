package io.giftledger.emulator.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.emulator.iam.ApiCall;
import io.giftledger.emulator.iam.RoleCheck;
import io.giftledger.template.Resource;
import io.giftledger.template.Template;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * AppSync Events in this process, on the loopback address: {@code POST /event} publishes, signed by
 * IAM, and {@code /event/realtime} is the WebSocket of whoever subscribes with a token. It keeps
 * nothing; who is not there misses what is published.
 */
public final class EventServer implements AutoCloseable {

  /** What the template calls the API whose channels these are. */
  public static final String TYPE = EventApi.TYPE;

  /** The service's name in a signature. */
  private static final String SERVICE = "appsync";

  private static final String PATH = "/event";
  private static final String PROTOCOL = "aws-appsync-event-ws";
  private static final String HEADER_PROTOCOL = "header-";
  private static final int EVENTS_MAX = 5;
  private static final int EVENT_BYTES_MAX = 240 * 1024;
  private static final int BODY_BYTES_MAX = EVENTS_MAX * EVENT_BYTES_MAX * 2;
  private static final int OUTGOING_FRAMES_MAX = 4_096;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Server server = new Server();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final String secret;
  private volatile @Nullable EventApi api;
  private volatile Function<String, Optional<Map<String, String>>> tokens = _ -> Optional.empty();
  private volatile Faults faults = Faults.NONE;

  private EventServer(String secret) {
    this.secret = secret;
  }

  /**
   * Takes a port. Nothing can be published or subscribed to before {@link #serve}.
   *
   * @param secret what publishers sign with, whatever their key is
   */
  public static EventServer start(String secret) {
    var started = new EventServer(secret);
    var connector = new ServerConnector(started.server);
    connector.setHost("127.0.0.1");
    started.server.addConnector(connector);
    var upgrade = WebSocketUpgradeHandler.from(started.server, started::configure);
    upgrade.setHandler(started.new Publishing());
    started.server.setHandler(upgrade);
    try {
      started.server.start();
    } catch (Exception e) {
      throw new IllegalStateException("AppSync Events do not start", e);
    }
    return started;
  }

  /**
   * Plays the template's API, if it has one.
   *
   * @throws io.giftledger.template.TemplateException if it says what cannot be played here
   */
  public void serve(Template template) {
    api = EventApi.of(template);
  }

  /**
   * Lets people in.
   *
   * @param check what a token says, without the word Bearer; empty if it does not count
   */
  public void authorize(Function<String, Optional<Map<String, String>>> check) {
    tokens = check;
  }

  /** Has this happen to events from now on. */
  public void have(Faults happening) {
    faults = happening;
  }

  /** Ends all connections as a network does: without a word. */
  public void cut() {
    connections.forEach(Connection::cut);
  }

  /** Host and port: what {@code Dns.Http} and {@code Dns.Realtime} of the API are. */
  public String host() {
    return "localhost:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  /** Where functions publish. */
  public URI http() {
    return URI.create("http://" + host() + PATH);
  }

  /** Where functions publish as somebody whose calls are to be checked as IAM would. */
  public URI http(String role) {
    return URI.create(http() + "?role=" + role);
  }

  /** Where pages connect. */
  public URI realtime() {
    return URI.create("ws://" + host() + PATH + "/realtime");
  }

  /** The id that an API has here. */
  public static String id(Resource resource) {
    return EventApi.id(resource);
  }

  @Override
  public void close() {
    connections.forEach(Connection::close);
    clock.shutdownNow();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("AppSync Events do not stop", e);
    }
  }

  void opened(Connection connection) {
    connections.add(connection);
  }

  void closed(Connection connection) {
    connections.remove(connection);
  }

  /** Whether a token may subscribe to a channel. */
  boolean admits(Channel channel, String token) {
    EventApi playing = api;
    if (playing == null) return false;
    Namespace namespace = playing.namespaces().get(channel.namespace());
    Optional<Map<String, String>> claims = claims(token);
    return namespace != null && claims.isPresent() && namespace.admits(channel, claims.get());
  }

  private Optional<Map<String, String>> claims(String token) {
    EventApi playing = api;
    return playing == null
        ? Optional.empty()
        : tokens
            .apply(token.replaceFirst("(?i)^bearer +", ""))
            .filter(claims -> playing.accepts(claims));
  }

  // ---- Subscribers ------------------------------------------------------------------------------

  private void configure(ServerWebSocketContainer container) {
    container.setIdleTimeout(Duration.ofMinutes(10));
    container.setMaxTextMessageSize(EVENT_BYTES_MAX);
    container.setMaxOutgoingFrames(OUTGOING_FRAMES_MAX);
    container.addMapping(PATH + "/realtime", this::connect);
  }

  private @Nullable Object connect(
      ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
    if (!request.hasSubProtocol(PROTOCOL)) {
      answer(response, callback, 400, error("BadRequestException", "the subprotocol " + PROTOCOL));
      return null;
    }
    boolean known =
        request.getSubProtocols().stream()
            .filter(protocol -> protocol.startsWith(HEADER_PROTOCOL))
            .map(protocol -> authorization(protocol.substring(HEADER_PROTOCOL.length())))
            .anyMatch(token -> claims(token).isPresent());
    if (!known) {
      answer(response, callback, 401, error("UnauthorizedException", "Permission denied"));
      return null;
    }
    response.setAcceptedSubProtocol(PROTOCOL);
    return new Connection(this, clock);
  }

  /** The authorization in a subprotocol's name: the headers as JSON, in base64url. */
  private static String authorization(String encoded) {
    try {
      return JSON.readTree(Base64.getUrlDecoder().decode(encoded)).path("Authorization").asText("");
    } catch (IllegalArgumentException | IOException e) {
      return "";
    }
  }

  // ---- Publishers -------------------------------------------------------------------------------

  private final class Publishing extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      if (!request.getHttpURI().getPath().equals(PATH)) return false;
      byte[] body = Content.Source.asInputStream(request).readNBytes(BODY_BYTES_MAX + 1);
      Answer answer = publish(request, body);
      answer(response, callback, answer.status(), answer.body());
      return true;
    }
  }

  private record Answer(int status, ObjectNode body) {}

  private Answer publish(Request request, byte[] body) {
    if (!request.getMethod().equals("POST"))
      return refused(405, "BadRequestException", "POST only");
    String query = request.getHttpURI().getQuery();
    var signed =
        new Signature.Signed(
            request.getMethod(),
            PATH,
            query == null ? "" : query,
            name -> request.getHeaders().get(name),
            body);
    String fault = Signature.fault(signed, secret, SERVICE, Template.REGION, Instant.now());
    if (!fault.isEmpty()) return refused(401, "UnauthorizedException", fault);
    try {
      return publish(JSON.readTree(body), query == null ? "" : query);
    } catch (IOException e) {
      return refused(400, "BadRequestException", "not JSON");
    }
  }

  private Answer publish(JsonNode message, String query) {
    Optional<Channel> channel = Channel.parse(message.path("channel").asText(""));
    EventApi playing = api;
    if (playing == null || channel.isEmpty() || channel.get().isWildcard()) {
      return refused(400, "BadRequestException", "no such channel");
    }
    if (!playing.namespaces().containsKey(channel.get().namespace())) {
      return refused(404, "NotFoundException", "no such namespace");
    }
    var call =
        new ApiCall(
            "appsync:EventPublish",
            "arn:aws:appsync:%s:%s:apis/%s/channelNamespace/%s"
                .formatted(
                    Template.REGION, Template.ACCOUNT_ID, playing.id(), channel.get().namespace()),
            Map.of());
    if (!RoleCheck.allows(query.replaceFirst("^role=", ""), call)) {
      return refused(403, "AccessDeniedException", "not authorized to perform " + call);
    }
    JsonNode events = message.path("events");
    if (!events.isArray() || events.isEmpty() || events.size() > EVENTS_MAX) {
      return refused(400, "BadRequestException", "1 to " + EVENTS_MAX + " events");
    }
    for (JsonNode event : events) {
      if (!isEvent(event)) {
        return refused(
            400, "BadRequestException", "an event is JSON in a string, of 240 KB at most");
      }
    }
    if (Faults.happens(faults.refused())) {
      return refused(500, "InternalFailure", "as it was told to");
    }
    ObjectNode answer = JSON.createObjectNode();
    answer.putArray("failed");
    ArrayNode successful = answer.putArray("successful");
    for (JsonNode event : events) {
      broadcast(channel.get(), event.asText());
      successful
          .addObject()
          .put("identifier", UUID.randomUUID().toString())
          .put("index", successful.size() - 1);
    }
    return new Answer(200, answer);
  }

  private void broadcast(Channel channel, String event) {
    connections.forEach(connection -> connection.publish(channel, event, faults));
  }

  private static boolean isEvent(JsonNode event) {
    if (!event.isTextual() || event.asText().getBytes(UTF_8).length > EVENT_BYTES_MAX) return false;
    try {
      return !JSON.readTree(event.asText()).isMissingNode();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static Answer refused(int status, String type, String message) {
    return new Answer(status, error(type, message));
  }

  private static ObjectNode error(String type, String message) {
    ObjectNode body = JSON.createObjectNode();
    body.putArray("errors").addObject().put("errorType", type).put("message", message);
    return body;
  }

  private static void answer(Response response, Callback callback, int status, ObjectNode body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    Content.Sink.write(response, true, body.toString(), callback);
  }
}
