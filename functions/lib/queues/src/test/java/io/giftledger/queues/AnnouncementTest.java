package io.giftledger.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.policy.Policy;
import io.giftledger.lambda.StreamEvent;
import io.giftledger.lambda.StreamEvent.StreamRecord;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.table.Item;
import io.giftledger.testkit.EventContract;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AnnouncementTest {

  private static final JsonMapper JSON = JsonMapper.createDefault();

  /** A table in which everything has happened that can, as DynamoDB exports it. */
  private static final List<Item> GOLDEN =
      read(Path.of("../dynamodb/src/test/resources/golden/format-1.jsonl"));

  /** A stream has items in the same words as an export. */
  private static List<Item> read(Path file) {
    try {
      List<String> records = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        String image = line.substring("{\"Item\":".length(), line.length() - 1);
        records.add("{\"dynamodb\":{\"SequenceNumber\":\"1\",\"NewImage\":" + image + "}}");
      }
      String event = "{\"Records\":[" + String.join(",", records) + "]}";
      return Objects.requireNonNull(JSON.readValue(event, StreamEvent.class)).records().stream()
          .map(StreamRecord::item)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Announcement> announced(Item item) {
    return Announcement.concerns(item) ? Announcement.of(item) : List.of();
  }

  @Test
  void whatever_can_happen_is_announced_as_it_is_described_and_nothing_else_is_described() {
    Set<String> names = new TreeSet<>();
    List<Item> items = new ArrayList<>(GOLDEN);
    items.add(Policy.standard());
    for (Item item : items) {
      for (Announcement announcement : announced(item)) {
        EventContract.check(announcement.name(), announcement.detail());
        names.add(announcement.name());
      }
    }

    assertEquals(new TreeSet<>(EventContract.names()), names);
    assertEquals(List.of(), EventContract.faultsOfExamples());
  }

  @Test
  void each_has_an_id_of_its_own_that_names_its_entry() {
    Set<Object> ids = new HashSet<>();
    for (Item item : GOLDEN) {
      for (Announcement announcement : announced(item)) {
        Object id = announcement.detail().get("id");
        assertTrue(ids.add(id), "twice: " + id);
        assertEquals(
            "%s/%d/%s/%s"
                .formatted(
                    item.key().partition(),
                    Long.parseLong(item.key().id()),
                    Hash.ofDigest(item.bytes("hash")).hex(),
                    announcement.name()),
            id);
        assertEquals(item.text("at"), announcement.detail().get("occurred_at"));
      }
    }
    assertFalse(ids.isEmpty());
  }

  /** Worked out from the states of each chain, of which an announcement sees one. */
  @Test
  void debts_and_frozen_wallets_are_told_when_they_begin_and_end() {
    Map<String, List<Item>> chains =
        GOLDEN.stream()
            .filter(item -> item.key().sort().startsWith("ENTRY#"))
            .filter(item -> item.key().partition().startsWith("WALLET#"))
            .collect(
                Collectors.groupingBy(
                    item -> item.key().partition(), TreeMap::new, Collectors.toList()));
    List<String> expected = new ArrayList<>();
    List<String> told = new ArrayList<>();
    for (List<Item> chain : chains.values()) {
      long debt = 0;
      boolean frozen = false;
      for (Item entry : chain) {
        Item state = entry.map("state");
        String place = entry.key() + " ";
        long now = state.findNumber("debt").orElse(0);
        if (debt == 0 && now > 0) expected.add(place + "debt.opened " + now);
        if (debt > 0 && now == 0) expected.add(place + "debt.paid " + debt);
        boolean isFrozen = state.findText("frozen").isPresent();
        if (!frozen && isFrozen) expected.add(place + "wallet.frozen " + state.text("frozen"));
        if (frozen && !isFrozen) expected.add(place + "wallet.released cleared");
        debt = now;
        frozen = isFrozen;
        for (Announcement announcement : announced(entry)) {
          if (!announcement.name().matches("debt[.].*|wallet[.].*")) continue;
          Map<String, Object> detail = announcement.detail();
          List<String> figure = List.of("debt_coins", "paid_coins", "reason");
          told.add(
              place
                  + announcement.name()
                  + " "
                  + figure.stream()
                      .filter(detail::containsKey)
                      .map(detail::get)
                      .toList()
                      .getFirst());
        }
      }
    }

    assertTrue(expected.size() >= 6, expected.toString());
    assertEquals(new TreeSet<>(expected), new TreeSet<>(told));
  }

  @Test
  void a_version_of_the_policy_is_known_by_its_document() {
    Item version =
        Policy.item(7, "{}").toBuilder().text("publishedAt", "2026-11-20T10:16:00Z").build();

    Map<String, Object> detail = Announcement.of(version).getFirst().detail();

    assertEquals("POLICY", detail.get("account"));
    assertEquals(7L, detail.get("entry"));
    assertEquals(Hash.of("{}".getBytes(StandardCharsets.UTF_8)).hex(), detail.get("hash"));
    assertEquals("2026-11-20T10:16:00Z", detail.get("occurred_at"));
  }

  @Test
  void an_entry_that_is_not_what_was_written_is_not_announced() {
    for (Item item : GOLDEN) {
      if (!Announcement.concerns(item)) continue;
      Item altered = item.toBuilder().number("policyVersion", 99).build();
      assertThrows(IllegalArgumentException.class, () -> Announcement.of(altered));
    }
  }

  @Test
  void as_many_are_in_a_message_as_a_bus_takes_at_once_and_it_is_read_as_it_was_written() {
    List<AnnouncementsMessage.Pending> pending = new ArrayList<>();
    GOLDEN.stream()
        .flatMap(item -> announced(item).stream())
        .limit(25)
        .forEach(one -> pending.add(new AnnouncementsMessage.Pending(one, "r" + pending.size())));

    var messages = AnnouncementsMessage.of(pending);

    assertEquals(
        List.of(10, 10, 5),
        messages.stream().map(message -> message.message().announcements().size()).toList());
    assertEquals("r10", messages.get(1).ids().getFirst());
    for (var message : messages) {
      String body = AnnouncementsMessage.TYPE.write(JSON, message.message());
      assertEquals(
          body, AnnouncementsMessage.TYPE.write(JSON, AnnouncementsMessage.TYPE.read(JSON, body)));
    }
  }

  @Test
  void nothing_of_a_person_is_told() {
    for (Item item : GOLDEN) {
      for (Announcement announcement : announced(item)) {
        String text = announcement.detail().toString();
        for (String words : List.of("oken", "operator-", "ticket")) {
          assertFalse(text.contains(words), text);
        }
      }
    }
  }
}
