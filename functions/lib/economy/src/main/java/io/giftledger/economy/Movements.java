package io.giftledger.economy;

import io.giftledger.economy.challenge.AwardOpened;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.challenge.ChallengeFunded;
import io.giftledger.economy.earnings.AwardCredited;
import io.giftledger.economy.earnings.DiamondsExchanged;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.WithdrawalRequested;
import io.giftledger.economy.wallet.BudgetSet;
import io.giftledger.economy.wallet.CoinsExchanged;
import io.giftledger.economy.wallet.FeeCharged;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
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
 * PAYMENT_RESTORED    and come again
 * FEE_CHARGED         the provider's share
 * BUDGET_SET          a limit of one's own
 * WALLET_FROZEN       nothing is bought or sent
 * WALLET_RELEASED     and again it is
 * GIFT_SENT           coins go into transit  ...&gt;  GIFTS_CONVERTED       coins leave; points, diamonds
 *                                                    WITHDRAWAL_REQUESTED  diamonds are held
 *                                                    PAYOUT_PAID           diamonds become money
 *                                                    PAYOUT_FAILED         diamonds come back
 * COINS_EXCHANGED     coins come             &lt;...  DIAMONDS_EXCHANGED    diamonds become coins
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
              "recharge to PAID"),
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
                  "platform:deferred-revenue money + each",
                  "platform:revenue money + - each"),
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
                  "platform:deferred-revenue money -",
                  "platform:revenue money -"),
              "recharge stays PAID"),
          new Listed(
              FeeCharged.KIND,
              Wallet.BOOK,
              FeeCharged.class,
              List.of("platform:payment-fees money +", "platform:cash money -"),
              "recharge stays PAID"),
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
                  "platform:cash money -"),
              "withdrawal to PAID"),
          new Listed(
              PayoutFailed.KIND,
              Earnings.BOOK,
              PayoutFailed.class,
              List.of("earnings:held diamond_e4 -", "earnings diamond_e4 +"),
              "withdrawal to FAILED"),
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
      Map.of(
          Recharged.KIND, Recharged.RETELLING,
          PaymentTakenBack.KIND, PaymentTakenBack.RETELLING,
          PaymentRestored.KIND, PaymentRestored.RETELLING,
          FeeCharged.KIND, FeeCharged.RETELLING,
          BudgetSet.KIND, BudgetSet.RETELLING,
          WalletFrozen.KIND, WalletFrozen.RETELLING,
          WalletReleased.KIND, WalletReleased.RETELLING,
          GiftSent.KIND, GiftSent.RETELLING,
          CoinsExchanged.KIND, CoinsExchanged.RETELLING,
          EntryKind.PLACE_VOIDED, (_, before) -> Draft.voiding(before));

  /** How an audit tells the entries of earnings. */
  public static final Map<EntryKind, Retelling<Earnings>> OF_EARNINGS =
      Map.of(
          GiftsConverted.KIND, GiftsConverted.RETELLING,
          WithdrawalRequested.KIND, WithdrawalRequested.RETELLING,
          PayoutPaid.KIND, PayoutPaid.RETELLING,
          PayoutFailed.KIND, PayoutFailed.RETELLING,
          DiamondsExchanged.KIND, DiamondsExchanged.RETELLING,
          AwardCredited.KIND, AwardCredited.RETELLING,
          EntryKind.PLACE_VOIDED, (_, before) -> Draft.voiding(before));

  /** How an audit tells the entries of challenges. */
  public static final Map<EntryKind, Retelling<Challenge>> OF_CHALLENGES =
      Map.of(
          ChallengeFunded.KIND, ChallengeFunded.RETELLING,
          AwardOpened.KIND, AwardOpened.RETELLING,
          EntryKind.PLACE_VOIDED, (_, before) -> Draft.voiding(before));

  private Movements() {}
}
