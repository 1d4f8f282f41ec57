package io.giftledger.account;

import io.giftledger.economy.policy.Spending;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Allowance;
import io.giftledger.economy.wallet.OpenRecharges;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.http.view.MoneyView;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the policy lets a viewer spend.
 *
 * @param ageGroup the group that they are in
 * @param verified likewise
 * @param gifts what they may spend on gifts, of a day and of a month; empty if nothing
 * @param recharges what they may pay for coins, likewise
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record LimitsView(
    String ageGroup, boolean verified, List<CoinsView> gifts, List<PaymentsView> recharges) {

  /**
   * A limit in coins.
   *
   * @param period {@code day} or {@code month}, in UTC
   * @param resetsAt when the next one begins
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record CoinsView(String period, long limit, long spent, long remaining, String resetsAt) {
    static CoinsView of(Allowance allowance) {
      return new CoinsView(
          allowance.period().label(),
          allowance.limit(),
          allowance.spent(),
          allowance.remaining(),
          allowance.resetsAt().toString());
    }
  }

  /**
   * A limit in the money that the viewer pays with.
   *
   * @param open what recharges hold of it that may still be paid
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record PaymentsView(
      String period,
      MoneyView limit,
      MoneyView spent,
      MoneyView open,
      MoneyView remaining,
      String resetsAt) {
    static PaymentsView of(Allowance allowance, String currency) {
      return new PaymentsView(
          allowance.period().label(),
          new MoneyView(allowance.limit(), currency),
          new MoneyView(allowance.spent(), currency),
          new MoneyView(allowance.open(), currency),
          new MoneyView(allowance.remaining(), currency),
          allowance.resetsAt().toString());
    }
  }

  /**
   * The limits of a viewer.
   *
   * @param profile what the platform tells of them, if it does
   * @param currency what they pay with; empty if no coins are sold where they are
   * @param holding their recharges that may still be paid
   */
  static LimitsView of(
      Spending spending,
      Optional<ViewerProfile> profile,
      Optional<String> currency,
      Wallet wallet,
      List<OpenRecharges.Open> holding,
      Instant now) {
    Spending.Group group = spending.group(profile);
    List<CoinsView> gifts = new ArrayList<>();
    List<PaymentsView> recharges = new ArrayList<>();
    spending
        .limits(profile)
        .ifPresent(
            limits -> {
              Allowance.ofGifts(limits, wallet, now).forEach(its -> gifts.add(CoinsView.of(its)));
              currency.ifPresent(
                  code ->
                      Allowance.ofRecharges(
                              limits, wallet, code, OpenRecharges.minor(holding, code), now)
                          .forEach(its -> recharges.add(PaymentsView.of(its, code))));
            });
    return new LimitsView(
        group.ageGroup(), group.verified(), List.copyOf(gifts), List.copyOf(recharges));
  }
}
