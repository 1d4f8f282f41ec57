package io.giftledger.dynamodb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.PolicyNotLoadedException;
import io.giftledger.economy.policy.PolicyReading;
import io.giftledger.ledger.PassingTable;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.MemoryTable;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever somebody puts into the table, the newest good policy is in force. */
class PoliciesTest {

  private static final String STANDARD = Policy.standard().text("document");
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");

  private final MemoryTable table = new MemoryTable();
  private final PolicyVersions versions = new PolicyVersions(table);
  private long nanos;
  private final Policies policies = new Policies(table, () -> nanos);

  /** None of them is a policy with the number 2. */
  static Stream<String> wrong_documents() {
    return Stream.of(
        "{\"version\":",
        "",
        numbered(1),
        numbered(2).replace("\"commissionBasisPoints\": 5000,", ""),
        numbered(2)
            .replace("\"commissionBasisPoints\": 5000,", "\"commissionBasisPoints\": 15000,"),
        numbered(2).replaceFirst("\"coins\": 1,\n", "\"coins\": -100,\n"),
        numbered(2).replaceFirst("\"coins\": 1,\n", "\"coins\": 0,\n"),
        numbered(2).replace("followersMin", "followerMin"),
        numbered(2)
            .replace("\"giftQuantityMax\": 10000,", "\"giftQuantityMax\": 1000000000000000000,"));
  }

  /** Items in the place of version 2 or above it, none of which is one. */
  static Stream<Item> put_by_hand() {
    return Stream.concat(
        wrong_documents().map(document -> Policy.item(2, document)),
        Stream.of(
            Item.builder(Policy.key(2)).build(),
            Item.builder(Policy.key(2)).number("document", 7).build(),
            Item.builder(Policy.key(2)).map("document", Policy.standard()).build(),
            Item.builder(new Key(Policy.PARTITION_KEY, "VERSION#2"))
                .text("document", numbered(2))
                .build(),
            Item.builder(new Key(Policy.PARTITION_KEY, "VERSION#two"))
                .text("document", STANDARD)
                .build()));
  }

  @ParameterizedTest
  @MethodSource("put_by_hand")
  void a_version_that_does_not_load_is_skipped_for_the_one_before_it(Item wrong) {
    table.replace(Policy.standard());
    assertEquals(1, policies.inForce().version());
    table.replace(wrong);
    passAMinute();

    assertEquals(1, policies.inForce().version());
    assertEquals(1, new Policies(table, () -> nanos).inForce().version(), "nothing in memory");
  }

  @Test
  void no_number_of_versions_that_do_not_load_hides_the_good_one_below() {
    table.replace(Policy.standard());
    for (long version = 2; version <= 200; version++) table.replace(Policy.item(version, "{"));
    for (String key : List.of("zzz", "", "~", "\uFFFD", "2", "99999999999999", "-1")) {
      table.replace(stray("VERSION#" + key));
    }

    assertEquals(1, policies.inForce().version());
    assertEquals(
        List.of(
            "VERSION#\uFFFD",
            "VERSION#~",
            "VERSION#zzz",
            "VERSION#99999999999999",
            "VERSION#2",
            "VERSION#-1",
            "VERSION#"),
        versions.strays());
    assertEquals(201, published(numbered(201)));
    passAMinute();
    assertEquals(201, policies.inForce().version());
  }

  private static Item stray(String sort) {
    return Item.builder(new Key(Policy.PARTITION_KEY, sort)).text("document", STANDARD).build();
  }

  @Test
  void after_what_was_put_by_hand_far_above_nothing_is_published_and_it_is_said_what_to_do() {
    published(STANDARD);
    for (long far : List.of(999_999_999_999L, 500L)) {
      MemoryTable other = new MemoryTable();
      other.replace(Policy.standard());
      other.replace(Policy.item(far, "{"));

      for (long number : List.of(2L, far + 1)) {
        var faulty =
            assertInstanceOf(
                PolicyReading.Faulty.class,
                new PolicyVersions(other).publish(numbered(number), "ann", "T", NOW));
        String words = faulty.faults().getFirst().toString();
        assertTrue(words.contains(Policy.key(far).sort()), words);
        assertTrue(words.contains("Delete that item first"), words);
      }
      assertEquals(1, new Policies(other, () -> nanos).inForce().version());
    }
    assertEquals(Optional.empty(), versions.find(1_000_000_000_000L));
    assertEquals(Optional.empty(), policies.shown(Long.MAX_VALUE, NOW));
  }

  @Test
  void the_next_good_version_is_in_force_a_minute_later() {
    table.replace(Policy.standard());
    table.replace(Policy.item(2, STANDARD));
    assertEquals(1, policies.inForce().version());

    table.replace(Policy.item(3, numbered(3)));
    assertEquals(1, policies.inForce().version(), "still in memory");
    passAMinute();

    assertEquals(3, policies.inForce().version());
  }

  @Test
  void a_good_policy_in_memory_stays_in_use_whatever_becomes_of_the_table() {
    table.replace(Policy.standard());
    table.replace(Policy.item(2, numbered(2)));
    assertEquals(2, policies.inForce().version());
    table.replace(Policy.item(2, "gone"));
    passAMinute();
    assertEquals(2, policies.inForce().version());
    table.replace(Policy.item(1, "gone"));
    passAMinute();
    assertEquals(2, policies.inForce().version());

    Policies started = new Policies(table, () -> nanos);
    assertThrows(PolicyNotLoadedException.class, started::inForce);
  }

  @Test
  void without_a_policy_there_is_none() {
    assertThrows(PolicyNotLoadedException.class, policies::inForce);
    table.replace(Policy.standard());
    assertEquals(1, policies.inForce().version(), "looked up again at once");
  }

  @Test
  void a_document_is_published_as_the_next_version_with_who_when_and_why() {
    assertEquals(1, published(STANDARD));
    assertEquals(2, published(numbered(2)));

    Item stored = table.get(Policy.key(2), true).orElseThrow();
    assertEquals("ann", stored.text("publishedBy"));
    assertEquals("TICKET-1", stored.text("note"));
    assertEquals(NOW, stored.instant("publishedAt"));
    assertEquals(numbered(2), stored.text("document"));
    assertEquals(2, policies.inForce().version());
  }

  @Test
  void a_document_that_is_the_newest_version_is_not_published_again() {
    published(STANDARD);

    assertEquals(1, published(STANDARD));
    assertEquals(Optional.empty(), table.get(Policy.key(2), true));
  }

  @Test
  void a_document_with_another_number_than_the_next_is_not_published() {
    published(STANDARD);

    var faulty = assertInstanceOf(PolicyReading.Faulty.class, publish(numbered(3)));

    assertEquals(
        "$.version must be 2, its number in the table", faulty.faults().getFirst().toString());
    assertEquals(Optional.empty(), table.get(Policy.key(2), true));
  }

  @Test
  void of_a_version_that_another_document_has_the_number_is_taken() {
    published(STANDARD);
    String again = STANDARD + "\n";

    assertEquals(1, assertThrows(VersionTakenException.class, () -> publish(again)).version());
    var faulty =
        assertInstanceOf(
            PolicyReading.Faulty.class,
            publish(again.replace("\"giftQuantityMax\"", "\"giftsMax\"")));

    assertEquals(
        "$.version must be 2, its number in the table", faulty.faults().getFirst().toString());
    assertEquals(Optional.empty(), table.get(Policy.key(2), true));
  }

  @Test
  void of_two_that_publish_at_once_the_later_is_told_so_unless_it_is_the_same_by_the_same() {
    published(STANDARD);
    PolicyVersions late = new PolicyVersions(new Overtaken(numbered(2) + "\n"));

    var taken =
        assertThrows(
            VersionTakenException.class, () -> late.publish(numbered(2), "ann", "TICKET-1", NOW));
    assertEquals(2, taken.version());
    assertEquals("ben", table.get(Policy.key(2), true).orElseThrow().text("publishedBy"));

    // Who is told that it is published is named with it.
    PolicyVersions alike = new PolicyVersions(new Overtaken(numbered(3)));
    assertThrows(
        VersionTakenException.class, () -> alike.publish(numbered(3), "ann", "TICKET-2", NOW));
    assertThrows(
        VersionTakenException.class, () -> versions.publish(numbered(3), "ben", "TICKET-1", NOW));
    PolicyVersions own = new PolicyVersions(new Overtaken(numbered(4)));
    for (PolicyVersions again : List.of(own, versions)) {
      var same =
          assertInstanceOf(
              PolicyReading.Whole.class, again.publish(numbered(4), "ben", "TICKET-2", NOW));
      assertEquals(4, same.policy().version());
    }
    assertEquals("ben", table.get(Policy.key(4), true).orElseThrow().text("publishedBy"));
  }

  /** Somebody else publishes a document between the look at what there is and the write. */
  private final class Overtaken extends PassingTable {

    private final String document;

    Overtaken(String document) {
      super(PoliciesTest.this.table);
      this.document = document;
    }

    @Override
    public WriteResult write(List<Write> writes) {
      versions.publish(document, "ben", "TICKET-2", NOW);
      return super.write(writes);
    }
  }

  @ParameterizedTest
  @MethodSource("wrong_documents")
  void what_does_not_load_is_not_published_either(String document) {
    published(STANDARD);
    // Another text, for the one that is published already is not wrong.
    if (document.equals(numbered(1))) {
      assertThrows(VersionTakenException.class, () -> publish(document + " "));
    } else {
      assertInstanceOf(PolicyReading.Faulty.class, publish(document + " "));
    }
    assertEquals(List.of(1L), numbers());
  }

  @Test
  void what_somebody_put_by_hand_keeps_its_number() {
    published(STANDARD);
    table.replace(Policy.item(2, "{"));

    assertEquals(3, published(numbered(3)));
    assertEquals("{", table.get(Policy.key(2), true).orElseThrow().text("document"));
  }

  private List<Long> numbers() {
    return versions.newestFirst(true).map(item -> Long.parseLong(item.key().id())).toList();
  }

  private long published(String document) {
    return assertInstanceOf(PolicyReading.Whole.class, publish(document)).policy().version();
  }

  private PolicyReading publish(String document) {
    return versions.publish(document, "ann", "TICKET-1", NOW);
  }

  private static String numbered(long version) {
    String document = STANDARD.replace("\"version\": 1,", "\"version\": " + version + ",");
    assertTrue(document.contains("\"version\": " + version + ","), document);
    return document;
  }

  private void passAMinute() {
    nanos += Duration.ofSeconds(61).toNanos();
  }
}
