package io.giftledger.economy;

import io.giftledger.economy.challenge.AwardOpened;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.challenge.ChallengeFunded;
import io.giftledger.economy.earnings.AwardCredited;
import io.giftledger.economy.earnings.DiamondsAdjusted;
import io.giftledger.economy.earnings.DiamondsExchanged;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.HoldPlaced;
import io.giftledger.economy.earnings.HoldReleased;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.PayoutPaidLate;
import io.giftledger.economy.earnings.PayoutReturned;
import io.giftledger.economy.earnings.WithdrawalRequested;
import io.giftledger.economy.payment.PaymentUnapplied;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedApplied;
import io.giftledger.economy.payment.UnappliedFeeCharged;
import io.giftledger.economy.payment.UnappliedFeeReturned;
import io.giftledger.economy.payment.UnappliedRefunded;
import io.giftledger.economy.payment.UnappliedRestored;
import io.giftledger.economy.wallet.BudgetSet;
import io.giftledger.economy.wallet.CoinsAdjusted;
import io.giftledger.economy.wallet.CoinsExchanged;
import io.giftledger.economy.wallet.FeeCharged;
import io.giftledger.economy.wallet.FeeReturned;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.PurchaseReturned;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.economy.wallet.WalletReleased;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import java.util.List;
import java.util.Map;

/**
 * The front door: every movement of value that there is. Each is one class, named after its entry,
 * which holds its whole rule: when it may happen, what it posts, and the state that it leaves. A
 * test holds this list against the classes.
 *
 * <pre>
 * viewer                                             creator
 * RECHARGED           money becomes coins
 * PAYMENT_TAKEN_BACK  coins go, or are owed
 * PURCHASE_RETURNED   unspent coins go
 * PAYMENT_RESTORED    and come again
 * FEE_CHARGED         the provider's share
 * FEE_RETURNED        and comes again
 * BUDGET_SET          a limit of one's own
 * WALLET_FROZEN       nothing is bought or sent
 * WALLET_RELEASED     and again it is
 * GIFT_SENT           coins go into transit  ...&gt;  GIFTS_CONVERTED       coins leave; points, diamonds
 *                                                    WITHDRAWAL_REQUESTED  diamonds are held
 *                                                    PAYOUT_PAID           diamonds become money
 *                                                    PAYOUT_FAILED         diamonds come back
 *                                                    PAYOUT_RETURNED       money becomes diamonds
 *                                                    PAYOUT_PAID_LATE      they become money after all
 *                                                    HOLD_PLACED           nothing is withdrawn
 *                                                    HOLD_RELEASED         and again it is
 * COINS_ADJUSTED      by hand, by two people         DIAMONDS_ADJUSTED     by hand, by two people
 * COINS_EXCHANGED     coins come             &lt;...  DIAMONDS_EXCHANGED    diamonds become coins
 *
 * payment provider
 * PAYMENT_UNAPPLIED   money comes for nothing that was sold
 * UNAPPLIED_REFUNDED  and goes back
 * UNAPPLIED_RESTORED  and comes again
 * UNAPPLIED_FEE_CHARGED   the provider's share
 * UNAPPLIED_FEE_RETURNED  and comes again
 * UNAPPLIED_APPLIED   or is a recharge's after all
 *
 * challenge
 * CHALLENGE_FUNDED    a budget of diamonds
 * AWARD_OPENED        diamonds leave it      ...&gt;  AWARD_CREDITED        and are earned
 * </pre>
 */
public final class Movements {

  /**
   * One movement.
   *
   * @param kind the kind of its entry
   * @param book whose account the entry is on
   * @param rule the class that holds its rule
   * @param postings the legs of its double entry in their order, each {@code <ledger account>
   *     <asset> <sign>}; {@code money} stands for a currency, {@code each} for a leg in each of
   *     several. A leg that would move nothing is left out
   * @param record the business record that it makes true or moves; empty if none
   */
  public record Listed(
      EntryKind kind, Book<?> book, Class<?> rule, List<String> postings, String record) {}

  /** All of them. */
  public static final List<Listed> ALL =
      List.of(
          new Listed(
              Recharged.KIND,
              Wallet.BOOK,
              Recharged.class,
              List.of(
                  "platform:coins-issued coin -",
                  "wallet coin +",
                  "wallet:debt coin +",
                  "platform:cash money +",
                  "platform:tax-payable money -",
                  "platform:deferred-revenue money -",
                  "platform:revenue money -"),
              "recharge to PAID, credited is stored, payment is stored"),
          new Listed(
              PaymentTakenBack.KIND,
              Wallet.BOOK,
              PaymentTakenBack.class,
              List.of(
                  "wallet coin -",
                  "wallet:debt coin -",
                  "platform:coins-issued coin +",
                  "platform:cash money -",
                  "platform:tax-payable money +",
                  "platform:deferred-revenue money + - each",
                  "platform:revenue money + - each"),
              "recharge stays PAID, adjustment is stored"),
          new Listed(
              PurchaseReturned.KIND,
              Wallet.BOOK,
              PurchaseReturned.class,
              List.of(
                  "wallet coin -",
                  "platform:coins-issued coin +",
                  "platform:cash money -",
                  "platform:tax-payable money +",
                  "platform:deferred-revenue money +",
                  "platform:revenue money -"),
              "recharge stays PAID"),
          new Listed(
              PaymentRestored.KIND,
              Wallet.BOOK,
              PaymentRestored.class,
              List.of(
                  "platform:coins-issued coin -",
                  "wallet coin +",
                  "wallet:debt coin +",
                  "platform:cash money +",
                  "platform:tax-payable money -",
                  "platform:deferred-revenue money + - each",
                  "platform:revenue money + - each"),
              "recharge stays PAID"),
          new Listed(
              FeeCharged.KIND,
              Wallet.BOOK,
              FeeCharged.class,
              List.of("platform:payment-fees money +", "platform:cash money -"),
              "recharge stays PAID, adjustment is stored"),
          new Listed(
              FeeReturned.KIND,
              Wallet.BOOK,
              FeeReturned.class,
              List.of("platform:cash money +", "platform:payment-fees money -"),
              "recharge stays PAID, adjustment is stored"),
          new Listed(BudgetSet.KIND, Wallet.BOOK, BudgetSet.class, List.of(), ""),
          new Listed(
              WalletFrozen.KIND, Wallet.BOOK, WalletFrozen.class, List.of(), "action is stored"),
          new Listed(
              WalletReleased.KIND,
              Wallet.BOOK,
              WalletReleased.class,
              List.of(),
              "action is stored"),
          new Listed(
              GiftSent.KIND,
              Wallet.BOOK,
              GiftSent.class,
              List.of(
                  "wallet coin -",
                  "platform:gifts-in-transit coin +",
                  "platform:deferred-revenue money + each",
                  "platform:revenue money - each"),
              "gift is SENT"),
          new Listed(
              GiftsConverted.KIND,
              Earnings.BOOK,
              GiftsConverted.class,
              List.of(
                  "platform:gifts-in-transit coin -",
                  "platform:coins-spent coin +",
                  "platform:points-issued point -",
                  "platform:points-converted point +",
                  "platform:diamonds-issued diamond_e4 -",
                  "earnings diamond_e4 +",
                  "platform:commission diamond_e4 +"),
              "gifts to CONVERTED"),
          new Listed(
              WithdrawalRequested.KIND,
              Earnings.BOOK,
              WithdrawalRequested.class,
              List.of("earnings diamond_e4 -", "earnings:held diamond_e4 +"),
              "withdrawal is REQUESTED"),
          new Listed(
              PayoutPaid.KIND,
              Earnings.BOOK,
              PayoutPaid.class,
              List.of(
                  "earnings:held diamond_e4 -",
                  "platform:payouts diamond_e4 +",
                  "platform:payouts money +",
                  "platform:cash money -",
                  "platform:payout-fees money -",
                  "platform:payout-fees money +",
                  "platform:cash money -"),
              "withdrawal to PAID, payout is stored"),
          new Listed(
              PayoutFailed.KIND,
              Earnings.BOOK,
              PayoutFailed.class,
              List.of("earnings:held diamond_e4 -", "earnings diamond_e4 +"),
              "withdrawal to FAILED"),
          new Listed(
              PayoutReturned.KIND,
              Earnings.BOOK,
              PayoutReturned.class,
              List.of(
                  "platform:payouts diamond_e4 -",
                  "earnings diamond_e4 +",
                  "platform:payout-shortfall diamond_e4 +",
                  "platform:cash money +",
                  "platform:payouts money -",
                  "platform:payout-fees money +"),
              "withdrawal to RETURNED, return is stored"),
          new Listed(
              PayoutPaidLate.KIND,
              Earnings.BOOK,
              PayoutPaidLate.class,
              List.of(
                  "earnings diamond_e4 -",
                  "platform:payout-shortfall diamond_e4 -",
                  "platform:payouts diamond_e4 +",
                  "platform:payouts money +",
                  "platform:cash money -",
                  "platform:payout-fees money -"),
              "withdrawal to PAID, payout is stored"),
          new Listed(
              HoldPlaced.KIND, Earnings.BOOK, HoldPlaced.class, List.of(), "action is stored"),
          new Listed(
              HoldReleased.KIND, Earnings.BOOK, HoldReleased.class, List.of(), "action is stored"),
          new Listed(
              CoinsAdjusted.KIND,
              Wallet.BOOK,
              CoinsAdjusted.class,
              List.of(
                  "wallet coin + -",
                  "wallet:debt coin + -",
                  "platform:adjustments coin + -",
                  "platform:deferred-revenue money + each",
                  "platform:revenue money - each"),
              "proposal to APPROVED"),
          new Listed(
              DiamondsAdjusted.KIND,
              Earnings.BOOK,
              DiamondsAdjusted.class,
              List.of("earnings diamond_e4 + -", "platform:adjustments diamond_e4 + -"),
              "proposal to APPROVED"),
          new Listed(
              PaymentUnapplied.KIND,
              Unapplied.BOOK,
              PaymentUnapplied.class,
              List.of("platform:cash money +", "platform:unapplied-payments money -"),
              "unapplied is stored, payment is stored"),
          new Listed(
              UnappliedRefunded.KIND,
              Unapplied.BOOK,
              UnappliedRefunded.class,
              List.of("platform:unapplied-payments money +", "platform:cash money -"),
              "unapplied to REFUNDED, adjustment is stored"),
          new Listed(
              UnappliedRestored.KIND,
              Unapplied.BOOK,
              UnappliedRestored.class,
              List.of("platform:cash money +", "platform:unapplied-payments money -"),
              "unapplied to UNAPPLIED"),
          new Listed(
              UnappliedFeeCharged.KIND,
              Unapplied.BOOK,
              UnappliedFeeCharged.class,
              List.of("platform:payment-fees money +", "platform:cash money -"),
              "unapplied stays UNAPPLIED, adjustment is stored"),
          new Listed(
              UnappliedFeeReturned.KIND,
              Unapplied.BOOK,
              UnappliedFeeReturned.class,
              List.of("platform:cash money +", "platform:payment-fees money -"),
              "unapplied stays UNAPPLIED, adjustment is stored"),
          new Listed(
              UnappliedApplied.KIND,
              Unapplied.BOOK,
              UnappliedApplied.class,
              List.of("platform:unapplied-payments money +", "platform:cash money -"),
              "unapplied to APPLIED, recharge to APPLIED"),
          new Listed(
              DiamondsExchanged.KIND,
              Earnings.BOOK,
              DiamondsExchanged.class,
              List.of(
                  "earnings diamond_e4 -",
                  "platform:diamonds-exchanged diamond_e4 +",
                  "platform:coins-issued coin -",
                  "platform:exchanges-in-transit coin +"),
              "exchange is REQUESTED"),
          new Listed(
              CoinsExchanged.KIND,
              Wallet.BOOK,
              CoinsExchanged.class,
              List.of(
                  "platform:exchanges-in-transit coin -", "wallet coin +", "wallet:debt coin +"),
              "exchange to CREDITED"),
          new Listed(
              ChallengeFunded.KIND,
              Challenge.BOOK,
              ChallengeFunded.class,
              List.of("platform:awards-funded diamond_e4 -", "challenge diamond_e4 +"),
              "funding is FUNDED"),
          new Listed(
              AwardOpened.KIND,
              Challenge.BOOK,
              AwardOpened.class,
              List.of("challenge diamond_e4 -", "platform:awards-in-transit diamond_e4 +"),
              "award is REQUESTED"),
          new Listed(
              AwardCredited.KIND,
              Earnings.BOOK,
              AwardCredited.class,
              List.of("platform:awards-in-transit diamond_e4 -", "earnings diamond_e4 +"),
              "award to CREDITED"));

  /** How an audit tells the entries of wallets. */
  public static final Map<EntryKind, Retelling<Wallet>> OF_WALLETS =
      Map.ofEntries(
          Map.entry(Recharged.KIND, Recharged.RETELLING),
          Map.entry(PaymentTakenBack.KIND, PaymentTakenBack.RETELLING),
          Map.entry(PurchaseReturned.KIND, PurchaseReturned.RETELLING),
          Map.entry(PaymentRestored.KIND, PaymentRestored.RETELLING),
          Map.entry(FeeCharged.KIND, FeeCharged.RETELLING),
          Map.entry(FeeReturned.KIND, FeeReturned.RETELLING),
          Map.entry(BudgetSet.KIND, BudgetSet.RETELLING),
          Map.entry(WalletFrozen.KIND, WalletFrozen.RETELLING),
          Map.entry(WalletReleased.KIND, WalletReleased.RETELLING),
          Map.entry(GiftSent.KIND, GiftSent.RETELLING),
          Map.entry(CoinsAdjusted.KIND, CoinsAdjusted.RETELLING),
          Map.entry(CoinsExchanged.KIND, CoinsExchanged.RETELLING),
          Map.entry(EntryKind.PLACE_VOIDED, (_, before) -> Draft.voiding(before)));

  /** How an audit tells the entries of earnings. */
  public static final Map<EntryKind, Retelling<Earnings>> OF_EARNINGS =
      Map.ofEntries(
          Map.entry(GiftsConverted.KIND, GiftsConverted.RETELLING),
          Map.entry(WithdrawalRequested.KIND, WithdrawalRequested.RETELLING),
          Map.entry(PayoutPaid.KIND, PayoutPaid.RETELLING),
          Map.entry(PayoutFailed.KIND, PayoutFailed.RETELLING),
          Map.entry(PayoutReturned.KIND, PayoutReturned.RETELLING),
          Map.entry(PayoutPaidLate.KIND, PayoutPaidLate.RETELLING),
          Map.entry(HoldPlaced.KIND, HoldPlaced.RETELLING),
          Map.entry(HoldReleased.KIND, HoldReleased.RETELLING),
          Map.entry(DiamondsAdjusted.KIND, DiamondsAdjusted.RETELLING),
          Map.entry(DiamondsExchanged.KIND, DiamondsExchanged.RETELLING),
          Map.entry(AwardCredited.KIND, AwardCredited.RETELLING),
          Map.entry(EntryKind.PLACE_VOIDED, (_, before) -> Draft.voiding(before)));

  /** How an audit tells the entries of payment providers. */
  public static final Map<EntryKind, Retelling<Unapplied>> OF_PAYMENTS =
      Map.of(
          PaymentUnapplied.KIND, PaymentUnapplied.RETELLING,
          UnappliedRefunded.KIND, UnappliedRefunded.RETELLING,
          UnappliedRestored.KIND, UnappliedRestored.RETELLING,
          UnappliedFeeCharged.KIND, UnappliedFeeCharged.RETELLING,
          UnappliedFeeReturned.KIND, UnappliedFeeReturned.RETELLING,
          UnappliedApplied.KIND, UnappliedApplied.RETELLING,
          EntryKind.PLACE_VOIDED, (_, before) -> Draft.voiding(before));

  /** How an audit tells the entries of challenges. */
  public static final Map<EntryKind, Retelling<Challenge>> OF_CHALLENGES =
      Map.of(
          ChallengeFunded.KIND, ChallengeFunded.RETELLING,
          AwardOpened.KIND, AwardOpened.RETELLING,
          EntryKind.PLACE_VOIDED, (_, before) -> Draft.voiding(before));

  private Movements() {}
}
