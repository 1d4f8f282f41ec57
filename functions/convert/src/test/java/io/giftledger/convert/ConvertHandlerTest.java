package io.giftledger.convert;

import static io.giftledger.emulator.QueueReader.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Transfer;
import io.giftledger.economy.challenge.Award;
import io.giftledger.economy.challenge.AwardOpened;
import io.giftledger.economy.challenge.ChallengeFunded;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.emulator.QueueReader;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.testkit.AtOnce;
import io.giftledger.testkit.CountedLines;
import io.giftledger.testkit.Creator;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.EventSource;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.Json;
import io.giftledger.testkit.NeededPermissions;
import io.giftledger.testkit.Profiles;
import io.giftledger.testkit.QueueMessage;
import io.giftledger.testkit.Viewer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

@ExtendWith(NeededPermissions.class)
class ConvertHandlerTest {

  private static final List<String> ALL_WELL = List.of();

  @AutoClose
  private static final ConvertHandler HANDLER =
      new ConvertHandler(Embedded.environment("ConvertFunction"));

  private static final EventSource CONVERSIONS = new EventSource(HANDLER);
  private static final QueueReader DEAD_LETTERS = new QueueReader(Embedded.AWS, "ConversionsDead");

  private final Creator creator = new Creator();

  @Test
  void a_thousand_roses_of_one_coin_make_five_hundred_diamonds() {
    List<ConvertedGift> roses = sent(1_000, 1, 5_000);

    for (int from = 0; from < 1_000; from += 90) {
      assertEquals(ALL_WELL, deliver(roses.subList(from, Math.min(1_000, from + 90))));
    }

    Earnings earnings = creator.state();
    assertEquals(1_000, earnings.points());
    assertEquals(500, earnings.diamonds());
    assertEquals(0, earnings.diamondsE4() % Earnings.E4);
  }

  @Test
  void what_is_less_than_a_diamond_is_kept_to_the_ten_thousandth() {
    deliver(sent(1, 1, 5_000));
    deliver(sent(1, 7, 3_333));

    Earnings earnings = creator.state();
    assertEquals(5_000 + 7 * 6_667, earnings.diamondsE4());
    assertEquals(5, earnings.diamonds());
  }

  @Test
  void a_message_delivered_again_converts_nothing_again() {
    List<ConvertedGift> gifts = sent(12, 3, 5_000);
    deliver(gifts);
    Head<Earnings> once = creator.newest().head();

    assertEquals(ALL_WELL, deliver(gifts));

    assertEquals(once, creator.newest().head());
  }

  @Test
  void batches_that_overlap_convert_each_gift_once() {
    List<ConvertedGift> gifts = sent(20, 5, 5_000);
    deliver(gifts.subList(0, 12));

    assertEquals(ALL_WELL, deliver(gifts.subList(5, 20)));

    assertEquals(100, creator.state().points());
    assertTrue(gifts.stream().allMatch(gift -> status(gift) == Gift.Status.CONVERTED));
  }

  @Test
  void a_gift_whose_status_was_set_back_is_not_converted_again() {
    List<ConvertedGift> gifts = sent(2, 5, 5_000);
    deliver(gifts);
    Item record = Embedded.TABLE.get(gifts.getFirst().key(), true).orElseThrow();
    Embedded.TABLE.replace(record.toBuilder().text("status", Gift.Status.SENT.name()).build());

    assertEquals(ALL_WELL, deliver(gifts));

    assertEquals(1, creator.sequence());
    assertEquals("gift_mismatch", attribute(deadLetter("message"), "cause"));
  }

  @Test
  void the_same_message_delivered_eight_times_at_once_converts_each_gift_once() throws Exception {
    List<ConvertedGift> gifts = sent(30, 2, 5_000);
    for (List<String> failed : AtOnce.call(8, () -> deliver(gifts))) {
      assertEquals(ALL_WELL, failed);
    }

    assertEquals(60, creator.state().points());
    creator.chain();
  }

  @Test
  void small_messages_for_one_creator_are_converted_together() {
    List<ConvertedGift> gifts = sent(10, 1, 5_000);

    CONVERSIONS.deliver(gifts.stream().map(gift -> message(gift.id(), List.of(gift))).toList());

    assertEquals(1, creator.sequence());
  }

  @Test
  void a_message_that_does_not_tell_the_truth_is_set_aside_alone_and_holds_up_nothing() {
    List<ConvertedGift> gifts = sent(3, 1, 5_000);
    ConvertedGift real = gifts.getFirst();
    ConvertedGift inflated = inflated(real);
    Creator thief = new Creator();
    ConvertedGift invented = Gifts.sent().by(real.sender()).id("0".repeat(26)).convertible();

    assertEquals(
        ALL_WELL,
        CONVERSIONS.deliver(
            message("inflated", List.of(inflated, gifts.get(1))),
            message("invented", List.of(invented)),
            message("stolen", thief.id(), List.of(real)),
            message("good", List.of(gifts.get(2)))));

    assertEquals(2, creator.state().points());
    assertEquals(Gift.Status.SENT, status(real));
    assertEquals(0, thief.sequence());
    Map<String, Message> dead = deadLetters();
    assertEquals(Set.of("inflated", "invented", "stolen"), dead.keySet());
    for (Message letter : dead.values()) {
      assertEquals("gift_mismatch", attribute(letter, "cause"));
    }
    Message letter = Objects.requireNonNull(dead.get("inflated"));
    assertEquals(
        "not in the table as the message has it: gift %s of %s"
            .formatted(inflated.id(), inflated.sender()),
        attribute(letter, "detail"));
    assertEquals(body(creator.id(), List.of(inflated, gifts.get(1))), letter.body());
    assertEquals(
        creator.id(), letter.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID));
    assertEquals(
        Embedded.environment("ConvertFunction").get("AWS_LAMBDA_FUNCTION_NAME"),
        attribute(letter, "function"));
    assertFalse(attribute(letter, "requestId").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "null",
        "{}",
        "{'creator':'c','gifts':[]}",
        "{'creator':'not a user','gifts':['s 00000000000000000000000000 rose 1 1 1 5000 1']}",
        "{'creator':'c','gifts':['rose']}",
        "{'creator':'c','gifts':['not#user 00000000000000000000000000 rose 1 1 1 5000 1']}",
        "{'creator':'c','gifts':['s short rose 1 1 1 5000 1']}",
        "{'creator':'c','gifts':['s 00000000000000000000000000 rose 1 1 9000000000000000000 0 1']}",
        "{'creator':'c','gifts':['s 00000000000000000000000000 rose 1 1 1 10001 1']}",
        "{'creator':'c','gifts':['s 00000000000000000000000000 rose 1 1 many 5000 1']}",
        "{'from':'EARNINGS#c'}",
        "{'from':'WALLET#c','record':'GIFT#00000000000000000000000000'}",
        "{'from':'EARNINGS#c','record':'EXCHANGE#1','creator':'c'}"
      })
  void a_message_that_is_none_is_set_aside_as_it_is(String text) {
    String body = text.replace('\'', '"');

    assertEquals(ALL_WELL, CONVERSIONS.deliver(message("garbage", body)));

    Message letter = deadLetter("garbage");
    assertEquals("malformed_body", attribute(letter, "cause"));
    assertEquals(body, letter.body());
  }

  @Test
  void a_gift_that_cannot_be_keeps_no_other_of_its_message_from_its_conversion() {
    List<ConvertedGift> gifts = sent(2, 525, 5_000);
    ConvertedGift impossible = Gifts.sent().by(gifts.getFirst().sender()).coins(-1).convertible();
    List<ConvertedGift> all = List.of(gifts.getFirst(), impossible, gifts.getLast());

    assertEquals(ALL_WELL, CONVERSIONS.deliver(message("mixed", all)));

    assertEquals(1_050, creator.state().points());
    Message letter = deadLetter("mixed");
    assertEquals("impossible_gift", attribute(letter, "cause"));
    assertEquals(impossible.toString(), attribute(letter, "detail"));
    assertEquals(body(creator.id(), all), letter.body());
  }

  @Test
  void of_two_messages_that_contradict_each_other_the_right_one_is_converted() {
    ConvertedGift gift = sent(1, 1, 5_000).getFirst();

    assertEquals(
        ALL_WELL,
        CONVERSIONS.deliver(
            message("inflated", List.of(inflated(gift))), message("right", List.of(gift))));

    assertEquals(1, creator.state().points());
    assertEquals(Set.of("inflated"), deadLetters().keySet());
  }

  @Test
  void what_may_pass_is_delivered_again_and_set_aside_only_at_its_last_delivery() {
    QueueMessage message = message("m", sent(1, 1, 5_000));
    int receivesMax =
        Integer.parseInt(
            Embedded.environment("ConvertFunction").getOrDefault("MAX_RECEIVE_COUNT", ""));
    try (var cutOff =
        new ConvertHandler(Embedded.environment("ConvertFunction", "TABLE_NAME", "gone"))) {
      EventSource conversions = new EventSource(cutOff);
      for (int receives = 1; receives < receivesMax; receives++) {
        assertEquals(List.of("m"), conversions.deliver(message.receives(receives)));
      }
      assertEquals(Map.of(), deadLetters());

      assertEquals(ALL_WELL, conversions.deliver(message.receives(receivesMax)));
    }

    Message letter = deadLetter("m");
    assertEquals("retries_exhausted", attribute(letter, "cause"));
    assertTrue(attribute(letter, "detail").contains("not authorized to perform dynamodb:Query"));
    assertEquals(message.body(), letter.body());
  }

  @Test
  void what_cannot_be_set_aside_is_delivered_again() {
    String gone = Embedded.AWS.queueUrl("ConversionsDead") + "-gone";
    try (var cutOff =
        new ConvertHandler(
            Embedded.environment("ConvertFunction", "DEAD_LETTER_QUEUE_URL", gone))) {
      assertEquals(
          List.of("garbage"),
          new EventSource(cutOff).deliver(message("garbage", "not json").receives(10)));
    }
  }

  @Test
  void a_message_that_comes_back_from_the_dead_and_fails_again_is_not_lost() {
    QueueMessage garbage = message("garbage", "not json");
    CONVERSIONS.deliver(garbage);
    CONVERSIONS.deliver(garbage.receives(2));
    assertEquals(1, DEAD_LETTERS.takeAll().size(), "the same delivery, set aside once");

    QueueMessage redriven = message("garbage", "not json");
    CONVERSIONS.deliver(redriven);

    assertEquals(1, DEAD_LETTERS.takeAll().size());
  }

  @Test
  void the_conversion_tells_what_each_gift_earned() {
    List<ConvertedGift> gifts = sent(3, 25, 5_000);
    deliver(gifts);

    Conversion conversion = GiftsConverted.find(Embedded.LEDGER, creator.id(), 1).orElseThrow();

    assertEquals(gifts, conversion.gifts());
    assertEquals(OptionalLong.of(1), stored(gifts.getFirst()).conversion());
  }

  @Test
  void which_gifts_were_converted_is_told_and_how_long_the_oldest_waited() {
    String sent = Long.toString(Instant.now().minusSeconds(90).toEpochMilli());
    List<ConvertedGift> gifts = sent(2, 1, 0);
    QueueMessage late =
        new QueueMessage("late", body(creator.id(), gifts), 1, Optional.of(creator.id()), sent);
    QueueMessage garbage = new QueueMessage("garbage", "not json", 1, Optional.empty(), "0");

    List<Map<String, Object>> lines = CountedLines.of(() -> CONVERSIONS.deliver(late, garbage));

    assertEquals(
        List.of(gifts.stream().map(ConvertedGift::id).toList()),
        lines.stream().map(line -> line.get("gifts")).filter(Objects::nonNull).toList());
    List<Long> lags =
        lines.stream()
            .map(line -> line.get("ConversionLag"))
            .filter(Objects::nonNull)
            .map(lag -> ((Number) lag).longValue())
            .toList();
    assertEquals(1, lags.size());
    assertTrue(lags.getFirst() >= 90_000 && lags.getFirst() < 900_000, lags::toString);
    DEAD_LETTERS.takeAll();
  }

  @Test
  void an_exchange_that_nobody_completed_is_credited_once_however_often_it_is_told() {
    creator.earned(100);
    Exchange left = creator.exchange(40);
    QueueMessage message = message("exchange", transfer(left.key()));

    assertEquals(ALL_WELL, CONVERSIONS.deliver(message));
    assertEquals(ALL_WELL, CONVERSIONS.deliver(message, message("again", transfer(left.key()))));

    assertEquals("1x40", new Viewer(creator.id()).state().lots().toString());
    assertEquals(
        Transfer.Status.CREDITED,
        Embedded.LEDGER.find(Exchange.TYPE, left.key()).orElseThrow().status());
    assertEquals(Map.of(), deadLetters());
  }

  @Test
  void the_same_exchange_delivered_eight_times_at_once_is_credited_once() throws Exception {
    creator.earned(100);
    Exchange left = creator.exchange(40);

    AtOnce.call(8, () -> CONVERSIONS.deliver(message("exchange", transfer(left.key()))));

    assertEquals(1, new Viewer(creator.id()).chain().size());
    assertEquals(40, new Viewer(creator.id()).state().coins());
  }

  @Test
  void an_award_that_nobody_completed_is_credited_once() {
    String challenge = "cup-" + creator.id();
    OperatorAction action = new OperatorAction("cup", "ann", "T-1");
    new ChallengeFunded(challenge, 100, action).with(Embedded.LEDGER, "key");
    Award award =
        (Award)
            assertInstanceOf(
                    Outcome.Opened.class,
                    new AwardOpened(challenge, creator.id(), "first", 60, action)
                        .opened(Embedded.LEDGER, Optional.of(Profiles.of(creator.id()).build())))
                .record();
    QueueMessage message = message("award", transfer(award.key()));

    CONVERSIONS.deliver(message);
    assertEquals(ALL_WELL, CONVERSIONS.deliver(message));

    assertEquals(60, creator.state().diamonds());
    assertEquals(0, creator.state().points());
    assertEquals(1, creator.sequence());
  }

  @Test
  void a_transfer_that_is_none_or_was_altered_is_set_aside_and_credits_nothing() {
    creator.earned(100);
    Exchange left = creator.exchange(40);
    Item record = Embedded.TABLE.get(left.key(), true).orElseThrow();
    Embedded.TABLE.replace(record.toBuilder().number("coins", 4_000).build());
    Key unheardOf = Exchange.TYPE.key(creator.account(), "0".repeat(26));

    assertEquals(
        ALL_WELL,
        CONVERSIONS.deliver(
            message("altered", transfer(left.key())), message("unknown", transfer(unheardOf))));

    Map<String, Message> dead = deadLetters();
    assertEquals("record_altered", attribute(Objects.requireNonNull(dead.get("altered")), "cause"));
    assertEquals(
        "unknown_transfer", attribute(Objects.requireNonNull(dead.get("unknown")), "cause"));
    assertEquals(0, new Viewer(creator.id()).sequence());
  }

  private static String transfer(Key record) {
    return Json.write(Map.of("from", record.partition(), "record", record.sort()));
  }

  private static Gift.Status status(ConvertedGift gift) {
    return stored(gift).status();
  }

  private static Gift stored(ConvertedGift gift) {
    return new Viewer(gift.sender()).gift(gift.id());
  }

  /** Gifts that were sent, by one viewer. */
  private List<ConvertedGift> sent(int count, long coins, int commissionBasisPoints) {
    Viewer sender = new Viewer().recharge(count * coins);
    return Stream.generate(
            () ->
                sender.send(
                    Gifts.sent().to(creator.id()).coins(coins).commission(commissionBasisPoints)))
        .limit(count)
        .map(Gifts::convertible)
        .toList();
  }

  /** The same gift, worth more than it was sent as. */
  private static ConvertedGift inflated(ConvertedGift gift) {
    return Gifts.sent()
        .by(gift.sender())
        .id(gift.id())
        .coins(gift.coins())
        .points(1_000_000)
        .convertible();
  }

  /** What was set aside, by the messages' ids. */
  private static Map<String, Message> deadLetters() {
    return DEAD_LETTERS.takeAll().stream()
        .collect(Collectors.toMap(letter -> attribute(letter, "id"), Function.identity()));
  }

  private static Message deadLetter(String id) {
    return DEAD_LETTERS.next(letter -> attribute(letter, "id").equals(id));
  }

  private List<String> deliver(List<ConvertedGift> gifts) {
    return CONVERSIONS.deliver(message("message", gifts));
  }

  private QueueMessage message(String id, List<ConvertedGift> gifts) {
    return message(id, creator.id(), gifts);
  }

  private static QueueMessage message(String id, String creator, List<ConvertedGift> gifts) {
    return QueueMessage.of(id, body(creator, gifts)).in(creator);
  }

  private QueueMessage message(String id, String body) {
    return QueueMessage.of(id, body).in(creator.id());
  }

  private static String body(String creator, List<ConvertedGift> gifts) {
    return Json.write(
        Map.of("creator", creator, "gifts", gifts.stream().map(ConvertedGift::toString).toList()));
  }
}
