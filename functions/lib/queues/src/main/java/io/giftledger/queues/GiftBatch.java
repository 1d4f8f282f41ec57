package io.giftledger.queues;

import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.ledger.Account;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A message of the conversions queue: gifts to one creator that wait for their conversion.
 *
 * @param creator who received them
 * @param gifts the gifts, at most {@link Conversion#GIFTS_MAX}
 */
@Serdeable
public record GiftBatch(String creator, List<ConvertedGift> gifts) {

  /** Each gift that is read can at least be looked for in the table and added up. */
  public static final MessageType<GiftBatch> TYPE =
      new MessageType<>(GiftBatch.class, GiftBatch::requireBatch);

  private static final Pattern ID = Pattern.compile("[0-9a-v]{26}");

  /** So many points or coins that a full conversion of such gifts still does not overflow. */
  private static final long FIGURE_MAX = Long.MAX_VALUE / (Earnings.E4 * Conversion.GIFTS_MAX);

  private static final int LINE_MAX = 1_000;

  private void requireBatch() {
    if (!Account.isOwner(creator)) throw new IllegalArgumentException("not a creator: " + creator);
    if (gifts.isEmpty() || gifts.size() > Conversion.GIFTS_MAX) {
      throw new IllegalArgumentException("not a batch: " + gifts.size() + " gifts");
    }
    gifts.forEach(GiftBatch::requirePossible);
  }

  private static void requirePossible(ConvertedGift gift) {
    boolean possible =
        gift.toString().length() <= LINE_MAX
            && Account.isOwner(gift.sender())
            && ID.matcher(gift.id()).matches()
            && isFigure(gift.coins())
            && isFigure(gift.points())
            && gift.commissionBasisPoints() >= 0
            && gift.commissionBasisPoints() <= Earnings.E4;
    if (!possible) throw new IllegalArgumentException("not a gift: " + gift);
  }

  private static boolean isFigure(long figure) {
    return figure >= 0 && figure <= FIGURE_MAX;
  }
}
