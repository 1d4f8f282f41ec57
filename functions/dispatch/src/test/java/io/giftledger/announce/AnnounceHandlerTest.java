package io.giftledger.announce;

import static io.giftledger.emulator.QueueReader.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.emulator.QueueReader;
import io.giftledger.emulator.bus.BusEvent;
import io.giftledger.emulator.bus.BusServer;
import io.giftledger.queues.Announcement;
import io.giftledger.queues.AnnouncementsMessage;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.EventContract;
import io.giftledger.testkit.EventSource;
import io.giftledger.testkit.NeededPermissions;
import io.giftledger.testkit.QueueMessage;
import io.giftledger.testkit.Viewer;
import io.micronaut.json.JsonMapper;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sqs.model.Message;

@ExtendWith(NeededPermissions.class)
class AnnounceHandlerTest {

  private static final List<String> ALL_WELL = List.of();

  private static final BusServer BUS = Embedded.AWS.bus();

  /** Its role is enforced on the bus: whatever it may not do, it is refused. */
  @AutoClose
  private static final AnnounceHandler HANDLER =
      new AnnounceHandler(Embedded.environment("AnnounceFunction"));

  private static final EventSource QUEUE = new EventSource(HANDLER);

  private final QueueReader dead = new QueueReader(Embedded.AWS, "AnnouncementsDead");
  private final Viewer viewer = new Viewer().recharge(1).recharge(2).recharge(3);
  private final QueueMessage message =
      QueueMessage.of(
          UUID.randomUUID().toString(),
          AnnouncementsMessage.TYPE.write(
              JsonMapper.createDefault(),
              new AnnouncementsMessage(
                  viewer.chain().stream()
                      .flatMap(entry -> Announcement.of(entry.item()).stream())
                      .toList())));
  private long before;

  @BeforeEach
  void see_what_is_there() {
    before = BUS.last();
  }

  @AfterEach
  void take_again() {
    BUS.refuse(0);
  }

  @Test
  void what_happened_is_on_the_bus_as_it_is_described() throws Exception {
    assertEquals(ALL_WELL, QUEUE.deliver(message));

    List<JsonNode> events = events();
    assertEquals(3, events.size());
    for (int at = 0; at < 3; at++) {
      JsonNode event = events.get(at);
      EventContract.check(event);
      assertEquals("giftledger", event.path("source").asText());
      assertEquals("recharge.paid", event.path("detail-type").asText());
      JsonNode detail = event.path("detail");
      assertEquals("WALLET#" + viewer.id(), detail.path("account").asText());
      assertEquals(at + 1, detail.path("coins").asLong());
      assertEquals(
          Recharge.TYPE.id(viewer.chain().get(at).ref()), detail.path("recharge_id").asText());
      assertEquals(
          detail.path("occurred_at").asText().substring(0, 19),
          event.path("time").asText().substring(0, 19));
    }
  }

  @Test
  void what_the_bus_refuses_for_the_moment_is_put_again_and_nothing_else() throws Exception {
    BUS.refuse(2);

    assertEquals(ALL_WELL, QUEUE.deliver(message));

    assertEquals(List.of(3L, 1L, 2L), entries());
  }

  @Test
  void what_the_bus_goes_on_refusing_comes_again_with_its_message() throws Exception {
    BUS.refuse(4);

    assertEquals(List.of(message.id()), QUEUE.deliver(message));
    assertEquals(ALL_WELL, QUEUE.deliver(message));

    // At least once: what was taken the first time has the same id the second time.
    assertEquals(List.of(2L, 3L, 1L, 2L, 3L), entries());
    assertEquals(
        3, events().stream().map(event -> event.at("/detail/id").asText()).distinct().count());
    assertEquals(List.of(), dead.takeAll());
  }

  @Test
  void
      a_bus_that_is_not_there_or_forbidden_fails_each_message_by_itself_and_at_last_sets_it_aside() {
    var environment =
        Embedded.environment(
            "AnnounceFunction", "EVENT_BUS_ARN", BusServer.BUS_ARN.replace("platform", "other"));
    QueueMessage noMessage = QueueMessage.of("no-message", "{\"announcements\":[]}");

    try (var astray = new AnnounceHandler(environment)) {
      var queue = new EventSource(astray);
      assertEquals(List.of(message.id()), queue.deliver(noMessage, message));
      assertEquals(ALL_WELL, queue.deliver(message.receives(10)));
    }

    List<Message> letters = dead.takeAll();
    assertEquals(
        List.of("malformed_body", "retries_exhausted"),
        letters.stream().map(letter -> attribute(letter, "cause")).sorted().toList());
    assertTrue(letters.stream().anyMatch(letter -> letter.body().equals(message.body())));
    assertEquals(before, BUS.last());
  }

  @Test
  void a_bus_that_does_not_answer_fails_its_message() {
    var environment =
        Embedded.environment("AnnounceFunction", "EVENT_BUS_URL", "http://127.0.0.1:9/");

    try (var alone = new AnnounceHandler(environment)) {
      assertEquals(List.of(message.id()), new EventSource(alone).deliver(message));
    }
  }

  private List<JsonNode> events() throws InterruptedException {
    return BUS.after(before, Duration.ZERO).stream().map(BusEvent::json).toList();
  }

  private List<Long> entries() throws InterruptedException {
    return events().stream().map(event -> event.at("/detail/entry").asLong()).toList();
  }
}
