package io.giftledger.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.policy.Policy;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/** A batch of gifts that became diamonds: what each of them earned, and why. */
@Serdeable(naming = SnakeCaseStrategy.class)
record ConversionView(String id, String convertedAt, List<ConvertedGiftView> gifts) {

  /**
   * A gift as its creator sees it.
   *
   * @param coins what it cost
   * @param exchangedCoins how many of them had been diamonds, and bring no points; empty as the
   *     next
   * @param pointsPerCoin how many points each of the others brings; empty if the policy that says
   *     so cannot be read
   * @param commissionBasisPoints the platform's share of the points, in ten-thousandths
   * @param earnedE4 the diamonds it earned, in ten-thousandths
   * @param earned the same as a decimal number of diamonds, exactly
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record ConvertedGiftView(
      String id,
      String sender,
      String gift,
      long quantity,
      long coins,
      Optional<Long> exchangedCoins,
      Optional<Long> pointsPerCoin,
      long points,
      int commissionBasisPoints,
      @JsonProperty("earned_e4") long earnedE4,
      String earned,
      long policyVersion) {

    static ConvertedGiftView of(ConvertedGift gift, Optional<Policy> policy) {
      Optional<Long> rate = policy.map(Policy::pointsPerCoin);
      return new ConvertedGiftView(
          gift.id(),
          gift.sender(),
          gift.gift(),
          gift.quantity(),
          gift.coins(),
          rate.map(points -> gift.coins() - gift.points() / points),
          rate,
          gift.points(),
          gift.commissionBasisPoints(),
          gift.earnedE4(),
          decimal(gift.earnedE4()),
          gift.policyVersion());
    }

    /** Ten-thousandths as a decimal number without needless zeros: {@code 1000}, {@code 0.5}. */
    private static String decimal(long e4) {
      return BigDecimal.valueOf(e4, 4).stripTrailingZeros().toPlainString();
    }
  }

  /**
   * The conversion.
   *
   * @param policies a version by its number
   */
  static ConversionView of(Conversion conversion, LongFunction<Optional<Policy>> policies) {
    Map<Long, Optional<Policy>> known = new HashMap<>();
    return new ConversionView(
        conversion.id(),
        conversion.convertedAt().toString(),
        conversion.gifts().stream()
            .map(
                gift ->
                    ConvertedGiftView.of(
                        gift, known.computeIfAbsent(gift.policyVersion(), policies::apply)))
            .toList());
  }
}
