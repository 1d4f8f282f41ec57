package io.giftledger.admin;

import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.http.view.MoneyView;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A creator's withdrawals that have not ended, the oldest first. */
@Serdeable(naming = SnakeCaseStrategy.class)
record UndecidedView(List<Undecided> withdrawals) {

  /**
   * One of them.
   *
   * @param id its id, by which its provider knows it, too
   * @param status {@code requested} or {@code submitted}
   * @param provider who pays it
   * @param diamonds whole diamonds that are held for it
   * @param amount what it pays
   * @param requestedAt when it was requested
   * @param submittedAt when it was handed to the provider; absent if it was not yet
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Undecided(
      String id,
      String status,
      String provider,
      long diamonds,
      MoneyView amount,
      Instant requestedAt,
      Optional<Instant> submittedAt) {

    static Undecided of(Withdrawal withdrawal) {
      return new Undecided(
          withdrawal.id(),
          withdrawal.status().name().toLowerCase(Locale.ROOT),
          withdrawal.provider(),
          withdrawal.diamonds(),
          MoneyView.of(withdrawal.amount()),
          withdrawal.requestedAt(),
          withdrawal.submittedAt());
    }
  }
}
