package io.giftledger.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.embedded.EmbeddedAws;
import io.giftledger.embedded.Invocation;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.earnings.Conversion;
import io.giftledger.ledger.earnings.ConvertedGift;
import io.giftledger.ledger.earnings.Earnings;
import io.giftledger.ledger.table.DynamoDbTable;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.wallet.Gift;
import io.giftledger.ledger.wallet.Wallet;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConvertHandlerTest {

  private static EmbeddedAws aws;
  private static Table table;
  private static Ledger ledger;
  private static ConvertHandler handler;

  private final String creator = "creator-" + UUID.randomUUID();
  private final Account<Earnings> account = Earnings.BOOK.account(creator);

  @BeforeAll
  static void start() {
    aws = EmbeddedAws.shared();
    table = new DynamoDbTable(aws.dynamoDb(), aws.tableName());
    ledger = new Ledger(table, InstantSource.system(), attempt -> {});
    handler = new ConvertHandler(aws.environment("ConvertFunction"));
  }

  @AfterAll
  static void stop() {
    handler.close();
  }

  @Test
  void a_thousand_roses_of_one_coin_make_five_hundred_diamonds() throws IOException {
    List<ConvertedGift> roses = sent(1_000, 1, 5_000);

    for (int from = 0; from < 1_000; from += 90) {
      assertEquals(
          "{\"batchItemFailures\":[]}", deliver(roses.subList(from, Math.min(1_000, from + 90))));
    }

    Earnings earnings = ledger.head(account, true).state();
    assertEquals(1_000, earnings.points());
    assertEquals(500, earnings.diamonds());
    assertEquals(0, earnings.diamondsE4() % Earnings.E4);
  }

  @Test
  void what_is_less_than_a_diamond_is_kept_to_the_ten_thousandth() throws IOException {
    deliver(sent(1, 1, 5_000));
    deliver(sent(1, 7, 3_333));

    Earnings earnings = ledger.head(account, true).state();
    assertEquals(5_000 + 7 * 6_667, earnings.diamondsE4());
    assertEquals(5, earnings.diamonds());
  }

  @Test
  void a_message_delivered_again_converts_nothing_again() throws IOException {
    List<ConvertedGift> gifts = sent(12, 3, 5_000);
    deliver(gifts);
    Head<Earnings> once = ledger.head(account, true);

    assertEquals("{\"batchItemFailures\":[]}", deliver(gifts));

    assertEquals(once, ledger.head(account, true));
  }

  @Test
  void batches_that_overlap_convert_each_gift_once() throws IOException {
    List<ConvertedGift> gifts = sent(20, 5, 5_000);
    deliver(gifts.subList(0, 12));

    assertEquals("{\"batchItemFailures\":[]}", deliver(gifts.subList(5, 20)));

    assertEquals(100, ledger.head(account, true).state().points());
    assertTrue(gifts.stream().allMatch(gift -> status(gift) == Gift.Status.CONVERTED));
  }

  @Test
  void the_same_message_delivered_eight_times_at_once_converts_each_gift_once() throws Exception {
    List<ConvertedGift> gifts = sent(30, 2, 5_000);
    Callable<String> delivery = () -> deliver(gifts);

    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var answer : threads.invokeAll(java.util.Collections.nCopies(8, delivery))) {
        assertEquals("{\"batchItemFailures\":[]}", answer.get());
      }
    }

    assertEquals(60, ledger.head(account, true).state().points());
    assertChainVerifies();
  }

  @Test
  void small_messages_for_one_creator_are_converted_together() throws IOException {
    List<ConvertedGift> gifts = sent(10, 1, 5_000);

    handle(gifts.stream().map(gift -> message(gift.id(), creator, List.of(gift))).toList());

    assertEquals(1, ledger.head(account, true).sequence());
  }

  @Test
  void a_message_that_does_not_tell_the_truth_fails_alone() throws IOException {
    List<ConvertedGift> gifts = sent(3, 1, 5_000);
    ConvertedGift real = gifts.getFirst();
    ConvertedGift inflated =
        new ConvertedGift(
            real.sender(), real.id(), real.gift(), 1, real.coins(), 1_000_000, 5_000, 1);
    ConvertedGift invented =
        new ConvertedGift(real.sender(), "0".repeat(26), "rose", 1, 1, 1, 5_000, 1);

    String answer =
        handle(
            List.of(
                message("inflated", creator, List.of(inflated, gifts.get(1))),
                message("invented", creator, List.of(invented)),
                message("stolen", "thief-" + creator, List.of(real)),
                message("good", creator, List.of(gifts.get(2))),
                "{\"messageId\":\"garbage\",\"body\":\"not json\"}"));

    for (String failed : List.of("inflated", "invented", "stolen", "garbage")) {
      assertTrue(answer.contains("\"" + failed + "\""), answer);
    }
    assertFalse(answer.contains("good"), answer);
    assertEquals(2, ledger.head(account, true).state().points());
    assertEquals(Gift.Status.SENT, status(real));
    assertEquals(0, ledger.head(Earnings.BOOK.account("thief-" + creator), true).sequence());
  }

  @Test
  void the_conversion_tells_what_each_gift_earned() throws IOException {
    List<ConvertedGift> gifts = sent(3, 25, 5_000);
    deliver(gifts);

    Conversion conversion =
        ledger.find(Conversion.TYPE, Conversion.TYPE.key(account, "000000000001")).orElseThrow();

    assertEquals(gifts, conversion.gifts());
    assertEquals(
        OptionalLong.of(1),
        ledger
            .find(
                Gift.TYPE,
                Gift.TYPE.key(
                    Wallet.BOOK.account(gifts.getFirst().sender()), gifts.getFirst().id()))
            .orElseThrow()
            .conversion());
  }

  private void assertChainVerifies() {
    Head<Earnings> head = Head.opening(account);
    List<Entry<Earnings>> entries =
        new ArrayList<>(ledger.entries(account, 1_000, Optional.empty())).reversed();
    for (Entry<Earnings> entry : entries) {
      assertTrue(entry.follows(head), () -> "entry " + entry.sequence());
      head = entry.head();
    }
  }

  private Gift.Status status(ConvertedGift gift) {
    return ledger
        .find(Gift.TYPE, Gift.TYPE.key(Wallet.BOOK.account(gift.sender()), gift.id()))
        .orElseThrow()
        .status();
  }

  /** Gifts that stand as SENT in the table. */
  private List<ConvertedGift> sent(int count, long coins, int commissionBasisPoints) {
    String sender = "sender-" + UUID.randomUUID();
    List<Gift> gifts =
        IntStream.range(0, count)
            .mapToObj(
                index ->
                    new Gift(
                        Gift.TYPE.idFor(Wallet.BOOK.account(sender), "key-" + index),
                        sender,
                        creator,
                        "rose",
                        1,
                        coins,
                        coins,
                        commissionBasisPoints,
                        1,
                        new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "live"),
                        0,
                        Instant.EPOCH,
                        Gift.Status.SENT,
                        OptionalLong.empty()))
            .toList();
    for (int from = 0; from < count; from += 100) {
      table.write(
          gifts.subList(from, Math.min(count, from + 100)).stream()
              .<Write>map(gift -> new Write.Insert(gift.item()))
              .toList());
    }
    return gifts.stream()
        .map(
            gift ->
                new ConvertedGift(
                    sender, gift.id(), "rose", 1, coins, coins, commissionBasisPoints, 1))
        .toList();
  }

  private String deliver(List<ConvertedGift> gifts) throws IOException {
    return handle(List.of(message("message", creator, gifts)));
  }

  private static String message(String id, String creator, List<ConvertedGift> gifts) {
    String lines =
        gifts.stream()
            .map(gift -> "\\\"" + gift + "\\\"")
            .collect(java.util.stream.Collectors.joining(","));
    return """
    {"messageId":"%s","body":"{\\"creator\\":\\"%s\\",\\"gifts\\":[%s]}"}\
    """
        .formatted(id, creator, lines);
  }

  private static String handle(List<String> messages) throws IOException {
    return Invocation.invoke(handler, "{\"Records\":[" + String.join(",", messages) + "]}");
  }
}
