package io.giftledger.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.math.BigDecimal;
import java.util.List;

/** A batch of gifts that became diamonds: what each of them earned, and why. */
@Serdeable(naming = SnakeCaseStrategy.class)
record ConversionView(String id, String convertedAt, List<ConvertedGiftView> gifts) {

  /**
   * A gift as its creator sees it.
   *
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
      long points,
      int commissionBasisPoints,
      @JsonProperty("earned_e4") long earnedE4,
      String earned,
      long policyVersion) {

    static ConvertedGiftView of(ConvertedGift gift) {
      return new ConvertedGiftView(
          gift.id(),
          gift.sender(),
          gift.gift(),
          gift.quantity(),
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

  /** The conversion. */
  static ConversionView of(Conversion conversion) {
    return new ConversionView(
        conversion.id(),
        conversion.convertedAt().toString(),
        conversion.gifts().stream().map(ConvertedGiftView::of).toList());
  }
}
