package io.giftledger.withdraw;

import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Payers;
import io.giftledger.economy.recognition.Recognition;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Who a creator's gifts came from, as recognition has counted them. */
@Singleton
final class CountedGifts {

  /** So far it may be behind the chain: a live stream's gifts are always counted a moment later. */
  private static final Duration BEHIND_MAX = Duration.ofHours(1);

  private final Ledger ledger;
  private final Recognition recognition;

  CountedGifts(Ledger ledger, Recognition recognition) {
    this.ledger = ledger;
    this.recognition = recognition;
  }

  /**
   * Whether those gifts are counted that are being paid out, and all that were converted until a
   * while ago. What was earned first is paid out first.
   *
   * @param takenE4 all diamonds that are taken out then, in ten-thousandths
   */
  boolean isCounted(Head<Earnings> head, Instant at, long takenE4) {
    long upTo = recognition.countedUpTo(head.account().owner());
    Earnings counted =
        upTo == 0
            ? Earnings.BOOK.opening()
            : ledger.entry(head.account(), upTo).orElseThrow().state();
    Earnings old =
        ledger.boundary(head, entry -> !entry.at().isAfter(at.minus(BEHIND_MAX))).last().state();
    // What is not a conversion, an award for one, is nobody's gift, and brings no points.
    return counted.points() >= old.points()
        && (counted.earnedE4() >= takenE4 || counted.points() == head.state().points());
  }

  /** Who gave in the last days, since an operator last looked at the earnings. */
  Payers payers(Head<Earnings> head, Instant at) {
    long clearedE4 = head.state().clearedE4();
    Instant since =
        clearedE4 == 0
            ? Instant.EPOCH
            : ledger.boundary(head, entry -> entry.state().earnedE4() <= clearedE4).last().at();
    return recognition.payers(head.account().owner(), at, since);
  }
}
