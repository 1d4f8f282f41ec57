package io.giftledger.economy.wallet;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Legs;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.policy.Live;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Thresholds;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A viewer sent a gift: coins leave the wallet at once, and are in transit until the gift is
 * converted. Its points and its commission are fixed here.
 *
 * @param id the gift's id
 * @param sender who pays
 * @param creator who shall receive it
 * @param gift the catalogue's id of the gift
 * @param quantity how many, at least 1
 * @param target the stream or video it is sent in
 * @param coinsExpected what the sender was shown that it costs altogether; at any other price it is
 *     not sent. Empty if any price will do
 * @param expiresAt later than this it is not sent; empty if it does not matter how late
 */
public record GiftSent(
    String id,
    String sender,
    String creator,
    String gift,
    long quantity,
    Gift.Target target,
    OptionalLong coinsExpected,
    Optional<Instant> expiresAt) {

  /** One that may be sent whenever it is asked for. */
  public GiftSent(
      String id,
      String sender,
      String creator,
      String gift,
      long quantity,
      Gift.Target target,
      OptionalLong coinsExpected) {
    this(id, sender, creator, gift, quantity, target, coinsExpected, Optional.empty());
  }

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("gift_sent");

  /** In its details: how many of its coins had been diamonds, if any had. */
  private static final String EXCHANGED = "exchangedCoins";

  /**
   * Decides on a wallet's state.
   *
   * @param profile what the platform tells of the creator, if it knows them
   * @param viewer what it tells of the sender, if it does
   * @param market where the sender buys coins, and how
   */
  public Decision<Gift> decide(
      Head<Wallet> head,
      Instant at,
      Policy policy,
      Optional<CreatorProfile> profile,
      Optional<ViewerProfile> viewer,
      Market market) {
    if (expiresAt.filter(at::isAfter).isPresent()) {
      return refuse(
          RefusalCode.GIFT_EXPIRED, "It is later than the gift was to be sent.", Map.of());
    }
    if (creator.equals(sender)) {
      return refuse(RefusalCode.GIFT_TO_SELF, "Nobody can send a gift to themselves.", Map.of());
    }
    var catalogueGift = policy.gift(gift);
    if (catalogueGift.isEmpty()) {
      return refuse(RefusalCode.UNKNOWN_GIFT, "The catalogue has no such gift.", Map.of());
    }
    if (quantity > policy.giftQuantityMax()) {
      return refuse(
          RefusalCode.QUANTITY_TOO_LARGE,
          "So many cannot be sent at once.",
          Map.of(
              "quantity",
              new Figure.Count(quantity),
              "quantity_max",
              new Figure.Count(policy.giftQuantityMax())));
    }
    Combo combo =
        Combo.of(id, creator, gift, quantity, target, at)
            .after(head.state().combo(), policy.live().comboWindow());
    if (combo.gifts() > policy.live().giftsPerSecond()) {
      return refuse(
          RefusalCode.TOO_MANY_GIFTS,
          "So many gifts cannot be sent in a second.",
          Map.of("gifts_per_second", new Figure.Count(policy.live().giftsPerSecond())));
    }
    if (profile.isEmpty()) {
      return refuse(RefusalCode.UNKNOWN_CREATOR, "There is no such creator.", Map.of());
    }
    if (!profile.get().isWholeForGifts()) {
      return refuse(
          RefusalCode.CREATOR_PROFILE_INVALID,
          "What the platform told of this creator is not complete.",
          Map.of());
    }
    if (!profile.get().mayReceiveGifts(policy.followersMin())) {
      return refuse(
          RefusalCode.CREATOR_NOT_ELIGIBLE,
          "This creator cannot receive gifts now.",
          Map.of("followers_min", new Figure.Count(policy.followersMin())));
    }
    long coins = Math.multiplyExact(catalogueGift.get().coins(), quantity);
    if (coinsExpected.isPresent() && coinsExpected.getAsLong() != coins) {
      return refuse(
          RefusalCode.PRICE_CHANGED,
          "The gift has another price now.",
          Map.of(
              "coins", new Figure.Count(coinsExpected.getAsLong()),
              "coins_now", new Figure.Count(coins)));
    }
    Wallet wallet = head.state();
    Optional<Refusal> standing = WalletFrozen.refusal(wallet).or(() -> inDebt(wallet));
    if (standing.isPresent()) return new Decision.Refuse<>(standing.get());
    OptionalLong budget = wallet.budget().at(at).coins();
    if (budget.isPresent() && coins > budget.getAsLong() - wallet.spentInMonth(at)) {
      return refuse(
          RefusalCode.BUDGET_EXCEEDED,
          "The gift would exceed your monthly budget.",
          Map.of(
              "coins", new Figure.Count(coins),
              "spent_this_month", new Figure.Count(wallet.spentInMonth(at)),
              "coins_per_month", new Figure.Count(budget.getAsLong())));
    }
    Optional<Refusal> limited = Allowance.refusal(policy.spending(), viewer, wallet, coins, at);
    if (limited.isPresent()) return new Decision.Refuse<>(limited.get());
    if (coins > wallet.coins()) {
      return refuse(
          RefusalCode.INSUFFICIENT_COINS,
          "The gift costs more coins than the wallet has.",
          Map.of(
              "coins", new Figure.Count(coins), "wallet_coins", new Figure.Count(wallet.coins())));
    }
    return new Decision.Accept<>(
        new Gift(
            id,
            sender,
            creator,
            gift,
            quantity,
            coins,
            Math.multiplyExact(
                coins - earningNothing(wallet, coins, policy), policy.pointsPerCoin()),
            policy.commissionBasisPoints(),
            policy.version(),
            target,
            wallet.coins() - coins,
            policy.prices().worth(coins, market),
            show(combo, wallet, coins, policy.live()),
            at,
            Gift.Status.SENT,
            OptionalLong.empty(),
            Optional.empty()));
  }

  private Gift.Show show(Combo combo, Wallet wallet, long coins, Live live) {
    long spent = Math.addExact(wallet.lifetimeCoins(), coins);
    Thresholds levels = live.viewerLevels();
    return new Gift.Show(
        combo,
        live.comboMilestones().crossed(combo.count() - quantity, combo.count()),
        levels.crossed(wallet.lifetimeCoins(), spent) == 0 ? 0 : levels.reached(spent),
        coins - wallet.lots().spend(coins).lots().coins(Lot.Kind.PAID));
  }

  /** So many of a gift's coins bring no points: those that were diamonds, unless policy says so. */
  private static long earningNothing(Wallet wallet, long coins, Policy policy) {
    return policy.exchange().filter(Policy.ExchangeTerms::giftsEarn).isPresent()
        ? 0
        : wallet.lots().spend(coins).exchanged();
  }

  /**
   * How many of a gift's coins had been bought.
   *
   * @param details of its entry
   */
  public static long paidCoins(Item details) {
    return details.number("coins") - unpaidCoins(details);
  }

  private static long unpaidCoins(Item details) {
    return details.findNumber(Gift.UNPAID_COINS).orElse(0);
  }

  /** The entry that makes a gift true: the money for its coins is earned. */
  static Draft<Wallet> draft(Gift gift, Head<Wallet> head) {
    Lots.Taken spent = head.state().lots().spend(gift.coins());
    Legs legs =
        new Legs()
            .add(ChartOfAccounts.WALLET, Assets.COIN, -gift.coins())
            .add(ChartOfAccounts.GIFTS_IN_TRANSIT, Assets.COIN, gift.coins());
    TakeBack.earned(legs, spent.money(), spent.money());
    Item.Builder details = gift.details().toBuilder();
    if (spent.exchanged() > 0) details.number(EXCHANGED, spent.exchanged());
    long unpaid = gift.coins() - spent.lots().coins(Lot.Kind.PAID);
    if (unpaid > 0) details.number(Gift.UNPAID_COINS, unpaid);
    return new Draft<>(
        KIND,
        legs.postings(),
        head.state().spent(spent, gift.sentAt(), gift.show().combo()),
        gift.key().sort(),
        gift.policyVersion(),
        details.build());
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Wallet> draft(Entry<Wallet> entry, Head<Wallet> before) {
          Gift gift = gift(entry);
          Combo combo = gift.show().combo();
          if (!combo.isLeftBy(combo(gift), before.state().combo())) {
            throw new IllegalArgumentException("another combo");
          }
          Draft<Wallet> told = GiftSent.draft(gift, before);
          for (String some : List.of(EXCHANGED, Gift.UNPAID_COINS)) {
            if (!told.details().findNumber(some).equals(entry.details().findNumber(some))) {
              throw new IllegalArgumentException("other coins: " + some);
            }
          }
          return told;
        }

        @Override
        public List<Said> said(Entry<Wallet> entry) {
          return List.of(GiftSent.said(gift(entry), entry.sequence()));
        }
      };

  /** The gift that an entry makes true. */
  private static Gift gift(Entry<Wallet> entry) {
    Item details = entry.details();
    return new Gift(
        Gift.TYPE.id(entry.ref()),
        entry.account().owner(),
        details.text("creator"),
        details.text("gift"),
        details.number("quantity"),
        details.number("coins"),
        details.number("points"),
        Math.toIntExact(details.number("commissionBasisPoints")),
        entry.policyVersion(),
        Gift.Target.of(details),
        entry.state().coins(),
        Optional.empty(),
        new Gift.Show(entry.state().combo().orElseThrow(), 0, 0, unpaidCoins(details)),
        entry.at(),
        Gift.Status.SENT,
        OptionalLong.empty(),
        Optional.empty());
  }

  /** A gift's combo as if there were none before it. */
  private static Combo combo(Gift gift) {
    return Combo.of(
        gift.id(), gift.creator(), gift.gift(), gift.quantity(), gift.target(), gift.sentAt());
  }

  /**
   * What a gift and its entry say of each other.
   *
   * @param entry the entry's number
   */
  public static Said said(Gift gift, long entry) {
    return new Said(
        gift.key().sort(),
        KIND,
        entry,
        gift.sentAt(),
        gift.policyVersion(),
        gift.details().toBuilder()
            .number("walletCoins", gift.walletCoins())
            .text(Gift.COMBO, gift.show().combo().toString())
            .number(Gift.UNPAID_COINS, gift.show().unpaidCoins())
            .build());
  }

  /** What a viewer is told whose wallet owes coins; empty if it owes none. */
  static Optional<Refusal> inDebt(Wallet wallet) {
    return wallet.debt() == 0
        ? Optional.empty()
        : Optional.of(
            RefusalCode.WALLET_IN_DEBT.because(
                "Coins that were spent are owed: their payment was taken back. Buy coins to pay"
                    + " them.",
                Map.of("debt_coins", new Figure.Count(wallet.debt()))));
  }

  private static Decision<Gift> refuse(
      RefusalCode code, String detail, Map<String, Figure> figures) {
    return new Decision.Refuse<>(code.because(detail, figures));
  }
}
