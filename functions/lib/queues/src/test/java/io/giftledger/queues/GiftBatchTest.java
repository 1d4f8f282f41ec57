package io.giftledger.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.wallet.Gift.Target;
import io.giftledger.testkit.Gifts;
import io.micronaut.json.JsonMapper;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GiftBatchTest {

  private static final JsonMapper JSON = JsonMapper.createDefault();

  static Stream<Gifts> cannot_be() {
    return Stream.of(
        Gifts.sent().coins(-1),
        Gifts.sent().points(-1),
        Gifts.sent().points(Long.MAX_VALUE / 100),
        Gifts.sent().commission(-1),
        Gifts.sent().commission(10_001),
        Gifts.sent().gift("two words", 1),
        Gifts.sent().gift("=", 1),
        Gifts.sent().gift("", 1),
        Gifts.sent().id("short"),
        Gifts.sent().by("no user").id("0".repeat(26)),
        Gifts.sent().in(new Target(Target.Kind.VIDEO, "two words")),
        Gifts.sent().in(new Target(Target.Kind.VIDEO, "v".repeat(1_000))));
  }

  @ParameterizedTest
  @MethodSource("cannot_be")
  void a_gift_that_cannot_be_must_be_in_no_message(Gifts gift) {
    assertFalse(GiftBatch.isPossible(gift.convertible()));
  }

  @Test
  void a_gift_that_can_be_is_read_as_it_was_written() {
    List<ConvertedGift> gifts =
        Stream.of(
                Gifts.sent().coins(0).points(0),
                Gifts.sent().commission(0),
                Gifts.sent().commission(10_000).points(10_000_000_000_000L),
                Gifts.sent().in(new Target(Target.Kind.LIVE_STREAM, "a:b;c=~")))
            .map(Gifts::convertible)
            .toList();

    assertTrue(gifts.stream().allMatch(GiftBatch::isPossible));
    GiftBatch batch = new GiftBatch("luna", gifts);
    assertEquals(
        batch, ConversionsMessage.TYPE.read(JSON, ConversionsMessage.TYPE.write(JSON, batch)));
  }
}
