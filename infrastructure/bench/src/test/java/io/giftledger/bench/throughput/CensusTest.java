package io.giftledger.bench.throughput;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.verify.Agreement;
import io.giftledger.verify.Counts;
import io.giftledger.verify.Fault;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CensusTest {

  private static final Instant SENT_AT = Instant.parse("2026-11-22T08:00:00Z");

  private static final List<Gift> ONE_OF_TWO_CONVERTED =
      List.of(gift("one", Gift.Status.CONVERTED), gift("two", Gift.Status.SENT));

  private static final List<Conversion> THE_ONE =
      List.of(
          new Conversion(
              "luna",
              1,
              SENT_AT.plusMillis(1_200),
              List.of(
                  new ConvertedGift(
                      "alice",
                      "one",
                      "rose",
                      1,
                      1,
                      1,
                      5_000,
                      1,
                      new Gift.Target(Gift.Target.Kind.VIDEO, "video-1")))));

  private static final Counts ITS_BOOKS = books(1, 1, 1);

  private static final Census RIGHT = new Census(ONE_OF_TWO_CONVERTED, THE_ONE, ITS_BOOKS);

  @Test
  void books_that_agree_are_right() {
    assertDoesNotThrow(() -> RIGHT.check(2, 0));
  }

  @Test
  void a_gift_that_was_accepted_and_is_not_there_is_lost() {
    assertWrong(3, 0, RIGHT);
  }

  @Test
  void a_gift_that_nobody_sent_is_invented() {
    assertWrong(1, 0, RIGHT);
  }

  @Test
  void a_gift_whose_sender_was_told_to_try_again_may_be_there_or_not() {
    assertDoesNotThrow(() -> RIGHT.check(1, 1));
    assertDoesNotThrow(() -> RIGHT.check(2, 5));
  }

  @Test
  void coins_and_points_must_be_those_of_the_gifts() {
    for (Counts books : List.of(books(2, 1, 1), books(1, 0, 1), books(1, 1, 2))) {
      assertWrong(2, 0, new Census(ONE_OF_TWO_CONVERTED, THE_ONE, books));
    }
  }

  @Test
  void a_broken_chain_is_wrong() {
    Fault fault = new Fault("WALLET#alice", 2, "gap", "entry 3 comes after 1");
    Counts broken = new Counts(2, 3, 3, ITS_BOOKS.balances(), Agreement.NONE, 1, List.of(fault));
    assertWrong(2, 0, new Census(ONE_OF_TWO_CONVERTED, THE_ONE, broken));
  }

  @Test
  void a_trial_balance_that_is_not_zero_is_wrong() {
    SortedMap<String, SortedMap<String, BigInteger>> balances = new TreeMap<>(ITS_BOOKS.balances());
    balances.put("USD", new TreeMap<>(Map.of(ChartOfAccounts.CASH.label(), BigInteger.ONE)));
    Counts unbalanced = new Counts(2, 3, 3, balances, Agreement.NONE, 0, List.of());
    assertWrong(2, 0, new Census(ONE_OF_TWO_CONVERTED, THE_ONE, unbalanced));
  }

  @Test
  void a_conversion_lists_what_was_converted() {
    assertWrong(2, 0, new Census(ONE_OF_TWO_CONVERTED, List.of(), ITS_BOOKS));
  }

  @Test
  void a_delay_is_from_sent_to_converted_and_of_gifts_sent_since() {
    assertEquals(List.of(Duration.ofMillis(1_200)), RIGHT.delays(SENT_AT));
    assertEquals(List.of(), RIGHT.delays(SENT_AT.plusMillis(1)));
  }

  private static void assertWrong(long accepted, long busy, Census census) {
    assertThrows(IllegalStateException.class, () -> census.check(accepted, busy));
  }

  private static Counts books(long inTransit, long spent, long points) {
    SortedMap<String, SortedMap<String, BigInteger>> balances = new TreeMap<>();
    balances.put(
        Assets.COIN.code(),
        sums(
            Map.of(
                ChartOfAccounts.GIFTS_IN_TRANSIT, inTransit,
                ChartOfAccounts.COINS_SPENT, spent,
                ChartOfAccounts.COINS_ISSUED, -inTransit - spent)));
    balances.put(
        Assets.POINT.code(),
        sums(
            Map.of(
                ChartOfAccounts.POINTS_CONVERTED, points, ChartOfAccounts.POINTS_ISSUED, -points)));
    return new Counts(2, 3, 3, balances, Agreement.NONE, 0, List.of());
  }

  private static SortedMap<String, BigInteger> sums(Map<LedgerAccount, Long> sums) {
    SortedMap<String, BigInteger> labelled = new TreeMap<>();
    sums.forEach((account, sum) -> labelled.put(account.label(), BigInteger.valueOf(sum)));
    return labelled;
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
        OptionalLong.empty(),
        Optional.empty());
  }
}
