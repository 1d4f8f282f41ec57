package io.giftledger.economy.earnings;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A creator exchanged diamonds for coins: the diamonds are gone, and the coins are in transit to
 * the creator's own wallet. The rate is fixed here, whatever the policy becomes.
 *
 * @param id the exchange's id
 * @param creator whose diamonds they are
 * @param diamonds how many whole diamonds to exchange at most, at least 1
 */
public record DiamondsExchanged(String id, String creator, long diamonds) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("diamonds_exchanged");

  private static final Set<String> FIGURES = Set.of("askedDiamonds", "diamonds", "coins");

  /**
   * Decides on an account's state.
   *
   * @param profile what the platform tells of the creator, if it knows them
   * @param wallet the creator's own wallet, as it stood just before. If it is frozen after all when
   *     the coins arrive, they lie in it frozen
   * @param maturity how much of what was earned may be exchanged then
   */
  public Decision<Exchange> decide(
      Head<Earnings> head,
      Instant at,
      Policy policy,
      Optional<CreatorProfile> profile,
      Wallet wallet,
      Maturity maturity) {
    if (profile.isEmpty()) {
      return refuse(RefusalCode.UNKNOWN_CREATOR, "Only creators can exchange diamonds.", Map.of());
    }
    if (profile.get().isSuspended()) {
      return refuse(RefusalCode.CREATOR_SUSPENDED, "The platform has suspended you.", Map.of());
    }
    if (policy.exchange().isEmpty()) {
      return refuse(
          RefusalCode.EXCHANGE_NOT_OFFERED, "Diamonds are not exchanged for coins here.", Map.of());
    }
    Optional<Refusal> standing =
        HoldPlaced.refusal(head.state()).or(() -> WalletFrozen.refusal(wallet));
    if (standing.isPresent()) return new Decision.Refuse<>(standing.get());
    Policy.ExchangeTerms terms = policy.exchange().get();
    long coins = diamonds > terms.diamondsMax() ? 0 : terms.coinsFor(diamonds);
    if (diamonds < terms.diamondsMin() || coins == 0) {
      return refuse(
          RefusalCode.EXCHANGE_OUT_OF_BOUNDS,
          "So many diamonds cannot be exchanged at once.",
          Map.of(
              "diamonds", new Figure.Count(diamonds),
              "diamonds_min", new Figure.Count(Math.max(terms.diamondsMin(), terms.diamondsFor(1))),
              "diamonds_max", new Figure.Count(terms.diamondsMax())));
    }
    Optional<Refusal> insufficient = maturity.refusal(head.state(), diamonds);
    if (insufficient.isPresent()) return new Decision.Refuse<>(insufficient.get());
    return new Decision.Accept<>(
        new Exchange(
            id,
            creator,
            diamonds,
            terms.diamondsFor(coins),
            coins,
            policy.version(),
            at,
            Optional.empty()));
  }

  /** The entry that makes an exchange true. */
  static Draft<Earnings> draft(Exchange exchange, Head<Earnings> head) {
    return draft(said(exchange, head.sequence() + 1), head);
  }

  private static Draft<Earnings> draft(Said said, Head<Earnings> head) {
    long e4 = Math.multiplyExact(said.figures().number("diamonds"), Earnings.E4);
    long coins = said.figures().number("coins");
    return new Draft<>(
        KIND,
        List.of(
            new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, -e4),
            new Posting(ChartOfAccounts.DIAMONDS_EXCHANGED, Assets.DIAMOND_E4, e4),
            new Posting(ChartOfAccounts.COINS_ISSUED, Assets.COIN, -coins),
            new Posting(ChartOfAccounts.EXCHANGES_IN_TRANSIT, Assets.COIN, coins)),
        head.state().exchange(e4),
        said.record(),
        said.policyVersion(),
        said.figures());
  }

  /** How its entry is told. */
  public static final Retelling<Earnings> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Earnings> draft(Entry<Earnings> entry, Head<Earnings> before) {
          return DiamondsExchanged.draft(told(entry), before);
        }

        @Override
        public List<Said> said(Entry<Earnings> entry) {
          return List.of(told(entry));
        }
      };

  private static Said told(Entry<Earnings> entry) {
    return new Said(
        Exchange.TYPE.keyOf(entry.item()).sort(),
        KIND,
        entry.sequence(),
        entry.at(),
        entry.policyVersion(),
        entry.details().only(FIGURES));
  }

  /**
   * What an exchange and the entry that makes it true say of each other.
   *
   * @param entry the entry's number
   */
  public static Said said(Exchange exchange, long entry) {
    Item figures = exchange.details();
    return new Said(
        exchange.key().sort(),
        KIND,
        entry,
        exchange.requestedAt(),
        exchange.policyVersion(),
        figures);
  }

  private static Decision<Exchange> refuse(
      RefusalCode code, String detail, Map<String, Figure> figures) {
    return new Decision.Refuse<>(code.because(detail, figures));
  }
}
