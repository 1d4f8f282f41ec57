package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.model.Bounds;
import io.giftledger.ledger.model.Explorer;
import io.giftledger.ledger.model.Scenario;
import io.giftledger.ledger.model.Scenario.Clocks;
import io.giftledger.ledger.model.Snapshot;
import io.giftledger.ledger.model.Verdict;
import io.giftledger.ledger.model.Writer;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The checker finds what is wrong with protocols that are almost the ledger's. */
class LedgerMutationTest {

  private static final Bounds BOUNDS = new Bounds(2, 1);

  @Test
  void an_entry_that_is_put_without_its_condition_is_found() {
    Scenario sound = sound().threeGiftsWithFundsForTwo();

    assertBroken(
        unconditional(
            sound,
            write ->
                write instanceof Write.Insert
                    && write.key().sort().startsWith(Entry.SORT_KEY_PREFIX)),
        0,
        "is rewritten");
  }

  @Test
  void a_record_that_is_put_without_its_condition_is_found() {
    Scenario sound = sound().oneRequestThreeTimes(30);

    assertBroken(
        unconditional(sound, write -> write.key().sort().startsWith("GIFT#")), 0, "is rewritten");
  }

  @Test
  void a_record_that_is_moved_whatever_its_status_is_found() {
    Scenario sound = sound().aRechargeAndThreeWebhooks();

    assertBroken(
        unconditional(sound, write -> write instanceof Write.Transition || isMark(write)),
        0,
        "two entries recharged for one record");
    // Either alone is enough for a recharge; a gift has its status only.
    assertBroken(
        unconditional(
            sound().threeConversionsOfTheSameValue(), write -> write instanceof Write.Transition),
        1,
        "a gift of a conversion is elsewhere");
  }

  @Test
  void entry_and_moved_record_in_two_writes_are_found() {
    assertBroken(over(TwoWrites::new).aRechargeAndThreeWebhooks(), 0, "did not move with it");
  }

  @Test
  void an_entry_that_is_put_before_its_record_is_found() {
    assertBroken(over(EntryFirst::new).oneRequestThreeTimes(60), 0, "entry without its record");
  }

  private static boolean isMark(Write write) {
    return write.key().sort().startsWith("CREDITED#")
        || write.key().partition().startsWith("BOOKED#");
  }

  @Test
  void a_claim_that_is_moved_while_its_place_is_free_is_found() {
    assertBroken(over(FreePlacesTaken::new).oneRequestThreeTimes(30), 0, "is rewritten");
  }

  @Test
  void a_claim_that_is_moved_from_wherever_it_is_is_found() {
    assertBroken(over(MovesFromAnywhere::new).oneRequestBesideAnother(), 0, "is rewritten");
  }

  /** Whoever asks again notices: what it meets is not what its entry says. */
  @Test
  void a_claim_that_is_completed_with_other_content_is_found() {
    assertBroken(over(OtherContent::new).oneRequestThreeTimes(30), 0, "not what its entry says");
  }

  @Test
  void a_claim_that_is_taken_for_what_happened_is_found() {
    assertBroken(over(ClaimsAreTrue::new).oneRequestThreeTimes(30), 0, "is not in the table");
  }

  /** Also if the protocol promises no more than that entry and record agree in the end. */
  @Test
  void entry_and_record_in_two_writes_are_found_in_the_end() {
    LedgerScenarios lax =
        new LedgerScenarios(
            (table, clock) -> Protocol.ledger(new TwoWrites(table), clock), Clocks.STANDING, false);

    assertBroken(lax.aRechargeAndThreeWebhooks(), 0, "two entries recharged for one record");
  }

  @Test
  void a_refusal_on_a_stale_head_is_found() {
    assertBroken(
        over(StaleReads::new).twoGiftsWhileTheirCoinsComeIn(), 0, "never did the rule refuse");
  }

  @Test
  void a_refusal_that_does_not_look_its_key_up_is_found() {
    assertBroken(
        over(table -> new BlindGets(table, "GIFT#")).oneRequestThreeTimes(60),
        0,
        "its record is there");
  }

  @Test
  void an_entry_without_a_record_that_is_not_looked_for_is_found() {
    Scenario sound = over(table -> new BlindGets(table, "ENTRY#")).threeBudgets();

    assertBroken(sound, new Bounds(2, 0), 1, "each budget is set once");
  }

  @Test
  void a_lost_answer_that_is_taken_for_a_lost_request_is_found() {
    Scenario sound = sound().oneGift();
    Writer careless = new NewKeyEachTry();

    assertBroken(
        new Scenario(sound.before(), List.of(careless), sound.promise(), sound.clocks()),
        1,
        "expected: <70> but was: <40>");
  }

  @Test
  void a_hash_that_is_taken_from_a_stale_head_is_found() {
    assertBroken(over(StaleHash::new).threeGiftsWithFundsForTwo(), 0, "the chain breaks");
  }

  @Test
  void false_conditions_that_are_taken_for_success_are_found() {
    assertBroken(over(Optimist::new).threeGiftsWithFundsForTwo(), 0, "not in the table");
  }

  @Test
  void an_entry_that_is_taken_for_ours_by_its_hash_alone_is_found() {
    assertBroken(over(HashAlone::new).aPayoutThatIsRefusedForThreeReasons(), 0, "did not move so");
  }

  @Test
  void a_reader_that_drops_a_state_field_that_it_does_not_know_is_found() {
    assertBroken(
        sound().aStateFieldThatIsNotKnown(Newer.CARELESS_BOOK), 0, "a state field is dropped");
  }

  @Test
  void a_reader_that_trusts_the_record_instead_of_the_entry_is_found() {
    assertBroken(
        sound().aGiftWhoseRecordWasAltered((entry, record) -> trusted(record)),
        0,
        "earned by no entry: 1000");
  }

  private static ConvertedGift trusted(Item record) {
    Gift gift = Gift.TYPE.read(record);
    return new ConvertedGift(
        gift.sender(),
        gift.id(),
        gift.gift(),
        gift.quantity(),
        gift.coins(),
        gift.points(),
        gift.commissionBasisPoints(),
        gift.policyVersion(),
        gift.target());
  }

  private static LedgerScenarios sound() {
    return new LedgerScenarios(Protocol::ledger, Clocks.STANDING, true);
  }

  private static LedgerScenarios over(UnaryOperator<Table> mutation) {
    return new LedgerScenarios(
        (table, clock) -> Protocol.ledger(mutation.apply(table), clock), Clocks.STANDING, true);
  }

  private static Scenario unconditional(Scenario sound, Predicate<Write> which) {
    return new Scenario(
        sound.before(), sound.writers(), sound.promise(), sound.clocks(), which.negate());
  }

  private static void assertBroken(Scenario mutant, int faults, String wrong) {
    assertBroken(mutant, BOUNDS, faults, wrong);
  }

  private static void assertBroken(Scenario mutant, Bounds bounds, int faults, String wrong) {
    Verdict.Broken broken =
        assertInstanceOf(Verdict.Broken.class, Explorer.explore(mutant, bounds));
    assertTrue(broken.history().contains(wrong), broken.history());
    assertEquals(faults, broken.faults(), broken.history());
  }

  /** Puts the entry, and then the rest. */
  private static final class TwoWrites extends PassingTable {
    TwoWrites(Table table) {
      super(table);
    }

    @Override
    public WriteResult write(List<Write> writes) {
      WriteResult entry = table.write(writes.subList(0, 1));
      return entry instanceof WriteResult.Applied && writes.size() > 1
          ? table.write(writes.subList(1, writes.size()))
          : entry;
    }
  }

  /** Reads eventually consistent, always. */
  private static final class StaleReads extends PassingTable {
    StaleReads(Table table) {
      super(table);
    }

    @Override
    public List<Item> newest(
        String partition, String prefix, int limit, Optional<String> below, boolean consistent) {
      return table.newest(partition, prefix, limit, below, false);
    }
  }

  /** Finds no item of some kind by its key. */
  private static final class BlindGets extends PassingTable {
    private final String prefix;

    BlindGets(Table table, String prefix) {
      super(table);
      this.prefix = prefix;
    }

    @Override
    public Optional<Item> get(Key key, boolean consistent) {
      return key.sort().startsWith(prefix) ? Optional.empty() : table.get(key, consistent);
    }
  }

  /** Puts the entry, and then the record that was to be there before. */
  private static final class EntryFirst extends PassingTable {
    private List<Write> held = List.of();

    EntryFirst(Table table) {
      super(table);
    }

    @Override
    public WriteResult write(List<Write> writes) {
      if (writes.getFirst().key().sort().startsWith("GIFT#")) {
        held = writes;
        return new WriteResult.Applied();
      }
      WriteResult entry = table.write(writes);
      if (!held.isEmpty()) table.write(held);
      return entry;
    }
  }

  /** Says of a place that is free that it is another's. */
  private static final class FreePlacesTaken extends PassingTable {
    FreePlacesTaken(Table table) {
      super(table);
    }

    @Override
    public Optional<Item> get(Key key, boolean consistent) {
      Optional<Item> found = table.get(key, consistent);
      return found.isEmpty() && key.sort().startsWith(Entry.SORT_KEY_PREFIX)
          ? Optional.of(Item.builder(key).text("ref", "").build())
          : found;
    }
  }

  /** Moves records without looking at more than their status. */
  private static final class MovesFromAnywhere extends PassingTable {
    MovesFromAnywhere(Table table) {
      super(table);
    }

    @Override
    public WriteResult write(List<Write> writes) {
      return table.write(
          writes.stream()
              .map(
                  write ->
                      write
                              instanceof
                              Write.Transition(var key, var from, _, _, var set, var removed)
                          ? new Write.Transition(
                              key, from, Item.builder().build(), Set.of(), set, removed)
                          : write)
              .toList());
    }
  }

  /** Completes a claim that it meets with another instant. */
  private static final class OtherContent extends PassingTable {
    OtherContent(Table table) {
      super(table);
    }

    @Override
    public WriteResult write(List<Write> writes) {
      Key key = writes.getFirst().key();
      WriteResult result = table.write(writes);
      return result instanceof WriteResult.ConditionsFailed failed
              && key.sort().startsWith("GIFT#")
              && table.get(Claim.of(failed.existing(key).orElseThrow()).entryKey(), true).isEmpty()
          ? new WriteResult.ConditionsFailed(
              Map.of(
                  key,
                  failed
                      .existing(key)
                      .map(
                          item ->
                              item.toBuilder()
                                  .instant("sentAt", item.instant("sentAt").plusMillis(1))
                                  .build())))
          : result;
    }
  }

  /** Says of a free place that what was met last has its entry there. */
  private static final class ClaimsAreTrue extends PassingTable {
    private String met = "";

    ClaimsAreTrue(Table table) {
      super(table);
    }

    @Override
    public WriteResult write(List<Write> writes) {
      met = writes.getFirst().key().sort();
      return table.write(writes);
    }

    @Override
    public Optional<Item> get(Key key, boolean consistent) {
      Optional<Item> found = table.get(key, consistent);
      return found.isEmpty() && Entry.isEntry(key) && met.startsWith("GIFT#")
          ? Optional.of(entryAt(key))
          : found;
    }

    private Item entryAt(Key place) {
      Gift gift = Gift.TYPE.read(table.get(new Key(place.partition(), met), true).orElseThrow());
      Key before = new Key(place.partition(), Entry.sortKey(Entry.sequence(place) - 1));
      Head<Wallet> head =
          new Entry<>(Wallet.BOOK.account(gift.sender()), table.get(before, true).orElseThrow())
              .head();
      return Entry.append(head, gift.at(), gift.draft(head), Format.CURRENT).item();
    }
  }

  /** Hashes on from the head that was read first. */
  private static final class StaleHash extends PassingTable {
    private Optional<byte[]> first = Optional.empty();

    StaleHash(Table table) {
      super(table);
    }

    @Override
    public List<Item> newest(
        String partition, String prefix, int limit, Optional<String> below, boolean consistent) {
      List<Item> found = table.newest(partition, prefix, limit, below, consistent);
      if (first.isEmpty()) first = found.stream().findFirst().map(head -> head.bytes("hash"));
      return found;
    }

    @Override
    public WriteResult write(List<Write> writes) {
      return table.write(
          writes.stream()
              .map(
                  write ->
                      write instanceof Write.Insert(Item item) && Entry.isEntry(item.key())
                          ? new Write.Insert(hashedAfter(first.orElseThrow(), item))
                          : write)
              .toList());
    }

    private static Item hashedAfter(byte[] previous, Item entry) {
      return entry.toBuilder()
          .bytes("previousHash", previous)
          .bytes("hash", Hash.of(previous, CanonicalText.of(entry)).bytes())
          .build();
    }
  }

  /** Takes a false condition for a repeat of its own write. */
  private static final class Optimist extends PassingTable {
    Optimist(Table table) {
      super(table);
    }

    @Override
    public WriteResult write(List<Write> writes) {
      WriteResult result = table.write(writes);
      return result instanceof WriteResult.ConditionsFailed ? new WriteResult.Applied() : result;
    }
  }

  /** Takes an entry that is equal to its own for its own. */
  private static final class HashAlone extends PassingTable {
    HashAlone(Table table) {
      super(table);
    }

    @Override
    public WriteResult write(List<Write> writes) {
      WriteResult result = table.write(writes);
      return result instanceof WriteResult.ConditionsFailed failed
              && writes.getFirst() instanceof Write.Insert(Item entry)
              && failed.existing(entry.key()).filter(entry::equals).isPresent()
          ? new WriteResult.Applied()
          : result;
    }
  }

  /** Sends a gift, and sends it with another key if there is no answer. */
  private static final class NewKeyEachTry implements Writer {
    private static final long COINS = 30;

    @Override
    public String name() {
      return "careless gift";
    }

    @Override
    public Object run(Table table, InstantSource clock) {
      for (int attempt = 1; attempt <= Ledger.TRIES_MAX; attempt++) {
        Ledger ledger = Fixture.ledger(new Impatient(table), clock);
        try {
          return Fixture.send(ledger, LedgerScenarios.WALLET, "key " + attempt, COINS);
        } catch (NoAnswer unsettled) {
          // Another try, and another key.
        }
      }
      throw new IllegalStateException("more faults than were expected");
    }

    @Override
    public void check(Object answer, List<Snapshot> during) {
      // Whatever it is told, the wallet tells.
    }
  }

  /** Does not wait for an answer. */
  private static final class Impatient extends PassingTable {
    Impatient(Table table) {
      super(table);
    }

    @Override
    public WriteResult write(List<Write> writes) {
      WriteResult result = table.write(writes);
      if (result instanceof WriteResult.Unsettled) throw new NoAnswer();
      return result;
    }
  }

  private static final class NoAnswer extends RuntimeException {}
}
