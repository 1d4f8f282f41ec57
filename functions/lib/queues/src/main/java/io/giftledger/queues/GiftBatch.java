package io.giftledger.queues;

import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.ledger.Account;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Gifts to one creator that wait for their conversion. Of each that is read, {@link #isPossible}
 * says whether it can be followed up on.
 *
 * @param creator who received them
 * @param gifts the gifts, at most {@link Conversion#GIFTS_MAX}
 */
public record GiftBatch(String creator, List<ConvertedGift> gifts) implements ConversionsMessage {

  private static final Pattern GIFT = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern TARGET = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final Pattern ID = Pattern.compile("[0-9a-v]{26}");

  /** So many points or coins that a full conversion of such gifts still does not overflow. */
  private static final long FIGURE_MAX = Long.MAX_VALUE / (Earnings.E4 * Conversion.GIFTS_MAX);

  /**
   * A batch as its body has it.
   *
   * @param gifts each gift as {@link ConvertedGift#toString} has it
   */
  static GiftBatch ofLines(String creator, List<String> gifts) {
    if (!Account.isOwner(creator)) {
      throw new IllegalArgumentException("not a creator: " + creator);
    }
    if (gifts.isEmpty() || gifts.size() > Conversion.GIFTS_MAX) {
      throw new IllegalArgumentException("not a batch: " + gifts.size() + " gifts");
    }
    return new GiftBatch(creator, gifts.stream().map(ConvertedGift::parse).toList());
  }

  List<String> lines() {
    return gifts.stream().map(ConvertedGift::toString).toList();
  }

  /**
   * Whether a gift can be looked for in the table and added up with others, and says in a message
   * what it is. One that cannot must not be in a message with others, for whoever reads it sets all
   * of it aside.
   */
  public static boolean isPossible(ConvertedGift gift) {
    return Account.isOwner(gift.sender())
        && ID.matcher(gift.id()).matches()
        && GIFT.matcher(gift.gift()).matches()
        && TARGET.matcher(gift.target().id()).matches()
        && isFigure(gift.coins())
        && isFigure(gift.points())
        && gift.commissionBasisPoints() >= 0
        && gift.commissionBasisPoints() <= Earnings.E4;
  }

  private static boolean isFigure(long figure) {
    return figure >= 0 && figure <= FIGURE_MAX;
  }
}
