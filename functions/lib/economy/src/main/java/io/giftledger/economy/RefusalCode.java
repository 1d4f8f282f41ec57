package io.giftledger.economy;

import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import java.util.Locale;
import java.util.Map;

/** Every reason for which the economy's rules say no. */
public enum RefusalCode implements Refusal.Code {
  /** The wallet holds fewer coins than the gift costs. */
  INSUFFICIENT_COINS,
  /** The wallet is frozen: its viewer neither buys coins nor sends gifts. */
  WALLET_FROZEN,
  /** The wallet owes coins whose payment was taken back; they are to be paid first. */
  WALLET_IN_DEBT,
  /** What is to be returned was never paid. */
  RECHARGE_NOT_PAID,
  /** The purchase was paid longer ago than the policy lets it be returned. */
  REFUND_PERIOD_OVER,
  /** Nothing of the purchase is left unspent. */
  NOTHING_TO_REFUND,
  /** More became of the payment than is kept of one. */
  TOO_MANY_REFUNDS,
  /** The gift would exceed the viewer's own monthly budget. */
  BUDGET_EXCEEDED,
  /** The viewer's group may neither buy coins nor send gifts: under 18, for one. */
  SPENDING_NOT_ALLOWED,
  /** The gift would exceed what the policy lets the viewer spend in a day or a month. */
  GIFT_LIMIT_EXCEEDED,
  /** The purchase would exceed what the policy lets the viewer pay in a day or a month. */
  RECHARGE_LIMIT_EXCEEDED,
  /** Too many recharges of the viewer wait for their payment. */
  TOO_MANY_OPEN_RECHARGES,
  /** What the platform told of the viewer lacks what the decision needs; the platform mends it. */
  VIEWER_PROFILE_INVALID,
  /** The policy in force has no such gift. */
  UNKNOWN_GIFT,
  /** The policy in force has no such package. */
  UNKNOWN_PACKAGE,
  /** The policy in force does not sell that where and how the viewer buys. */
  NOT_SOLD_HERE,
  /** The policy in force sells fewer coins at once, or more. */
  COINS_OUT_OF_BOUNDS,
  /** The viewer does not buy in the region that the request names. */
  REGION_MISMATCH,
  /** The viewer's application does not sell through the channel that the request names. */
  CHANNEL_MISMATCH,
  /** No payment provider knows such a method. */
  UNKNOWN_PAYMENT_METHOD,
  /** The platform knows no such creator. */
  UNKNOWN_CREATOR,
  /** The creator may not receive gifts: too few followers, or suspended. */
  CREATOR_NOT_ELIGIBLE,
  /** Nobody sends gifts to themselves. */
  GIFT_TO_SELF,
  /** The policy in force allows fewer of a gift at once. */
  QUANTITY_TOO_LARGE,
  /** The gift was to be sent earlier, or not at all. */
  GIFT_EXPIRED,
  /** The viewer sent as many gifts in this second as the policy in force allows. */
  TOO_MANY_GIFTS,
  /** The gift, or the coins, do not cost what the viewer was shown. */
  PRICE_CHANGED,
  /** With the coins come other bonus coins than the viewer was shown. */
  BONUS_CHANGED,
  /** The account holds fewer diamonds that may be taken out than are asked for. */
  INSUFFICIENT_DIAMONDS,
  /** The diamonds are worth less than a withdrawal must be. */
  BELOW_MINIMUM_WITHDRAWAL,
  /** The week's withdrawals would exceed what a week may pay. */
  WEEKLY_LIMIT_EXCEEDED,
  /** The earnings are on hold: their creator withdraws and exchanges nothing. */
  EARNINGS_HELD,
  /** Who the creator's gifts came from is to be looked at, and not counted yet. */
  GIFTS_NOT_COUNTED,
  /** The policy in force exchanges no diamonds for coins. */
  EXCHANGE_NOT_OFFERED,
  /** The policy in force exchanges fewer diamonds at once, or more. */
  EXCHANGE_OUT_OF_BOUNDS,
  /** The challenge's budget holds fewer diamonds than the award. */
  CHALLENGE_BUDGET_EXCEEDED,
  /** The creator's identity is not verified. */
  IDENTITY_NOT_VERIFIED,
  /** The creator has no such payout method. */
  UNKNOWN_PAYOUT_METHOD,
  /** The payout method is not verified. */
  PAYOUT_METHOD_NOT_VERIFIED,
  /** The payout method belongs to somebody else than the creator was identified as. */
  PAYEE_NAME_MISMATCH,
  /**
   * The payout method was added a short while ago: until a while has passed nothing is paid to it.
   */
  PAYOUT_METHOD_NOT_USABLE_YET,
  /** The creator's country is not paid out to by this kind of payout method. */
  PAYOUT_METHOD_NOT_SUPPORTED,
  /** The withdrawal does not pay what the creator was shown. */
  AMOUNT_CHANGED,
  /** The creator may not withdraw: suspended. */
  CREATOR_SUSPENDED,
  /** The policy in force pays out to no such country. */
  COUNTRY_NOT_SUPPORTED,
  /** What the platform told of the creator lacks what the decision needs; the platform mends it. */
  CREATOR_PROFILE_INVALID,
  /** The payout method lacks what a payout needs; the creator stores it again. */
  PAYOUT_METHOD_INVALID;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A refusal for this reason that no figure explains. */
  public Refusal because(String detail) {
    return because(detail, Map.of());
  }

  /**
   * A refusal for this reason.
   *
   * @param detail what a person reads
   * @param figures the figures that explain it, by name
   */
  public Refusal because(String detail, Map<String, Figure> figures) {
    return new Refusal(this, detail, figures);
  }
}
