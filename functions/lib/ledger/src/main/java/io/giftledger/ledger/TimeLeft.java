package io.giftledger.ledger;

import java.time.Duration;

/** How long whoever called can still wait for an answer. */
@FunctionalInterface
public interface TimeLeft {

  /** The time that is left. */
  Duration timeLeft();
}
