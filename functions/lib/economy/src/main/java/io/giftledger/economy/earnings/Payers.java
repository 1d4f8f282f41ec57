package io.giftledger.economy.earnings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who a creator's coins of the last days came from: what the rules of holds look at.
 *
 * @param coins what was given in these days altogether
 * @param most those who gave most, the highest first
 */
public record Payers(long coins, List<Payer> most) {

  /**
   * Somebody who gave.
   *
   * @param viewer who
   * @param coins what they gave in these days
   * @param age how old their account was when they first gave to the creator, if that was in these
   *     days
   * @param returned what the creator gave them in these days
   */
  public record Payer(String viewer, long coins, Optional<Duration> age, long returned) {}

  /** What the one who gave most gave. */
  long largest() {
    return most.stream().mapToLong(Payer::coins).max().orElse(0);
  }

  /** What came from accounts that were younger than this when they first gave to the creator. */
  long young(Duration age) {
    return most.stream()
        .filter(payer -> payer.age().filter(old -> old.compareTo(age) < 0).isPresent())
        .mapToLong(Payer::coins)
        .sum();
  }

  /** What came back for what the creator gave, and no more than that. */
  long mutual() {
    return most.stream().mapToLong(payer -> Math.min(payer.coins(), payer.returned())).sum();
  }
}
