package io.giftledger.ledger.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.MemoryTable;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/** Whatever is done to DynamoDB's table and to the two in memory, all give the same answers. */
class ModelTableTest {

  private static final List<String> PARTITIONS = List.of("WALLET#one-", "WALLET#other-");
  private static final List<String> SORTS =
      List.of("ENTRY#1", "ENTRY#2", "ENTRY#3", "GIFT#1", "GIFT#2");
  private static final List<String> PREFIXES = List.of("ENTRY#", "GIFT#");

  private final Table dynamoDb =
      new DynamoDbTable(EmbeddedAws.shared().dynamoDb(), EmbeddedAws.shared().tableName());

  @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
  void tables_in_memory_answer_as_dynamodb_does(
      @ForAll @Size(min = 1, max = 30) List<@From("calls") Call> calls) {
    List<Table> inMemory = List.of(new ModelTable(Snapshot.EMPTY), new MemoryTable());
    String owner = UUID.randomUUID().toString();

    for (Call call : calls) assertSameAnswers(inMemory, call, owner);

    for (String partition : PARTITIONS) {
      for (String prefix : PREFIXES) {
        Call everything = new Call.Newest(partition, prefix, 100, Optional.empty(), true);
        assertSameAnswers(inMemory, everything, owner);
      }
    }
  }

  private void assertSameAnswers(List<Table> inMemory, Call call, String owner) {
    Object answer = answer(dynamoDb, call, owner);
    for (Table table : inMemory) assertEquals(answer, answer(table, call, owner));
  }

  /** Makes a call in partitions that no other try uses. */
  private static Object answer(Table table, Call call, String owner) {
    return switch (call) {
      case Call.Write(List<Write> writes) ->
          table.write(writes.stream().map(write -> of(owner, write)).toList());
      case Call.Get(Key key, boolean consistent) -> table.get(of(owner, key), consistent);
      case Call.Newest(
              String partition,
              String prefix,
              int limit,
              Optional<String> below,
              boolean consistent) ->
          table.newest(partition + owner, prefix, limit, below, consistent);
    };
  }

  private static Write of(String owner, Write write) {
    return switch (write) {
      case Write.Insert(Item item) ->
          new Write.Insert(item.toBuilder().text("PK", of(owner, item.key()).partition()).build());
      case Write.Transition(
              Key key,
              Set<String> from,
              Item expected,
              Set<String> absent,
              Item set,
              Set<String> removed) ->
          new Write.Transition(of(owner, key), from, expected, absent, set, removed);
    };
  }

  private static Key of(String owner, Key key) {
    return new Key(key.partition() + owner, key.sort());
  }

  @Provide
  Arbitrary<Call> calls() {
    Arbitrary<Call> writes =
        keys()
            .set()
            .ofMinSize(1)
            .ofMaxSize(4)
            .flatMap(
                keys ->
                    Combinators.combine(keys.stream().map(this::writes).toList())
                        .as(Call.Write::new));
    Arbitrary<Call> gets = keys().map(key -> new Call.Get(key, true));
    Arbitrary<Call> newest =
        Combinators.combine(
                Arbitraries.of(PARTITIONS),
                Arbitraries.of(PREFIXES),
                Arbitraries.integers().between(1, 3),
                Arbitraries.of(SORTS).optional(0.3))
            .as(
                (partition, prefix, limit, below) ->
                    new Call.Newest(
                        partition,
                        prefix,
                        limit,
                        below.filter(bound -> bound.startsWith(prefix)),
                        true));
    return Arbitraries.frequencyOf(Tuple.of(6, writes), Tuple.of(2, gets), Tuple.of(2, newest));
  }

  private Arbitrary<Write> writes(Key key) {
    // Some items have no status: no transition may move those.
    Arbitrary<Write> inserts =
        Combinators.combine(statuses().optional(0.8), coins())
            .as(
                (status, coins) ->
                    new Write.Insert(
                        Item.builder(key)
                            .text("status", status)
                            .number("coins", coins)
                            .bytes("hash", new byte[] {1, 2})
                            .texts("postings", List.of("wallet coin 1"))
                            .build()));
    Arbitrary<Write> transitions =
        Combinators.combine(
                statuses().set().ofMinSize(1).ofMaxSize(2),
                coins().optional(0.3),
                Arbitraries.of("conversion").set().ofMaxSize(1),
                statuses(),
                coins(),
                Arbitraries.of("hash", "postings").set())
            .as(
                (from, expected, absent, to, coins, removed) ->
                    new Write.Transition(
                        key,
                        from,
                        expected
                            .map(value -> Item.builder().number("coins", value))
                            .orElseGet(Item::builder)
                            .build(),
                        absent,
                        Item.builder().text("status", to).number("conversion", coins).build(),
                        removed));
    return Arbitraries.oneOf(inserts, transitions);
  }

  private static Arbitrary<Key> keys() {
    return Combinators.combine(Arbitraries.of(PARTITIONS), Arbitraries.of(SORTS)).as(Key::new);
  }

  private static Arbitrary<String> statuses() {
    return Arbitraries.of("SENT", "CONVERTED", "LOST");
  }

  private static Arbitrary<Long> coins() {
    return Arbitraries.longs().between(1, 2);
  }
}
