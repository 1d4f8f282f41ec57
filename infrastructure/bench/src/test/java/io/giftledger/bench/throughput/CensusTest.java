package io.giftledger.bench.throughput;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.local.Books;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CensusTest {

  private static final Instant SENT_AT = Instant.parse("2026-11-22T08:00:00Z");

  private static final Census ONE_OF_TWO_CONVERTED =
      new Census(
          List.of(gift("one", Gift.Status.CONVERTED), gift("two", Gift.Status.SENT)),
          List.of(
              new Conversion(
                  "luna",
                  1,
                  SENT_AT.plusMillis(1_200),
                  List.of(new ConvertedGift("alice", "one", "rose", 1, 1, 1, 5_000, 1)))));

  @Test
  void books_that_agree_are_right() {
    assertDoesNotThrow(() -> ONE_OF_TWO_CONVERTED.check(2, 0, books(1, 1, 1)));
  }

  @Test
  void a_gift_that_was_accepted_and_is_not_there_is_lost() {
    assertWrong(3, 0, books(1, 1, 1));
  }

  @Test
  void a_gift_that_nobody_sent_is_invented() {
    assertWrong(1, 0, books(1, 1, 1));
  }

  @Test
  void a_gift_whose_sender_was_told_to_try_again_may_be_there_or_not() {
    assertDoesNotThrow(() -> ONE_OF_TWO_CONVERTED.check(1, 1, books(1, 1, 1)));
    assertDoesNotThrow(() -> ONE_OF_TWO_CONVERTED.check(2, 5, books(1, 1, 1)));
  }

  @Test
  void coins_and_points_must_be_those_of_the_gifts() {
    assertWrong(2, 0, books(2, 1, 1));
    assertWrong(2, 0, books(1, 0, 1));
    assertWrong(2, 0, books(1, 1, 2));
  }

  @Test
  void a_broken_chain_is_wrong() {
    Books broken = new Books(books(1, 1, 1).balances(), 2, 3, List.of("entry 2 does not follow"));
    assertWrong(2, 0, broken);
  }

  @Test
  void a_conversion_lists_what_was_converted() {
    Census unlisted = new Census(ONE_OF_TWO_CONVERTED.gifts(), List.of());
    assertThrows(IllegalStateException.class, () -> unlisted.check(2, 0, books(1, 1, 1)));
  }

  @Test
  void a_delay_is_from_sent_to_converted_and_of_gifts_sent_since() {
    assertEquals(List.of(Duration.ofMillis(1_200)), ONE_OF_TWO_CONVERTED.delays(SENT_AT));
    assertEquals(List.of(), ONE_OF_TWO_CONVERTED.delays(SENT_AT.plusMillis(1)));
  }

  private static void assertWrong(long accepted, long busy, Books books) {
    assertThrows(
        IllegalStateException.class, () -> ONE_OF_TWO_CONVERTED.check(accepted, busy, books));
  }

  private static Books books(long inTransit, long spent, long points) {
    var balances = new TreeMap<Books.Line, Long>();
    balances.put(new Books.Line(Asset.COIN, LedgerAccount.GIFTS_IN_TRANSIT), inTransit);
    balances.put(new Books.Line(Asset.COIN, LedgerAccount.COINS_SPENT), spent);
    balances.put(new Books.Line(Asset.COIN, LedgerAccount.COINS_ISSUED), -inTransit - spent);
    balances.put(new Books.Line(Asset.POINT, LedgerAccount.POINTS_CONVERTED), points);
    balances.put(new Books.Line(Asset.POINT, LedgerAccount.POINTS_ISSUED), -points);
    return new Books(balances, 2, 3, List.of());
  }

  private static Gift gift(String id, Gift.Status status) {
    return new Gift(
        id,
        "alice",
        "luna",
        "rose",
        1,
        1,
        1,
        5_000,
        1,
        new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "live-1"),
        0,
        SENT_AT,
        status,
        OptionalLong.empty());
  }
}
