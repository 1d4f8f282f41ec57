package io.giftledger.account;

import io.giftledger.dynamodb.Creators;
import io.giftledger.dynamodb.Policies;
import io.giftledger.dynamodb.Viewers;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.Maturity;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.policy.Goods;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Prices;
import io.giftledger.economy.policy.Promotion;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.OpenRecharges;
import io.giftledger.economy.wallet.PromotionClaim;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.http.Call;
import io.giftledger.http.HttpFunction;
import io.giftledger.http.Problem;
import io.giftledger.http.Reply;
import io.giftledger.http.view.ExchangeView;
import io.giftledger.http.view.GiftView;
import io.giftledger.http.view.RechargeView;
import io.giftledger.http.view.WithdrawalView;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.State;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Answers every {@code GET}. A caller sees their own accounts and records; what is another's does
 * not exist for them.
 */
public final class AccountHandler extends HttpFunction {

  /**
   * The ids of recharges and withdrawals say nothing of their time, so that a page takes reading
   * all: so many of one kind at most.
   */
  private static final int LISTED_MAX = 5_000;

  private static final Pattern CONVERSION_ID = Pattern.compile("[0-9]{12}");

  private final Ledger ledger = bean(Ledger.class);
  private final Policies policies = bean(Policies.class);
  private final Creators creators = bean(Creators.class);
  private final Viewers viewers = bean(Viewers.class);
  private final InstantSource clock = bean(InstantSource.class);

  /** Made by Lambda. */
  public AccountHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public AccountHandler(Map<String, String> environment) {
    super(environment);
    route("GET /v1/coin-packages", this::coinPackages, "region", "channel", "coins");
    route("GET /v1/gifts/catalogue", this::catalogue);
    route("GET /v1/recharges", this::recharges, "limit", "cursor");
    route("GET /v1/recharges/{id}", call -> wallets(call, Recharge.TYPE, RechargeView::now));
    route("GET /v1/gifts", this::gifts, "limit", "cursor");
    route("GET /v1/gifts/{id}", call -> wallets(call, Gift.TYPE, GiftView::now));
    route("GET /v1/wallet", this::wallet);
    route(
        "GET /v1/wallet/entries",
        call -> statement(call, Wallet.BOOK),
        "limit",
        "cursor",
        "month",
        "at");
    route("GET /v1/earnings", this::earnings);
    route(
        "GET /v1/earnings/entries",
        call -> statement(call, Earnings.BOOK),
        "limit",
        "cursor",
        "month",
        "at");
    route("GET /v1/earnings/conversions/{id}", this::conversion);
    route("GET /v1/withdrawals", this::withdrawals, "limit", "cursor");
    route("GET /v1/withdrawals/{id}", this::withdrawal);
    route(
        "GET /v1/exchanges/{id}",
        call -> record(call, Earnings.BOOK, Exchange.TYPE, ExchangeView::of));
  }

  /** What is asked for most. */
  @Override
  protected void rehearse() throws IOException {
    rehearse("GET /v1/wallet", "");
    rehearse("GET /v1/gifts/catalogue", "");
  }

  private Reply coinPackages(Call call) {
    String viewer = call.caller();
    Policy policy = policies.inForce();
    Optional<ViewerProfile> profile = viewers.profile(viewer);
    Market own = policy.prices().market(call.buyer(profile));
    boolean mayBuy = policy.spending().limits(profile).isPresent();
    Market market =
        new Market(
            call.query("region").orElse(own.region()), call.query("channel").orElse(own.channel()));
    Optional<Goods.Coins> coins =
        call.positive("coins").stream().mapToObj(Goods.Coins::new).findFirst();
    Instant at = clock.instant();
    Set<Promotion> free = new HashSet<>();
    for (Promotion promotion : policy.prices().promotions()) {
      if (promotion.holdsAt(market.region(), at)
          && PromotionClaim.isFree(ledger, promotion, viewer, at)) {
        free.add(promotion);
      }
    }
    return Reply.ok(CoinPackagesView.of(policy, market, own, mayBuy, coins, free::contains, at));
  }

  private Reply catalogue(Call call) {
    Policy policy = policies.inForce();
    Market market = policy.prices().market(call.buyer(viewers.recent(call.watcher())));
    return Reply.ok(CatalogueView.of(policy, market));
  }

  private Reply wallet(Call call) {
    Head<Wallet> head = ledger.head(Wallet.BOOK.account(call.caller()), true);
    Instant now = clock.instant();
    Optional<ViewerProfile> profile = viewers.recent(call.caller());
    boolean isWhole = profile.filter(told -> !told.faults().isEmpty()).isEmpty();
    return Reply.ok(
        WalletView.of(
            head.state(),
            now,
            policies.inForce().live().viewerLevels(),
            isWhole ? Optional.of(limits(call, profile, head, now)) : Optional.empty()));
  }

  private LimitsView limits(
      Call call, Optional<ViewerProfile> profile, Head<Wallet> head, Instant now) {
    Policy policy = policies.inForce();
    Market market = policy.prices().market(call.buyer(profile));
    return LimitsView.of(
        policy.spending(),
        profile,
        policy.prices().region(market.region()).map(Prices.Region::currency),
        head.state(),
        OpenRecharges.find(ledger, head.account().owner()).holding(ledger, head, now, List.of()),
        now);
  }

  private Reply earnings(Call call) {
    var account = Earnings.BOOK.account(call.caller());
    var terms =
        creators
            .recent(account.owner())
            .flatMap(profile -> policies.inForce().withdrawalTerms(profile.country()));
    Head<Earnings> head = ledger.head(account, true);
    Instant now = clock.instant();
    var maturity =
        terms.map(
            known -> Maturity.of(ledger, head, now, known.maturity(), head.state().diamonds()));
    return Reply.ok(EarningsView.of(head.state(), now, terms, maturity));
  }

  private <S extends State> Reply statement(Call call, Book<S> book) {
    Account<S> account = book.account(call.caller());
    StatementPeriod period = StatementPeriod.of(call);
    if (call.prefers("text/csv", "application/json")) {
      if (call.query("month").isEmpty()) {
        throw Problem.invalidField("month", "must be there for text/csv").exception();
      }
      for (String name : List.of("limit", "cursor")) {
        if (call.query(name).isPresent()) {
          throw Problem.invalidField(name, "is not for text/csv: it has all of the month")
              .exception();
        }
      }
      return Reply.ok(new Reply.Csv(MonthStatement.csv(ledger, account, period)));
    }
    int limit = call.limit();
    var cursor = call.query("cursor").map(text -> Cursor.parse(book, text));
    var before =
        Stream.concat(cursor.stream(), period.before(ledger, account).stream()).min(Long::compare);
    return Reply.ok(StatementView.of(ledger.entries(account, limit, before), period.from()));
  }

  private Reply recharges(Call call) {
    int limit = call.limit();
    var before = call.query("cursor").map(text -> Cursor.parseOpened(Recharge.TYPE, text));
    List<Recharge> all =
        ledger.records(Recharge.TYPE, Wallet.BOOK.account(call.caller()), LISTED_MAX + 1);
    if (all.size() > LISTED_MAX) {
      return new Problem(
              422,
              "too_many_recharges",
              "So many recharges are no list. The wallet's entries have those that were paid.",
              Map.of("recharges_max", LISTED_MAX))
          .reply();
    }
    return Reply.ok(RechargesView.of(all, limit, before));
  }

  private Reply gifts(Call call) {
    var wallet = Wallet.BOOK.account(call.caller());
    int limit = call.limit();
    var before = call.query("cursor").map(text -> Cursor.parse(Wallet.BOOK, text));
    return Reply.ok(GiftsView.read(ledger, wallet, limit, before));
  }

  private Reply withdrawals(Call call) {
    var earnings = Earnings.BOOK.account(call.caller());
    int limit = call.limit();
    var before = call.query("cursor").map(text -> Cursor.parseOpened(Withdrawal.TYPE, text));
    List<Withdrawal> claimed = ledger.records(Withdrawal.TYPE, earnings, LISTED_MAX + 1);
    if (claimed.size() > LISTED_MAX) {
      return new Problem(
              422,
              "too_many_withdrawals",
              "So many withdrawals are no list. The earnings' entries have them.",
              Map.of("withdrawals_max", LISTED_MAX))
          .reply();
    }
    // What has moved on has happened. Of the others, which are few, only their entries tell.
    List<Withdrawal> all =
        claimed.stream()
            .flatMap(
                claim ->
                    claim.status() == Withdrawal.Status.REQUESTED
                        ? ledger.find(Withdrawal.TYPE, claim.key()).stream()
                        : Stream.of(claim))
            .toList();
    return Reply.ok(WithdrawalsView.of(all, limit, before));
  }

  private <R extends BusinessRecord> Reply wallets(
      Call call, RecordType<R> type, Function<R, ?> view) {
    return record(call, Wallet.BOOK, type, view);
  }

  private Reply withdrawal(Call call) {
    return record(call, Earnings.BOOK, Withdrawal.TYPE, WithdrawalView::now);
  }

  private Reply conversion(Call call) {
    String creator = Earnings.BOOK.account(call.caller()).owner();
    String id = call.path("id");
    if (!CONVERSION_ID.matcher(id).matches() || Long.parseLong(id) == 0) {
      return notFound(Conversion.TYPE);
    }
    return GiftsConverted.find(ledger, creator, Long.parseLong(id))
        .map(conversion -> Reply.ok(ConversionView.of(conversion, policies::version)))
        .orElseGet(() -> notFound(Conversion.TYPE));
  }

  /** One record of the caller's own account, if its id can be one. */
  private <R extends BusinessRecord> Reply record(
      Call call, Book<?> book, RecordType<R> type, Function<R, ?> view) {
    Account<?> account = book.account(call.caller());
    String id = call.path("id");
    if (!RecordType.isId(id)) return notFound(type);
    return ledger
        .find(type, type.key(account, id))
        .map(record -> Reply.ok(view.apply(record)))
        .orElseGet(() -> notFound(type));
  }

  private static Reply notFound(RecordType<?> type) {
    return Problem.notFound(type.prefix().toLowerCase(Locale.ROOT)).reply();
  }
}
