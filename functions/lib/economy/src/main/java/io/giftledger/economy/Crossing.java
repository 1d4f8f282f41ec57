package io.giftledger.economy;

import io.giftledger.economy.challenge.Award;
import io.giftledger.economy.challenge.AwardOpened;
import io.giftledger.economy.earnings.AwardCredited;
import io.giftledger.economy.earnings.DiamondsExchanged;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.wallet.CoinsExchanged;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Key;
import java.util.Arrays;
import java.util.Optional;

/** The ways on which value leaves one account and arrives at another. */
public enum Crossing {
  /** Coins that become a creator's diamonds. */
  GIFT(
      Gift.TYPE,
      GiftSent.KIND,
      GiftsConverted.KIND,
      ChartOfAccounts.GIFTS_IN_TRANSIT,
      Assets.COIN,
      "coins",
      1),
  /** Diamonds that become coins. */
  EXCHANGE(
      Exchange.TYPE,
      DiamondsExchanged.KIND,
      CoinsExchanged.KIND,
      ChartOfAccounts.EXCHANGES_IN_TRANSIT,
      Assets.COIN,
      "coins",
      1),
  /** Diamonds of a challenge's budget that become a creator's. */
  AWARD(
      Award.TYPE,
      AwardOpened.KIND,
      AwardCredited.KIND,
      ChartOfAccounts.AWARDS_IN_TRANSIT,
      Assets.DIAMOND_E4,
      "diamonds",
      Earnings.E4);

  private final RecordType<?> record;
  private final EntryKind leaves;
  private final EntryKind arrives;
  private final LedgerAccount inTransit;
  private final Asset asset;
  private final String figure;
  private final long unit;

  Crossing(
      RecordType<?> record,
      EntryKind leaves,
      EntryKind arrives,
      LedgerAccount inTransit,
      Asset asset,
      String figure,
      long unit) {
    this.record = record;
    this.leaves = leaves;
    this.arrives = arrives;
    this.inTransit = inTransit;
    this.asset = asset;
    this.figure = figure;
    this.unit = unit;
  }

  /** The crossing whose records have such a key: it tells of what left, and of its arrival. */
  public static Optional<Crossing> ofRecord(Key key) {
    return Arrays.stream(values())
        .filter(crossing -> key.sort().startsWith(crossing.record.prefix() + "#"))
        .findFirst();
  }

  /** The crossing on which something left by an entry of some kind. */
  public static Optional<Crossing> leaving(EntryKind kind) {
    return Arrays.stream(values()).filter(crossing -> crossing.leaves.equals(kind)).findFirst();
  }

  /** Whether something arrives by entries of a kind. */
  public static boolean isArrival(EntryKind kind) {
    return Arrays.stream(values()).anyMatch(crossing -> crossing.arrives.equals(kind));
  }

  /** Where value stands that has left and has not arrived. */
  public LedgerAccount inTransit() {
    return inTransit;
  }

  /** What it counts. */
  public Asset asset() {
    return asset;
  }

  /** How much left, by what the entry says that it left by. */
  public long amount(Said said) {
    return Math.multiplyExact(said.figures().number(figure), unit);
  }
}
