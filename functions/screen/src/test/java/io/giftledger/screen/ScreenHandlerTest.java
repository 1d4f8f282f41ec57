package io.giftledger.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.testkit.Contract;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.EventSource;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.Json;
import io.giftledger.testkit.NeededPermissions;
import io.giftledger.testkit.Streamed;
import io.giftledger.testkit.Viewer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NeededPermissions.class)
class ScreenHandlerTest {

  /** What was posted, and how: a stand-in for AppSync that keeps it. */
  private record Posted(String authorization, Map<String, Object> message) {

    String channel() {
      return (String) Objects.requireNonNull(message.get("channel"));
    }

    List<Map<String, Object>> frames() {
      return ((List<?>) Objects.requireNonNull(message.get("events")))
          .stream()
              .map(event -> (String) event)
              .peek(
                  event ->
                      assertEquals(List.of(), Contract.OF_THE_API.faults("Frame", event), event))
              .map(Json::read)
              .toList();
    }
  }

  private final ConcurrentLinkedQueue<Posted> posted = new ConcurrentLinkedQueue<>();
  private volatile int status = 200;
  private final String room = "room-" + UUID.randomUUID();
  private final String creator = "luna-" + UUID.randomUUID();
  private final Viewer viewer = new Viewer().recharge(1_000);
  private HttpServer channels;
  private ScreenHandler handler;

  @BeforeEach
  void start() throws IOException {
    channels = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    channels.createContext(
        "/event",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          posted.add(
              new Posted(exchange.getRequestHeaders().getFirst("Authorization"), Json.read(body)));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    channels.start();
    handler =
        new ScreenHandler(
            Embedded.environment(
                "ScreenFunction",
                "EVENTS_URL",
                "http://localhost:%d/event".formatted(channels.getAddress().getPort())));
  }

  @AfterEach
  void stop() {
    handler.close();
    channels.stop(0);
  }

  @Test
  void a_gift_appears_in_its_room_and_at_its_creator() {
    Embedded.TABLE.replace(
        new ViewerProfile(viewer.id(), "US", "adult", false, Optional.of("Anna"), Set.of()).item());
    Gift first = viewer.send(rose(9));
    Gift second = viewer.send(rose(2));

    assertEquals(List.of(), deliver(viewer.chain().subList(1, 3)));

    assertEquals(
        Set.of("/room/" + room.replace("-", "--"), "/creator/" + creator.replace("-", "--")),
        posted.stream().map(Posted::channel).collect(Collectors.toSet()));
    for (Posted one : posted) {
      assertTrue(
          one.authorization()
              .matches(
                  "AWS4-HMAC-SHA256 Credential=[^/]+/[0-9]{8}/[a-z0-9-]+/appsync/aws4_request,"
                      + " SignedHeaders=[^ ]*host[^ ]*, Signature=[0-9a-f]{64}"),
          one.authorization());
      Map<String, Object> frame = one.frames().getFirst();
      assertEquals(1, frame.get("version"));
      assertEquals(room, frame.get("room"));
      assertEquals(
          List.of(
              Map.ofEntries(
                  Map.entry("id", second.id()),
                  Map.entry("sender", viewer.id()),
                  Map.entry("display_name", "Anna"),
                  Map.entry("level", 1),
                  Map.entry("creator", creator),
                  Map.entry("gift", "rose"),
                  Map.entry("quantity", 11),
                  Map.entry("coins", 11),
                  Map.entry("paid_coins", 11),
                  Map.entry("combo", Map.of("id", first.id(), "count", 11, "milestone", 10)),
                  Map.entry("at", viewer.chain().getLast().item().text("at")))),
          frame.get("gifts"));
    }
  }

  /** A fan is read once, and not again for each gift. */
  @Test
  void a_fan_gives_with_their_badge_and_who_cannot_be_read_gives_without() {
    Viewer stranger = new Viewer().recharge(1_000);
    viewer.send(rose(1));
    stranger.send(rose(1));
    fan(viewer, 500);

    deliver(viewer.chain().subList(1, 2));
    fan(viewer, 50_000);
    viewer.send(rose(1));
    deliver(viewer.chain().subList(2, 3));
    deliver(stranger.chain().subList(1, 2));

    assertEquals(
        List.of(Optional.of(3), Optional.of(3), Optional.empty()),
        posted.stream()
            .filter(one -> one.channel().startsWith("/room"))
            .flatMap(one -> one.frames().stream())
            .flatMap(frame -> ((List<?>) Objects.requireNonNull(frame.get("gifts"))).stream())
            .map(gift -> Optional.ofNullable(((Map<?, ?>) gift).get("badge")))
            .toList());
  }

  /** Recognition knows somebody as a fan. */
  private void fan(Viewer fan, long coins) {
    Item row =
        Item.builder(new Key("FANS#" + creator, "FAN#" + fan.id()))
            .number("since", 1)
            .instant("firstAt", Instant.EPOCH)
            .instant("lastAt", Instant.EPOCH)
            .text("room", room)
            .text("stream", "%d 1".formatted(coins))
            .text("days", "")
            .number("upTo", 1)
            .text("day", "%d 1".formatted(coins))
            .text("week", "%d 1".formatted(coins))
            .text("month", "%d 1".formatted(coins))
            .text("all", "%d 1".formatted(coins))
            .build();
    new DynamoDbTable(Embedded.AWS.dynamoDb(), Embedded.AWS.tableName("Recognition")).replace(row);
  }

  @Test
  void a_room_has_a_frame_at_most_every_half_second() {
    viewer.send(rose(1));
    viewer.send(rose(1));
    List<Entry<?>> gifts = List.copyOf(viewer.chain().subList(1, 3));

    deliver(gifts.subList(0, 1));
    long before = System.nanoTime();
    deliver(gifts.subList(1, 2));

    assertEquals(4, posted.size());
    assertTrue(Duration.ofNanos(System.nanoTime() - before).toMillis() >= 200);
  }

  @Test
  void what_cannot_be_published_or_understood_is_dropped_and_holds_up_nothing() {
    viewer.send(rose(1));
    List<Map<String, Object>> records = new ArrayList<>(records(viewer.chain().subList(1, 2)));
    records.addFirst(
        Map.of(
            "dynamodb",
            Map.of("SequenceNumber", "1", "NewImage", Map.of("kind", Map.of("S", "gift_sent")))));
    status = 503;

    assertEquals(List.of(), new EventSource(handler).deliverRecords(records));
    long tried = posted.size();
    status = 200;
    assertEquals(List.of(), new EventSource(handler).deliverRecords(records));

    assertTrue(tried >= 2 && tried <= 4, "tried " + tried);
    assertEquals(tried + 2, posted.size());
  }

  /** Its role is enforced on every call of the embedded stack: AppSync's too. */
  @Test
  void the_role_lets_it_publish_where_the_template_says() {
    viewer.send(rose(1));
    try (var deployed = new ScreenHandler(Embedded.environment("ScreenFunction"))) {
      assertEquals(
          List.of(),
          new EventSource(deployed).deliverRecords(records(viewer.chain().subList(1, 2))));
    }
  }

  private Gifts rose(long quantity) {
    return Gifts.sent()
        .to(creator)
        .roses(quantity)
        .in(new Gift.Target(Gift.Target.Kind.LIVE_STREAM, room));
  }

  private List<String> deliver(List<? extends Entry<?>> entries) {
    return new EventSource(handler).deliverRecords(records(entries));
  }

  private static List<Map<String, Object>> records(List<? extends Entry<?>> entries) {
    return entries.stream().map(Streamed::record).toList();
  }
}
