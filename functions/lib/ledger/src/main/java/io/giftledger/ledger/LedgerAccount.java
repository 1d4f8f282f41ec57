package io.giftledger.ledger;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The chart of accounts. The first three belong to the user whose chain the entry is on; the others
 * are the platform's counter-accounts.
 */
public enum LedgerAccount {
  /** A viewer's coins. */
  WALLET("wallet"),
  /** A creator's diamonds that may be withdrawn. */
  EARNINGS("earnings"),
  /** A creator's diamonds that a withdrawal holds until its payout is settled. */
  EARNINGS_HELD("earnings:held"),
  /** Coins brought into circulation (negative: the platform owes them). */
  COINS_ISSUED("platform:coins-issued"),
  /** Coins of gifts that were sent and are not converted yet. */
  GIFTS_IN_TRANSIT("platform:gifts-in-transit"),
  /** Coins of gifts that were converted: out of circulation. */
  COINS_SPENT("platform:coins-spent"),
  /** Points credited for gifts (negative). */
  POINTS_ISSUED("platform:points-issued"),
  /** Points that became diamonds. */
  POINTS_CONVERTED("platform:points-converted"),
  /** Diamonds made from points, commission included (negative). */
  DIAMONDS_ISSUED("platform:diamonds-issued"),
  /** The platform's share of the diamonds made. */
  COMMISSION("platform:commission"),
  /** Diamonds redeemed, and the money paid for them. */
  PAYOUTS("platform:payouts"),
  /** Money received from viewers less money paid to creators. */
  CASH("platform:cash"),
  /** Money that coins were sold for (negative: revenue). */
  COIN_SALES("platform:coin-sales");

  private static final Map<String, LedgerAccount> BY_LABEL =
      Arrays.stream(values()).collect(Collectors.toMap(LedgerAccount::label, Function.identity()));

  private final String label;

  LedgerAccount(String label) {
    this.label = label;
  }

  /** The name that is stored and hashed. */
  public String label() {
    return label;
  }

  /** Whether it belongs to the user whose chain the entry is on. */
  public boolean isOwners() {
    return !label.startsWith("platform:");
  }

  /** The account with this label. */
  public static LedgerAccount ofLabel(String label) {
    LedgerAccount account = BY_LABEL.get(label);
    if (account == null) throw new IllegalArgumentException("no ledger account: " + label);
    return account;
  }
}
