package io.giftledger.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Money;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.challenge.Award;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Budget;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Lot;
import io.giftledger.economy.wallet.Lots;
import io.giftledger.economy.wallet.Spent;
import io.giftledger.economy.wallet.Standing;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.QueueReader;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.OpeningRecord;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import io.giftledger.queues.Repair.Found;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.Withdrawals;
import io.micronaut.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class RepairTest {

  private static final EmbeddedAws AWS = EmbeddedAws.shared();
  private static final JsonMapper JSON = JsonMapper.createDefault();
  private static final Instant BEFORE = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant OLD = BEFORE.minusMillis(1);

  private final QueueReader conversions = new QueueReader(AWS, "Conversions");
  private final QueueReader payouts = new QueueReader(AWS, "Payouts");
  private final String creator = "creator-" + UUID.randomUUID();
  private final Map<Key, Item> table = new HashMap<>();
  private final Repair repair = repair("");

  @BeforeEach
  void empty_queues() {
    conversions.takeAll();
    payouts.takeAll();
  }

  @Test
  void gifts_that_were_sent_long_ago_are_dispatched_again_by_creator() {
    List<Gift> gifts = IntStream.range(0, 200).mapToObj(number -> gift(creator, OLD)).toList();
    gifts.forEach(gift -> assertTrue(repair.see(happened(gift)).isPresent()));
    repair.see(sent("other-" + creator, OLD));

    assertEquals(new Found(201, 0, 0, 0, 0, 0, 0, List.of()), repair.finish());

    List<ConvertedGift> sent = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (Message message : conversions.takeAll()) {
      GiftBatch batch = (GiftBatch) ConversionsMessage.TYPE.read(JSON, message.body());
      assertEquals(
          batch.creator(), message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID));
      sizes.add(batch.gifts().size());
      if (batch.creator().equals(creator)) sent.addAll(batch.gifts());
    }
    assertEquals(List.of(1, 20, 90, 90), sizes.stream().sorted().toList());
    Gift first = gifts.getFirst();
    assertEquals(
        new ConvertedGift(first.sender(), first.id(), "rose", 2, 20, 40, 5_000, 3, first.target()),
        sent.getFirst());
    assertEquals(200, sent.stream().distinct().count());
  }

  @Test
  void what_is_young_or_converted_is_left_alone() {
    assertFalse(repair.see(sent(creator, BEFORE)).isPresent());
    Item converted = sent(creator, OLD).toBuilder().text("status", "CONVERTED").build();
    assertFalse(repair.see(converted).isPresent());
    assertFalse(repair.see(happened(withdrawal(Withdrawal.Status.REQUESTED, BEFORE))).isPresent());
    assertFalse(repair.see(happened(withdrawal(Withdrawal.Status.SUBMITTED, BEFORE))).isPresent());
    assertFalse(repair.see(happened(withdrawal(Withdrawal.Status.PAID, OLD))).isPresent());
    assertFalse(repair.see(happened(withdrawal(Withdrawal.Status.FAILED, OLD))).isPresent());

    assertEquals(new Found(0, 0, 0, 0, 0, 0, 0, List.of()), repair.finish());
    assertEquals(List.of(), conversions.takeAll());
    assertEquals(List.of(), payouts.takeAll());
  }

  @Test
  void a_withdrawal_that_was_never_submitted_is_dispatched_as_if_it_were_new() {
    Withdrawal stuck = withdrawal(Withdrawal.Status.REQUESTED, OLD);
    repair.see(happened(stuck));

    assertEquals(new Found(0, 1, 0, 0, 0, 0, 0, List.of()), repair.finish());
    assertEquals(
        PayoutMessage.of(creator, stuck.id()),
        PayoutMessage.TYPE.read(JSON, payouts.takeAll().getFirst().body()));
  }

  @Test
  void a_submitted_withdrawal_is_asked_after_once() {
    Withdrawal stuck = withdrawal(Withdrawal.Status.SUBMITTED, OLD);
    repair.see(happened(stuck));

    assertEquals(new Found(0, 0, 1, 0, 0, 0, 0, List.of()), repair.finish());
    assertEquals(
        PayoutMessage.once(creator, stuck.id()),
        PayoutMessage.TYPE.read(JSON, payouts.takeAll().getFirst().body()));
  }

  @Test
  void an_exchange_or_an_award_that_never_arrived_is_dispatched_as_if_it_were_new() {
    Exchange exchange = new Exchange("0".repeat(26), creator, 20, 20, 10, 3, OLD, Optional.empty());
    Exchange young = new Exchange("1".repeat(26), creator, 20, 20, 10, 3, BEFORE, Optional.empty());
    Award award =
        new Award(
            "2".repeat(26),
            "cup",
            creator,
            "first",
            5,
            new OperatorAction("cup", "ann", "T-1"),
            OLD,
            Optional.empty());
    Item credited =
        happened(exchange).toBuilder()
            .text("status", "CREDITED")
            .number("credit", 1)
            .instant("creditedAt", OLD)
            .build();

    assertTrue(repair.see(happened(exchange)).isPresent());
    assertTrue(
        repair
            .see(happened(award, Challenge.BOOK.account("cup"), new Challenge(10 * Earnings.E4, 0)))
            .isPresent());
    assertFalse(repair.see(credited).isPresent());
    assertFalse(repair.see(happened(young)).isPresent());
    assertFalse(
        repair.see(exchange.item().toBuilder().number("entry", 999).build()).isPresent(),
        "a claim that never happened");

    assertEquals(new Found(0, 0, 0, 0, 2, 0, 0, List.of()), repair.finish());
    List<Message> sent = conversions.takeAll();
    assertEquals(
        Set.of(new TransferMessage(exchange.key()), new TransferMessage(award.key())),
        sent.stream()
            .map(message -> ConversionsMessage.TYPE.read(JSON, message.body()))
            .collect(Collectors.toSet()));
    assertTrue(
        sent.stream()
            .allMatch(
                message ->
                    creator.equals(
                        message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))));
  }

  @Test
  void a_record_that_cannot_be_read_is_counted_and_stops_nothing() {
    repair.see(
        Item.builder(gift(creator, OLD).key())
            .text("status", "SENT")
            .instant("sentAt", OLD)
            .build());
    repair.see(Item.builder(gift(creator, OLD).key()).build());
    repair.see(sent(creator, OLD));

    assertEquals(new Found(1, 0, 0, 0, 0, 0, 2, List.of()), repair.finish());
    assertEquals(1, conversions.takeAll().size());
  }

  @Test
  void a_gift_that_cannot_be_is_left_out_alone() {
    repair.see(sent(creator, OLD));
    repair.see(happened(Gifts.sent().by("viewer-1").to(creator).coins(-1).at(OLD).build()));
    repair.see(sent(creator, OLD));

    assertEquals(new Found(2, 0, 0, 0, 0, 0, 1, List.of()), repair.finish());
    GiftBatch batch =
        (GiftBatch) ConversionsMessage.TYPE.read(JSON, conversions.takeAll().getFirst().body());
    assertEquals(List.of(20L, 20L), batch.gifts().stream().map(ConvertedGift::coins).toList());
  }

  @Test
  void what_is_no_gift_and_no_withdrawal_is_nothing_to_it() {
    repair.see(Item.builder(new Key("WALLET#viewer-1", "ENTRY#000000000001")).build());

    assertEquals(new Found(0, 0, 0, 0, 0, 0, 0, List.of()), repair.finish());
  }

  @Test
  void more_than_it_keeps_is_sent_while_it_looks() {
    for (int number = 0; number < Repair.BUFFER_MAX; number++) {
      repair.see(sent(creator, OLD));
    }

    assertEquals((Repair.BUFFER_MAX + 89) / 90, conversions.takeAll().size());
  }

  @Test
  void what_no_queue_takes_is_told() {
    Repair cutOff = repair("-gone");
    cutOff.see(sent(creator, OLD));
    cutOff.see(happened(withdrawal(Withdrawal.Status.REQUESTED, OLD)));

    assertEquals(new Found(1, 1, 0, 0, 0, 1, 0, List.of()), cutOff.finish());
  }

  @Test
  void what_only_claims_its_place_is_left_alone() {
    Item claim = sent(creator, OLD);
    Key place = new Key(claim.key().partition(), Entry.sortKey(claim.number("entry")));
    Item entry = Objects.requireNonNull(table.remove(place));

    assertFalse(repair.see(claim).isPresent(), "its entry is missing");
    table.put(place, Item.builder(place).text("ref", "GIFT#other").build());
    assertFalse(repair.see(claim).isPresent(), "its place is another's");
    table.put(place, entry);
    assertTrue(repair.see(claim).isPresent());
  }

  @Test
  void what_follows_is_what_the_entry_says_whatever_became_of_the_record() {
    Item altered = sent(creator, OLD).toBuilder().number("points", 1_000_000_000).build();

    assertTrue(repair.see(altered).isPresent());

    repair.finish();
    GiftBatch batch =
        (GiftBatch) ConversionsMessage.TYPE.read(JSON, conversions.takeAll().getFirst().body());
    assertEquals(40, batch.gifts().getFirst().points());
  }

  @Test
  void nothing_follows_from_an_entry_that_was_altered() {
    Item record = sent(creator, OLD);
    Key place = new Key(record.key().partition(), Entry.sortKey(record.number("entry")));
    Item entry = Objects.requireNonNull(table.get(place));
    table.put(
        place,
        entry.toBuilder()
            .map("details", entry.map("details").toBuilder().number("points", 1_000).build())
            .build());

    assertFalse(repair.see(record).isPresent());

    assertEquals(new Found(0, 0, 0, 0, 0, 0, 1, List.of()), repair.finish());
  }

  @Test
  void a_gift_that_a_conversion_holds_is_not_sent_again_whatever_its_status_says() {
    List<Gift> gifts = IntStream.range(0, 12).mapToObj(number -> gift(creator, OLD)).toList();
    List<Item> records = gifts.stream().map(this::happened).toList();
    Item waiting = sent(creator, OLD);
    Head<Earnings> head = Head.opening(Earnings.BOOK.account(creator));
    head = converted(head, OLD.minusSeconds(1), List.of(gift(creator, OLD.minusSeconds(2))));
    head = converted(head, OLD, gifts.subList(0, 1));
    converted(head, OLD.plusSeconds(1), gifts.subList(1, 12));

    records.forEach(repair::see);
    repair.see(waiting);

    Found found = repair.finish();
    assertEquals(1, found.gifts());
    assertEquals(
        gifts.stream().map(Gift::key).collect(Collectors.toSet()), Set.copyOf(found.setBack()));
    List<Message> messages = conversions.takeAll();
    assertEquals(1, messages.size());
    assertTrue(messages.getFirst().body().contains(waiting.key().id()));
  }

  @Test
  void a_gift_that_is_converted_while_it_looks_is_no_fault() {
    Gift gift = gift(creator, OLD);
    Item seen = happened(gift);
    converted(Head.opening(Earnings.BOOK.account(creator)), OLD.plusSeconds(1), List.of(gift));
    table.put(seen.key(), seen.toBuilder().text("status", "CONVERTED").build());

    repair.see(seen);

    assertEquals(Found.NOTHING, repair.finish());
    assertEquals(List.of(), conversions.takeAll());
  }

  /** When a gift was sent its entry says; its record's own word could hide its conversion. */
  @Test
  void nor_is_one_that_says_it_was_sent_after_its_conversion() {
    Gift gift = gift(creator, OLD.minusSeconds(600));
    Item record = happened(gift);
    converted(Head.opening(Earnings.BOOK.account(creator)), OLD.minusSeconds(599), List.of(gift));

    repair.see(record.toBuilder().instant("sentAt", OLD).build());

    assertEquals(List.of(gift.key()), repair.finish().setBack());
    assertEquals(List.of(), conversions.takeAll());
  }

  @Test
  void nothing_is_sent_again_to_a_creator_whose_conversions_cannot_be_trusted() {
    List<Gift> gifts = IntStream.range(0, 12).mapToObj(number -> gift(creator, OLD)).toList();
    Head<Earnings> head = Head.opening(Earnings.BOOK.account(creator));
    converted(head, OLD, gifts);
    table.keySet().removeIf(key -> key.sort().startsWith("CONVERSION#"));
    repair.see(sent(creator, OLD));
    repair.see(sent("other-" + creator, OLD));

    assertEquals(new Found(1, 0, 0, 0, 0, 0, 1, List.of()), repair.finish());
  }

  private Head<Earnings> converted(Head<Earnings> head, Instant at, List<Gift> gifts) {
    var movement =
        (Movement.Append<Earnings>)
            new GiftsConverted(gifts.stream().map(Gifts::convertible).toList()).movement(head, at);
    for (Write change : movement.changes()) {
      if (change instanceof Write.Insert(Item record)) table.put(record.key(), record);
    }
    Entry<Earnings> entry = Entry.append(head, at, movement.draft(), Format.CURRENT);
    table.put(entry.item().key(), entry.item());
    return entry.head();
  }

  private Repair repair(String suffix) {
    return new Repair(outbox(suffix), BEFORE, key -> Optional.ofNullable(table.get(key)));
  }

  /** An outbox, whose conversions queue may be another than the template's. */
  private static Outbox outbox(String suffix) {
    return new Outbox(
        new TypedQueue<>(
            AWS.sqs(), JSON, ConversionsMessage.TYPE, AWS.queueUrl("Conversions") + suffix),
        new TypedQueue<>(AWS.sqs(), JSON, PayoutMessage.TYPE, AWS.queueUrl("Payouts")),
        new TypedQueue<>(AWS.sqs(), JSON, RefundMessage.TYPE, AWS.queueUrl("Payouts")));
  }

  private Item sent(String to, Instant sentAt) {
    return happened(gift(to, sentAt));
  }

  /** A gift's record as it is stored, with the entry that makes it true. */
  private Item happened(Gift gift) {
    return happened(
        gift,
        Wallet.BOOK.account(gift.sender()),
        new Wallet(
            new Lots(List.of(new Lot(1, 1, 20, Optional.empty()))),
            0,
            0,
            Spent.NONE,
            Budget.NONE,
            Standing.GOOD));
  }

  private Item happened(Withdrawal withdrawal) {
    return happened(
        withdrawal,
        Earnings.BOOK.account(withdrawal.creator()),
        new Earnings(100_000_000, 0, 20_000, 100_000_000, "", new Money(0, "")));
  }

  private Item happened(Exchange exchange) {
    return happened(
        exchange,
        Earnings.BOOK.account(exchange.creator()),
        new Earnings(100_000_000, 0, 20_000, 100_000_000, "", new Money(0, "")));
  }

  private <S extends State> Item happened(OpeningRecord<S> record, Account<S> account, S state) {
    Head<S> head = new Head<>(account, table.size(), 1, Instant.EPOCH, Hash.ZERO, state);
    Item entry = Entry.append(head, record.at(), record.draft(head), Format.CURRENT).item();
    table.put(entry.key(), entry);
    Item stored = record.item().toBuilder().number("entry", head.sequence() + 1).build();
    table.put(stored.key(), stored);
    return stored;
  }

  private static Gift gift(String creator, Instant sentAt) {
    return Gifts.sent()
        .by("viewer-1")
        .to(creator)
        .gift("rose", 2)
        .coins(20)
        .points(40)
        .policy(3)
        .at(sentAt)
        .build();
  }

  /** A withdrawal that has its status since an instant. */
  private Withdrawal withdrawal(Withdrawal.Status status, Instant since) {
    Withdrawals withdrawal = Withdrawals.requested().by(creator);
    return (status == Withdrawal.Status.REQUESTED
            ? withdrawal.at(since)
            : withdrawal.at(since.minus(Duration.ofDays(1))).status(status, since))
        .build();
  }
}
