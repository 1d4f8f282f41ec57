package io.giftledger.recognise;

import static io.giftledger.emulator.QueueReader.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.RecognitionRows;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.Money;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.recognition.Recognition;
import io.giftledger.economy.recognition.Rows;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.emulator.QueueReader;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.testkit.AtOnce;
import io.giftledger.testkit.Creator;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.EventSource;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.HttpAnswer;
import io.giftledger.testkit.HttpApi;
import io.giftledger.testkit.HttpRequest;
import io.giftledger.testkit.Json;
import io.giftledger.testkit.NeededPermissions;
import io.giftledger.testkit.Profiles;
import io.giftledger.testkit.QueueMessage;
import io.giftledger.testkit.Recharges;
import io.giftledger.testkit.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sqs.model.Message;

@ExtendWith(NeededPermissions.class)
class RecogniseHandlerTest {

  private static final List<String> ALL_WELL = List.of();

  static {
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    String challenges =
        List.of("creator cup 33", "viewers crowd 34").stream()
            .map(one -> one.split(" ", -1))
            .map(
                one ->
                    """
                    {"id": "%2$s", "name": "The %2$s", "side": "%1$s", "goalCoins": %3$s,
                     "firstDay": "%4$s", "lastDay": "%4$s", "awardDiamonds": 500}
                    """
                        .formatted(one[0], one[1], one[2], today))
            .collect(Collectors.joining(", ", "\"challenges\": [", "], \"fanBadgeDays\""));
    Item standard = Policy.standard();
    String document = standard.text("document").replace("\"fanBadgeDays\"", challenges);
    Embedded.TABLE.replace(standard.toBuilder().text("document", document).build());
  }

  @AutoClose
  private static final RecogniseHandler HANDLER =
      new RecogniseHandler(Embedded.environment("RecogniseFunction"));

  @AutoClose
  private static final FansHandler FANS = new FansHandler(Embedded.environment("FansFunction"));

  private static final EventSource WAKINGS = new EventSource(HANDLER);
  private static final HttpApi API = new HttpApi(FANS).as("anybody");
  private static final RecognitionRows ROWS =
      new RecognitionRows(Embedded.AWS.dynamoDb(), Embedded.AWS.tableName("Recognition"));

  private final Creator creator = new Creator();
  private final Viewer alice = new Viewer().recharge(1_000);
  private final Viewer bob = new Viewer().recharge(1_000);
  private final String room = "room-" + UUID.randomUUID();

  @Test
  void what_was_converted_is_on_the_boards_and_in_the_room() {
    give(alice, 5);
    give(bob, 7, 1);
    give(alice, 20);

    assertEquals(ALL_WELL, wake());

    HttpAnswer snapshot = API.get("/v1/rooms/{id}/snapshot", room).expect(200);
    assertEquals(4, snapshot.get("gifts"));
    assertEquals(33, snapshot.get("coins"));
    assertEquals("/room/" + room.replace("-", "--"), snapshot.get("channel"));
    assertEquals(
        List.of(25, 8), snapshot.list("combos").stream().map(combo -> combo.get("count")).toList());
    Map<String, Object> newest = snapshot.list("recent").getFirst();
    assertEquals(4, snapshot.list("recent").size());
    assertEquals(alice.id(), newest.get("sender"));
    assertEquals(creator.id(), newest.get("creator"));
    assertEquals(20, newest.get("coins"));
    assertEquals(1, newest.get("badge"));
    Map<String, Object> first = snapshot.list("recent").getLast();
    assertEquals(Map.of("id", first.get("id"), "count", 25, "milestone", 10), newest.get("combo"));
    List<Map<String, Object>> wanted =
        List.of(
            Map.of(
                "rank", 1, "viewer", alice.id(), "level", 1, "badge", 1, "coins", 25, "gifts", 2),
            Map.of("rank", 2, "viewer", bob.id(), "level", 1, "badge", 1, "coins", 8, "gifts", 2));
    assertEquals(wanted, snapshot.list("board"));
    List<Map<String, Object>> challenges = snapshot.list("challenges");
    assertEquals(
        List.of("cup creator 33 33 true", "crowd viewers 33 34 false"),
        challenges.stream()
            .map(
                one ->
                    Stream.of("id", "side", "coins", "goal_coins", "reached")
                        .map(field -> String.valueOf(one.get(field)))
                        .collect(Collectors.joining(" ")))
            .toList());
    assertEquals(creator.id(), challenges.getFirst().get("creator"));
    assertEquals(500, challenges.getFirst().get("award_diamonds"));
    HttpAnswer board = API.get("/v1/rooms/{id}/board", room).expect(200);
    assertEquals(wanted, board.list("board"));
    assertEquals("stream", board.get("period"));
    assertTrue(board.json().containsKey("since"));
    for (String period : List.of("day", "week", "month", "all")) {
      HttpAnswer answer = board(period);
      assertEquals(period, answer.get("period"));
      assertEquals(!period.equals("all"), answer.json().containsKey("since"));
      assertEquals(wanted, answer.list("board"));
    }
    assertEquals(
        wanted, API.get("/v1/creators/{id}/board", creator.id()).expect(200).list("board"));
  }

  @Test
  void a_fan_sees_what_they_gave_and_nobody_else_does() {
    give(alice, 5);
    give(bob, 7);
    wake();

    for (String me : List.of("me", alice.id())) {
      HttpAnswer fan =
          API.as(alice.id()).get("/v1/creators/{id}/fans/{fan}", creator.id(), me).expect(200);
      assertEquals(alice.id(), fan.get("fan"));
      assertEquals(1, fan.get("badge"));
      assertEquals(2, fan.get("rank"));
      assertEquals(room, fan.get("room"));
      assertEquals(
          Map.of("stream", 5, "day", 5, "week", 5, "month", 5, "all", 5), fan.get("coins"));
    }
    API.as(bob.id())
        .get("/v1/creators/{id}/fans/{fan}", creator.id(), alice.id())
        .expect(404, "not_found");
    HttpAnswer none =
        API.as(alice.id()).get("/v1/creators/{id}/fans/{fan}", "nobody", "me").expect(200);
    assertEquals(Map.of("stream", 0, "day", 0, "week", 0, "month", 0, "all", 0), none.get("coins"));
    assertFalse(none.json().containsKey("badge") || none.json().containsKey("rank"));
  }

  @Test
  void creators_are_ranked_by_what_they_were_given_but_not_those_who_are_suspended() {
    Creator luna = creator.known();
    Embedded.TABLE.replace(
        new ViewerProfile(luna.id(), "US", "adult", true, Optional.of("Luna"), Set.of()).item());
    Creator nova = new Creator().known();
    Creator gone = new Creator().known(Profiles::suspended);
    give(alice, 900);
    give(bob, 20);
    nova.convert(List.of(bob.send(Gifts.sent().to(nova.id()).roses(950))));
    gone.convert(List.of(new Viewer().recharge(999).send(Gifts.sent().to(gone.id()).roses(999))));
    for (Creator each : List.of(luna, nova, gone)) {
      Map<String, Object> body = Map.of("creator", each.id());
      assertEquals(ALL_WELL, WAKINGS.deliver(QueueMessage.of("1", Json.write(body)).in(each.id())));
    }

    for (String period : List.of("day", "week")) {
      HttpAnswer answer = API.get("/v1/rankings/creators").query("period", period).expect(200);
      assertEquals(period, answer.get("period"));
      List<Map<String, Object>> ranking = answer.list("ranking");
      assertEquals(
          List.of(
              Map.of("rank", 1, "creator", nova.id(), "coins", 950, "gifts", 1),
              Map.of(
                  "rank",
                  2,
                  "creator",
                  luna.id(),
                  "display_name",
                  "Luna",
                  "coins",
                  920,
                  "gifts",
                  2)),
          ranking);
    }
    assertEquals("day", API.get("/v1/rankings/creators").expect(200).get("period"));
  }

  @Test
  void where_nothing_was_given_there_is_nothing_and_what_cannot_be_is_not_found() {
    HttpAnswer empty = API.get("/v1/rooms/{id}/snapshot", room).expect(200);
    assertEquals(0, empty.get("gifts"));
    assertEquals(List.of(), empty.list("recent"));
    assertEquals(List.of(), empty.list("board"));
    assertEquals(List.of(), API.get("/v1/rooms/{id}/board", room).expect(200).list("board"));
    assertEquals(List.of(), board("day").list("board"));

    API.get("/v1/rooms/{id}/snapshot", "no room").expect(404, "not_found");
    API.get("/v1/rooms/{id}/board", "r".repeat(129)).expect(404, "not_found");
    API.get("/v1/creators/{id}/board", "no creator").expect(404, "not_found");
    API.get("/v1/creators/{id}/board", creator.id())
        .query("period", "year")
        .expect(422, "invalid_request");
    for (String period : List.of("month", "all", "year")) {
      API.get("/v1/rankings/creators").query("period", period).expect(422, "invalid_request");
    }
    API.get("/v1/rooms/{id}/snapshot", room).query("limit", "5").expect(422, "invalid_request");
    new HttpApi(FANS).get("/v1/rooms/{id}/snapshot", room).expect(401, "unauthorized");
  }

  @Test
  void an_overlay_sees_a_room_and_nothing_else() {
    HttpApi overlay =
        API.claiming(Map.of("sub", creator.id(), "scope", "openid giftledger/overlay"));

    overlay.get("/v1/rooms/{id}/snapshot", room).expect(200);
    for (HttpRequest other :
        List.of(
            overlay.get("/v1/rooms/{id}/board", room),
            overlay.get("/v1/creators/{id}/board", creator.id()),
            overlay.get("/v1/creators/{id}/fans/{fan}", creator.id(), "me"),
            overlay.get("/v1/rankings/creators"))) {
      other.expect(403, "read_only_token");
    }
  }

  @Test
  void who_owes_coins_is_not_shown_but_counted() {
    Recharge recharge = alice.paid(Recharges.opened().coins(100));
    give(alice, 1_090);
    give(bob, 7);
    alice.takeBack(
        recharge,
        new Adjustment("re_" + recharge.id(), Adjustment.Cause.REFUND, new Money(130, "USD")));
    wake();

    assertEquals(
        List.of(bob.id()),
        board("all").list("board").stream().map(ranked -> ranked.get("viewer")).toList());
    assertEquals(1, board("all").list("board").getFirst().get("rank"));
    assertEquals(1_097, API.get("/v1/rooms/{id}/snapshot", room).expect(200).get("coins"));
  }

  @Test
  void a_fold_that_died_between_a_row_and_the_cursor_and_every_wake_up_twice_count_each_gift_once()
      throws Exception {
    give(alice, 5);
    give(bob, 7);
    for (String row : List.of("FAN#", "PROGRESS")) {
      assertThrows(
          IllegalStateException.class, () -> recognition(new DiesBefore(row)).fold(creator.id()));
    }
    assertEquals(2, stored().size());

    assertEquals(ALL_WELL, WAKINGS.deliver(waking("1"), waking("2")));
    List<Item> once = stored();
    give(alice, 3);
    AtOnce.call(4, () -> WAKINGS.deliver(waking("3"), waking("4")));
    wake();

    assertEquals(2, once.size());
    assertEquals(15, API.get("/v1/rooms/{id}/snapshot", room).expect(200).get("coins"));
    assertEquals(
        List.of(8, 7),
        board("all").list("board").stream().map(ranked -> ranked.get("coins")).toList());
  }

  @Test
  void the_boards_of_a_creator_of_very_many_fans_are_put_every_two_seconds_at_most() {
    give(alice, 5);
    give(bob, 7);
    wake();
    Item few = progress();
    Item many = few.toBuilder().number("fans", 100_000).build();
    assertTrue(ROWS.put(many, OptionalLong.of(few.number("upTo"))));

    List<Instant> folded = new ArrayList<>(List.of(few.instant("foldedAt")));
    for (long coins : List.of(1, 2)) {
      give(alice, coins);
      assertEquals(ALL_WELL, wake());
      folded.add(progress().instant("foldedAt"));
      for (Item board : ROWS.all("FANS#" + creator.id(), "BOARD#", true)) {
        assertEquals(progress().number("upTo"), board.number("upTo"), board.key().toString());
      }
    }

    for (int next = 1; next < folded.size(); next++) {
      Duration between = Duration.between(folded.get(next - 1), folded.get(next));
      assertTrue(between.compareTo(Recognition.BOARDS_EVERY) >= 0, between.toString());
    }
    assertEquals(100_000, progress().number("fans"));
    assertEquals(
        List.of(8, 7),
        board("all").list("board").stream().map(ranked -> ranked.get("coins")).toList());
  }

  private Item progress() {
    return ROWS.all("FANS#" + creator.id(), "PROGRESS", true).getFirst();
  }

  /** What became of each is in the conversion's own record: in an entry there is no room for it. */
  @Test
  void gifts_that_were_converted_many_at_once_are_counted_each() {
    give(alice, 1, 2, 3, 4, 5, 6, 7, 8);

    assertEquals(ALL_WELL, wake());

    Map<String, Object> first = board("all").list("board").getFirst();
    assertEquals(List.of(36, 8), List.of(first.get("coins"), first.get("gifts")));
  }

  @Test
  void what_is_no_message_is_set_aside_and_what_fails_comes_again() {
    assertEquals(
        ALL_WELL,
        WAKINGS.deliver(
            QueueMessage.of("none", "{\"creator\":\"not a user\"}").in(creator.id()), waking("1")));
    QueueReader dead = new QueueReader(Embedded.AWS, "RecognitionDead");
    Message letter = dead.next(one -> attribute(one, "id").equals("none"));
    assertEquals("malformed_body", attribute(letter, "cause"));

    give(alice, 5);
    Item entry = creator.newest().item();
    Embedded.TABLE.replace(entry.toBuilder().number("policyVersion", 7).build());
    assertEquals(List.of("1"), wake());
    Embedded.TABLE.replace(entry);
    assertEquals(ALL_WELL, wake());
  }

  private List<String> wake() {
    return WAKINGS.deliver(waking("1"));
  }

  private QueueMessage waking(String id) {
    return QueueMessage.of(id, Json.write(Map.of("creator", creator.id()))).in(creator.id());
  }

  private HttpAnswer board(String period) {
    return API.get("/v1/creators/{id}/board", creator.id()).query("period", period).expect(200);
  }

  /** Gifts of one viewer, sent and converted together. */
  private void give(Viewer viewer, long... coins) {
    creator.convert(
        Arrays.stream(coins)
            .mapToObj(
                each ->
                    viewer.send(
                        Gifts.sent()
                            .to(creator.id())
                            .roses(each)
                            .in(new Gift.Target(Gift.Target.Kind.LIVE_STREAM, room))))
            .toList());
  }

  private List<Item> stored() {
    return ROWS.all("FANS#" + creator.id(), "FAN#", true);
  }

  private static Recognition recognition(Rows rows) {
    return new Recognition(
        Embedded.TABLE,
        new TableScan(Embedded.AWS.dynamoDb(), Embedded.AWS.tableName()),
        rows,
        InstantSource.system(),
        (lost, attempt) -> true,
        Format.CURRENT);
  }

  /** Whoever puts a row of some kind dies before. */
  private record DiesBefore(String prefix) implements Rows {
    @Override
    public Map<Key, Item> find(Collection<Key> keys, boolean consistent) {
      return ROWS.find(keys, consistent);
    }

    @Override
    public List<Item> all(String partition, String begin, boolean consistent) {
      return ROWS.all(partition, begin, consistent);
    }

    @Override
    public boolean put(Item row, OptionalLong upTo) {
      if (row.key().sort().startsWith(prefix)) throw new IllegalStateException("it died");
      return ROWS.put(row, upTo);
    }
  }
}
