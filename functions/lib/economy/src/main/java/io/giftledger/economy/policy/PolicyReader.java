package io.giftledger.economy.policy;

import io.giftledger.economy.Money;
import io.giftledger.economy.challenge.ChallengeFunded;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.policy.Policy.CatalogueGift;
import io.giftledger.economy.policy.Policy.Chargebacks;
import io.giftledger.economy.policy.Policy.ExchangeTerms;
import io.giftledger.economy.policy.Policy.HoldTerms;
import io.giftledger.economy.policy.Policy.PayerTerms;
import io.giftledger.economy.policy.Policy.PayoutFee;
import io.giftledger.economy.policy.Policy.ProviderFee;
import io.giftledger.economy.policy.Policy.RefundTerms;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.giftledger.economy.policy.PolicyReading.Fault;
import io.giftledger.economy.policy.Prices.Client;
import io.giftledger.economy.policy.Prices.CoinPackage;
import io.giftledger.economy.policy.Prices.Price;
import io.giftledger.economy.policy.Prices.Region;
import io.giftledger.economy.policy.Promotion.Bonus;
import io.giftledger.economy.policy.Spending.Cap;
import io.giftledger.economy.policy.Spending.Group;
import io.giftledger.economy.policy.Spending.Limits;
import io.giftledger.economy.policy.Spending.Payments;
import io.giftledger.economy.policy.TopUp.Step;
import io.giftledger.economy.policy.TopUp.UnitPrice;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.ledger.table.Value;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what a policy must be: every member is there (but for {@code exchange}, {@code live}, its
 * {@code challenges}, {@code holds} and a gift's {@code effect}, which need not be), there is no
 * other, and each is in its range. It goes on after a fault, to name them all. The file {@code
 * policy.schema.json} says the same for editors, as far as a schema can; a test holds the two
 * against each other.
 *
 * <p>The ranges are so that no gift, no batch of them and no withdrawal can overflow: the dearest
 * gift in the greatest quantity is worth 10^13 points, and 90 of them, in ten-thousandths of a
 * diamond, have a number; what a diamond pays at most keeps all diamonds that an account can hold
 * below the greatest amount.
 */
final class PolicyReader {

  private static final long VERSION_MAX = 999_999_999_999L;
  private static final long PACKAGE_COINS_MAX = 1_000_000_000;
  private static final long GIFT_COINS_MAX = 1_000_000;
  private static final long QUANTITY_MAX = 100_000;
  private static final long POINTS_PER_COIN_MAX = 100;
  private static final long BASIS_POINTS_MAX = 10_000;
  private static final long FOLLOWERS_MAX = 1_000_000_000;

  /**
   * Coins that nobody spends in a month; with more digits a gift might cost a second write unit.
   */
  private static final long GIFTS_MAX = 9_999_999_999L;

  private static final long RATE_PART_MAX = 1_000_000_000;
  private static final long PER_COINS_MAX = 1_000_000;
  private static final long BONUS_MAX = 1_000_000_000;
  private static final long BONUS_PERCENT_MAX = 1_000;
  private static final long MATURITY_DAYS_MAX = 365;
  private static final long PAYOUT_METHOD_HOURS_MAX = 8_760;
  private static final long CASH_OUT_HOURS_MAX = 8_760;
  private static final long YOUNG_DAYS_MAX = 365;
  private static final long MINOR_PER_DIAMOND_MAX = 10_000;
  private static final long THRESHOLD_MAX = 1_000_000_000_000L;
  private static final int THRESHOLDS_MAX = 100;
  private static final long FAN_BADGE_DAYS_MAX = 365;
  private static final long GOAL_MAX = 1_000_000_000_000L;
  private static final long EFFECT_MS_MAX = 30_000;
  private static final long EFFECT_TIER_MAX = 9;

  private static final Text ID =
      new Text("[a-z0-9][a-z0-9-]{0,63}", "1 to 64 of a-z 0-9 -, the first no -");
  private static final Text NAME =
      new Text(
          "[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]{1,64}",
          "a text of 1 to 64 characters, on one line and without half a surrogate pair");
  private static final Text COUNTRY = new Text("[A-Z]{2}", "an ISO 3166 code of two letters");
  private static final Text AGE_GROUP =
      new Text("[A-Za-z0-9._+-]{1,24}", "1 to 24 of A-Z a-z 0-9 . _ + -");
  private static final Text CHANNEL = new Text("web|ios|android", "web, ios or android");
  private static final Text DEFAULT_CHANNEL =
      new Text("web|ios|android|dearest", "web, ios, android or dearest");
  private static final Text CLIENT =
      new Text("[\\x21-\\x7e]{1,256}", "1 to 256 visible ASCII characters");
  private static final Text BONUS_KIND = new Text("percent|coins", "percent or coins");
  private static final Text PAYOUT_METHOD = new Text("bank|paypal", "bank or paypal");
  private static final Text INSTANT =
      new Text(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
          "an instant in UTC, like 2026-12-01T00:00:00Z");
  private static final Text DAY = new Text("[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day, like 2026-12-01");
  private static final Text SIDE = new Text("creator|viewers", "creator or viewers");
  private static final Text EFFECT_KIND =
      new Text("small|banner|full_screen", "small, banner or full_screen");
  private static final Text EFFECT_URL =
      new Text(
          "(?:https://|/(?!/))[A-Za-z0-9._~/%-]{1,255}",
          "an address that begins with https:// or one /, of at most 255 of A-Z a-z 0-9 . _ ~ / %"
              + " -");
  private static final Text SHA256 = new Text("[0-9a-f]{64}", "64 lower-case hexadecimal digits");
  private static final Text CURRENCY = new Text("[A-Z]{3}", "an ISO 4217 code of three letters");

  private final OptionalLong number;
  private final List<Fault> faults = new ArrayList<>();

  /**
   * @param number the version's number in the table; empty if that is not known
   */
  PolicyReader(OptionalLong number) {
    this.number = number;
  }

  PolicyReading read(Value document) {
    Policy policy = read("$", document, this::policy);
    return faults.isEmpty()
        ? new PolicyReading.Whole(policy)
        : new PolicyReading.Faulty(List.copyOf(faults));
  }

  private Policy policy(Members policy) {
    long version = version(policy);
    int faultsBefore = faults.size();
    List<Region> sold = policy.list("regions", this::region, "region", Region::region);
    // Where a region cannot be read, nothing is said of what names one.
    Optional<List<Region>> regions = Optional.of(sold).filter(_ -> faults.size() == faultsBefore);
    return new Policy(
        version,
        prices(policy, sold, regions),
        policy.list("gifts", PolicyReader::gift, "id", CatalogueGift::id),
        policy.number("giftQuantityMax", 1, QUANTITY_MAX),
        policy.number("pointsPerCoin", 1, POINTS_PER_COIN_MAX),
        Math.toIntExact(policy.number("commissionBasisPoints", 0, BASIS_POINTS_MAX)),
        policy.number("followersMin", 0, FOLLOWERS_MAX),
        policy.list("withdrawals", this::terms, "country", WithdrawalTerms::country),
        policy.object("chargebacks", PolicyReader::chargebacks),
        policy.list("refunds", terms -> refunds(terms, regions), "region", RefundTerms::region),
        policy.list("providerFees", PolicyReader::providerFee, "currency", ProviderFee::currency),
        policy.object("spending", spending -> spending(spending, regions)),
        policy.find("exchange", this::exchange),
        policy.find("live", PolicyReader::live).orElse(Live.STANDARD));
  }

  // ---- The live room --------------------------------------------------------------------------

  private static Live live(Members live) {
    return new Live(
        Duration.ofSeconds(live.number("comboWindowSeconds", 1, Live.COMBO_WINDOW_MAX)),
        live.thresholds("comboMilestones"),
        Math.toIntExact(live.number("giftsPerSecond", 1, Live.GIFTS_PER_SECOND_MAX)),
        live.thresholds("viewerLevels"),
        live.thresholds("fanLevels"),
        Math.toIntExact(live.number("fanBadgeDays", 1, FAN_BADGE_DAYS_MAX)),
        challenges(live));
  }

  private static List<ChallengeTerms> challenges(Members live) {
    if (!live.has("challenges")) return List.of();
    List<ChallengeTerms> challenges =
        live.list("challenges", PolicyReader::challenge, "id", ChallengeTerms::id);
    if (challenges.size() > ChallengeTerms.CHALLENGES_MAX) {
      live.fault("challenges", "must be at most " + ChallengeTerms.CHALLENGES_MAX);
    }
    return challenges;
  }

  private static ChallengeTerms challenge(Members challenge) {
    String side = challenge.text("side", SIDE);
    ChallengeTerms read =
        new ChallengeTerms(
            challenge.text("id", ID),
            challenge.text("name", NAME),
            ChallengeTerms.Side.valueOf(
                (side.isEmpty() ? "creator" : side).toUpperCase(Locale.ROOT)),
            challenge.number("goalCoins", 1, GOAL_MAX),
            challenge.day("firstDay"),
            challenge.day("lastDay"),
            challenge.number("awardDiamonds", 0, ChallengeFunded.DIAMONDS_MAX));
    LocalDate end = read.firstDay().plusDays(ChallengeTerms.DAYS_MAX);
    if (challenge.isWhole()
        && (read.lastDay().isBefore(read.firstDay()) || !read.lastDay().isBefore(end))) {
      challenge.fault(
          "lastDay",
          "must be the first day, or one of the %d after it"
              .formatted(ChallengeTerms.DAYS_MAX - 1));
    }
    return read;
  }

  private static Effect effect(Members effect) {
    String kind = effect.text("kind", EFFECT_KIND);
    return new Effect(
        Effect.Kind.valueOf((kind.isEmpty() ? "small" : kind).toUpperCase(Locale.ROOT)),
        effect.find(
            "asset",
            asset -> new Effect.Asset(asset.text("url", EFFECT_URL), asset.text("sha256", SHA256))),
        Duration.ofMillis(effect.number("durationMs", 100, EFFECT_MS_MAX)),
        Math.toIntExact(effect.number("tier", 1, EFFECT_TIER_MAX)));
  }

  // ---------------------------------------------------------------------------------------------

  private Spending spending(Members spending, Optional<List<Region>> regions) {
    return new Spending(
        spending.object("unknown", PolicyReader::group),
        spending.list(
            "groups", limits -> limits(limits, regions), "group", limits -> name(limits.group())));
  }

  private static Group group(Members group) {
    return new Group(group.text("ageGroup", AGE_GROUP), group.flag("verified"));
  }

  private static String name(Group group) {
    return group.ageGroup().isEmpty() ? "" : group.ageGroup() + " " + group.verified();
  }

  private Limits limits(Members limits, Optional<List<Region>> regions) {
    Limits read =
        new Limits(
            group(limits),
            limits.object("gifts", gifts -> cap(gifts, GIFTS_MAX)),
            limits.list(
                "recharges",
                payments -> new Payments(currency(payments), cap(payments, Money.MINOR_MAX - 1)),
                "currency",
                Payments::currency));
    if (read.group().ageGroup().equals(ViewerProfile.MINOR)) {
      limits.fault("ageGroup", "is who is under 18: they may spend nothing, and have no limits");
    }
    List<String> missing =
        regions.stream()
            .flatMap(List::stream)
            .map(Region::currency)
            .filter(sold -> read.recharges().stream().noneMatch(its -> its.currency().equals(sold)))
            .distinct()
            .toList();
    if (limits.isWhole() && !missing.isEmpty()) {
      limits.fault("recharges", "say nothing of " + String.join(", ", missing));
    }
    return read;
  }

  private static Cap cap(Members cap, long most) {
    Cap read = new Cap(cap.number("perDay", 0, most), cap.number("perMonth", 0, most));
    if (cap.isWhole() && read.perDay() > read.perMonth()) {
      cap.fault("perDay", "must not be more than perMonth");
    }
    return read;
  }

  private static RefundTerms refunds(Members terms, Optional<List<Region>> regions) {
    String region = terms.text("region", COUNTRY);
    requireKnown(terms, "region", region, regions);
    return new RefundTerms(region, Math.toIntExact(terms.number("days", 1, RefundTerms.DAYS_MAX)));
  }

  private static ProviderFee providerFee(Members fee) {
    return new ProviderFee(currency(fee), fee.number("minorMax", 1, Money.MINOR_MAX));
  }

  private static Chargebacks chargebacks(Members chargebacks) {
    return new Chargebacks(
        Math.toIntExact(chargebacks.number("freezeAfter", 1, Chargebacks.FREEZE_AFTER_MAX)),
        Math.toIntExact(chargebacks.number("withinDays", 1, Chargebacks.WITHIN_DAYS_MAX)));
  }

  private ExchangeTerms exchange(Members exchange) {
    DiamondRate rate = exchange.object("rate", members -> rate(members, "coins"));
    int faultsBefore = faults.size();
    long diamondsMin = exchange.number("diamondsMin", 1, RATE_PART_MAX);
    long diamondsMax = exchange.number("diamondsMax", 1, RATE_PART_MAX);
    if (faults.size() == faultsBefore && diamondsMax < diamondsMin) {
      exchange.fault("diamondsMax", "must not be less than diamondsMin");
    }
    return new ExchangeTerms(
        rate.minor(), rate.diamonds(), diamondsMin, diamondsMax, exchange.flag("giftsEarn"));
  }

  /** What is stamped on entries must be the number under which the policy is found. */
  private long version(Members policy) {
    long version = policy.number("version", 1, VERSION_MAX);
    if (policy.isWhole() && number.isPresent() && version != number.getAsLong()) {
      policy.fault("version", "must be %d, its number in the table".formatted(number.getAsLong()));
    }
    return version;
  }

  private Prices prices(Members policy, List<Region> regions, Optional<List<Region>> known) {
    int faultsBefore = faults.size();
    List<CoinPackage> packages =
        policy.list("coinPackages", sold -> coinPackage(sold, known), "id", CoinPackage::id);
    Optional<List<CoinPackage>> sold =
        Optional.of(packages).filter(_ -> faults.size() == faultsBefore);
    String defaultRegion = policy.text("defaultRegion", COUNTRY);
    requireKnown(policy, "defaultRegion", defaultRegion, known);
    String defaultChannel = policy.text("defaultChannel", DEFAULT_CHANNEL);
    List<Client> clients = policy.list("clients", PolicyReader::client, "client", Client::client);
    TopUp topUp = policy.object("topUp", one -> topUp(one, known));
    int faultsBeforePromotions = faults.size();
    List<Promotion> promotions =
        policy.list("promotions", one -> promotion(one, known, sold), "id", Promotion::id);
    if (faults.size() == faultsBeforePromotions) refuseOverlaps(policy, promotions);
    return new Prices(
        regions,
        defaultRegion,
        Optional.of(defaultChannel).filter(channel -> !channel.equals("dearest")),
        clients,
        packages,
        topUp,
        promotions);
  }

  private Region region(Members region) {
    return new Region(
        region.text("region", COUNTRY),
        currency(region),
        region.object(
            "tax",
            tax ->
                new Tax(
                    Math.toIntExact(tax.number("basisPoints", 0, BASIS_POINTS_MAX)),
                    tax.flag("included"))));
  }

  /** Notes that something names a region in which nothing is sold. */
  private static void requireKnown(
      Members by, String name, String code, Optional<List<Region>> regions) {
    if (code.isEmpty() || regions.isEmpty()) return;
    if (regions.get().stream().noneMatch(region -> region.region().equals(code))) {
      by.fault(name, "is none of regions: " + code);
    }
  }

  private static Client client(Members client) {
    return new Client(client.text("client", CLIENT), client.text("channel", CHANNEL));
  }

  private CoinPackage coinPackage(Members sold, Optional<List<Region>> regions) {
    String id = sold.text("id", ID);
    if (id.equals(Goods.TOP_UP)) sold.fault("id", "is the name of coins by the number");
    CoinPackage read =
        new CoinPackage(
            id,
            sold.number("coins", 1, PACKAGE_COINS_MAX),
            sold.list(
                "prices",
                price -> price(price, regions),
                "region and channel",
                price -> place(price.market())));
    if (sold.isWhole() && read.prices().isEmpty()) {
      sold.fault("prices", "must say where it is sold, and for how much");
    }
    return read;
  }

  private static String place(Market market) {
    return market.region().isEmpty() || market.channel().isEmpty()
        ? ""
        : market.region() + " " + market.channel();
  }

  private Price price(Members price, Optional<List<Region>> regions) {
    Market market = market(price, regions);
    Money amount = price.object("amount", PolicyReader::money);
    regions.stream()
        .flatMap(List::stream)
        .filter(region -> region.region().equals(market.region()))
        .filter(_ -> price.isWhole() && !amount.currency().isEmpty())
        .filter(region -> !region.currency().equals(amount.currency()))
        .forEach(
            region ->
                price.fault(
                    "amount.currency",
                    "must be %s, that of its region %s"
                        .formatted(region.currency(), region.region())));
    return new Price(market, amount);
  }

  private static Market market(Members price, Optional<List<Region>> regions) {
    Market market = new Market(price.text("region", COUNTRY), price.text("channel", CHANNEL));
    requireKnown(price, "region", market.region(), regions);
    return market;
  }

  private TopUp topUp(Members topUp, Optional<List<Region>> regions) {
    int faultsBefore = faults.size();
    long coinsMin = topUp.number("coinsMin", 1, PACKAGE_COINS_MAX);
    long coinsMax = topUp.number("coinsMax", 1, PACKAGE_COINS_MAX);
    if (faults.size() == faultsBefore && coinsMax < coinsMin) {
      topUp.fault("coinsMax", "must not be less than coinsMin");
    }
    return new TopUp(
        coinsMin,
        coinsMax,
        topUp.list(
            "prices",
            price -> unitPrice(price, coinsMax, regions),
            "region and channel",
            price -> place(price.market())));
  }

  /** Each coin costs what its own step says, so that more of them cannot cost less. */
  private UnitPrice unitPrice(Members price, long coinsMax, Optional<List<Region>> regions) {
    UnitPrice read =
        new UnitPrice(
            market(price, regions),
            price.number("perCoins", 1, PER_COINS_MAX),
            price.list("steps", PolicyReader::step, "coinsFrom", step -> ""));
    if (!price.isWhole()) return read;
    List<Step> steps = read.steps();
    if (steps.isEmpty() || steps.getFirst().coinsFrom() != 1) {
      price.fault("steps", "must begin with a step from coin 1 on");
    }
    for (int index = 1; index < steps.size(); index++) {
      Step step = steps.get(index);
      Step before = steps.get(index - 1);
      if (step.coinsFrom() <= before.coinsFrom()) {
        price.fault("steps[" + index + "].coinsFrom", "must be more than that of the step before");
      }
      if (step.minor() >= before.minor()) {
        price.fault("steps[" + index + "].minor", "must be less than that of the step before");
      }
    }
    if (price.isWhole() && read.minor(coinsMax) > Money.MINOR_MAX) {
      price.fault("steps", "make coinsMax coins cost more than %d".formatted(Money.MINOR_MAX));
    }
    return read;
  }

  private static Step step(Members step) {
    return new Step(
        step.number("coinsFrom", 1, PACKAGE_COINS_MAX), step.number("minor", 1, RATE_PART_MAX));
  }

  private Promotion promotion(
      Members promotion, Optional<List<Region>> regions, Optional<List<CoinPackage>> sold) {
    Promotion read =
        new Promotion(
            promotion.text("id", ID),
            promotion.object("bonus", PolicyReader::bonus),
            promotion.instant("startsAt"),
            promotion.instant("endsAt"),
            promotion.texts("packages", ID),
            promotion.texts("regions", COUNTRY),
            promotion.flag("oncePerViewer"),
            promotion.flag("firstPurchaseOnly"));
    if (promotion.isWhole() && !read.startsAt().isBefore(read.endsAt())) {
      promotion.fault("endsAt", "must be later than startsAt");
    }
    for (String region : read.regions()) requireKnown(promotion, "regions", region, regions);
    for (String id : read.packages()) {
      if (!id.isEmpty()
          && !id.equals(Goods.TOP_UP)
          && sold.filter(all -> all.stream().noneMatch(one -> one.id().equals(id))).isPresent()) {
        promotion.fault("packages", "is none of coinPackages, nor top-up: " + id);
      }
    }
    return read;
  }

  private static Bonus bonus(Members bonus) {
    String kind = bonus.text("kind", BONUS_KIND);
    long number = bonus.number("number", 1, BONUS_MAX);
    if (!kind.equals("percent")) return new Bonus(Promotion.Kind.COINS, number);
    if (number > BONUS_PERCENT_MAX) {
      bonus.fault("number", "must be at most %d per cent".formatted(BONUS_PERCENT_MAX));
    }
    return new Bonus(Promotion.Kind.PERCENT, number);
  }

  /** A purchase has one promotion, or it could not be said which. */
  private static void refuseOverlaps(Members policy, List<Promotion> promotions) {
    for (int index = 1; index < promotions.size(); index++) {
      for (int before = 0; before < index; before++) {
        if (promotions.get(index).overlaps(promotions.get(before))) {
          policy.fault(
              "promotions[" + index + "]",
              "overlaps [%d]: one purchase could have both".formatted(before));
        }
      }
    }
  }

  private static CatalogueGift gift(Members gift) {
    return new CatalogueGift(
        gift.text("id", ID),
        gift.text("name", NAME),
        gift.number("coins", 1, GIFT_COINS_MAX),
        gift.find("effect", PolicyReader::effect));
  }

  private WithdrawalTerms terms(Members terms) {
    String country = terms.text("country", COUNTRY);
    DiamondRate rate = terms.object("diamondRate", members -> rate(members, "minor"));
    int faultsBefore = faults.size();
    Money minimum = terms.object("minimum", PolicyReader::money);
    Money weeklyMaximum = terms.object("weeklyMaximum", PolicyReader::money);
    if (faults.size() == faultsBefore) {
      if (!weeklyMaximum.currency().equals(minimum.currency())) {
        terms.fault("weeklyMaximum.currency", "must be that of minimum");
      } else if (weeklyMaximum.minor() < minimum.minor()) {
        terms.fault("weeklyMaximum.minor", "must not be less than that of minimum");
      }
    }
    boolean known = faults.size() == faultsBefore;
    List<Optional<PayoutFee>> fees =
        terms.list(
            "fees",
            fee -> payoutFee(fee, Optional.of(minimum).filter(_ -> known)),
            "payoutMethod",
            fee -> fee.map(read -> read.kind().label()).orElse(""));
    return new WithdrawalTerms(
        country,
        rate,
        minimum,
        weeklyMaximum,
        fees.stream().flatMap(Optional::stream).toList(),
        Math.toIntExact(terms.number("maturityDays", 0, MATURITY_DAYS_MAX)),
        Math.toIntExact(terms.number("payoutMethodHours", 0, PAYOUT_METHOD_HOURS_MAX)),
        terms.find("holds", PolicyReader::holds));
  }

  private static HoldTerms holds(Members holds) {
    return new HoldTerms(
        holds.number("firstWithdrawalMinor", 0, Money.MINOR_MAX),
        Math.toIntExact(holds.number("cashOutPercent", 1, 100)),
        Math.toIntExact(holds.number("cashOutHours", 1, CASH_OUT_HOURS_MAX)),
        holds.find("payers", PolicyReader::payers));
  }

  private static PayerTerms payers(Members payers) {
    return new PayerTerms(
        Math.toIntExact(payers.number("onePayerPercent", 1, 100)),
        Math.toIntExact(payers.number("youngPercent", 1, 100)),
        Math.toIntExact(payers.number("youngDays", 1, YOUNG_DAYS_MAX)),
        Math.toIntExact(payers.number("reciprocityPercent", 1, 100)));
  }

  /** A fee leaves something of each withdrawal if it does of the least. */
  private static Optional<PayoutFee> payoutFee(Members fee, Optional<Money> minimum) {
    String word = fee.text("payoutMethod", PAYOUT_METHOD);
    long fixedMinor = fee.number("fixedMinor", 0, Money.MINOR_MAX);
    int basisPoints = Math.toIntExact(fee.number("basisPoints", 0, BASIS_POINTS_MAX));
    if (!fee.isWhole()) return Optional.empty();
    PayoutFee read =
        new PayoutFee(
            PayoutMethod.Kind.valueOf(word.toUpperCase(Locale.ROOT)), fixedMinor, basisPoints);
    if (minimum.filter(least -> read.minorOn(least.minor()) >= least.minor()).isPresent()) {
      fee.fault("fixedMinor", "must leave something of the minimum");
    }
    return Optional.of(read);
  }

  private static DiamondRate rate(Members rate, String unit) {
    long minor = rate.number(unit, 1, RATE_PART_MAX);
    long diamonds = rate.number("diamonds", 1, RATE_PART_MAX);
    if (rate.isWhole() && minor > MINOR_PER_DIAMOND_MAX * diamonds) {
      rate.fault(unit, "must be at most 10000 for each diamond");
    }
    return new DiamondRate(minor, diamonds);
  }

  private static Money money(Members money) {
    long minor = money.number("minor", 1, Money.MINOR_MAX);
    return new Money(minor, currency(money));
  }

  private static String currency(Members of) {
    String currency = of.text("currency", CURRENCY);
    if (!currency.isEmpty() && !new Money(0, currency).isOfCurrencyInUse()) {
      of.fault("currency", "must be a currency of ISO 4217 that is in use");
    }
    return currency;
  }

  private <T> T read(String path, @Nullable Value value, Function<Members, T> reader) {
    if (!(value instanceof Value.Fields(var fields))) {
      faults.add(new Fault(path, mustBe("an object", value)));
      return reader.apply(new Members(path, null));
    }
    Members members = new Members(path, fields);
    T read = reader.apply(members);
    members.refuseOthers();
    return read;
  }

  private static String mustBe(String expected, @Nullable Value value) {
    return value == null
        ? "is missing: it must be " + expected
        : "must be %s, and is %s".formatted(expected, words(value));
  }

  private static String words(Value value) {
    return switch (value) {
      case Value.Text(String text) ->
          '"' + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + '"';
      case Value.Number(long number) -> Long.toString(number);
      case Value.Flag(boolean flag) -> Boolean.toString(flag);
      case Value.Bytes _ -> "bytes";
      case Value.Many _ -> "a list";
      case Value.Fields _ -> "an object";
      case Value.Foreign(String words) -> words;
    };
  }

  /**
   * What a text must be.
   *
   * @param pattern all of it
   * @param words the same for a person
   */
  private record Text(Pattern pattern, String words) {
    Text(String pattern, String words) {
      this(Pattern.compile(pattern), words);
    }
  }

  /**
   * The members of one object, as they are read. In place of one that is not as it must be stands
   * the least that it may be, or nothing: with a fault noted, what is read is thrown away. Of an
   * object that is not there nothing more is noted.
   */
  private final class Members {

    private final String path;
    private final boolean isThere;
    private final Map<String, Value> others;
    private final int faultsBefore = faults.size();

    /**
     * @param fields the members; null if there is no such object
     */
    Members(String path, @Nullable Map<String, Value> fields) {
      this.path = path;
      this.isThere = fields != null;
      this.others = new LinkedHashMap<>(fields == null ? Map.of() : fields);
    }

    /** Whether no fault was noted since the object was begun, and it is there. */
    boolean isWhole() {
      return isThere && faults.size() == faultsBefore;
    }

    long number(String name, long least, long most) {
      Value value = take(name);
      if (value instanceof Value.Number(long number) && number >= least && number <= most) {
        return number;
      }
      wrong(name, "a whole number from %d to %d".formatted(least, most), value);
      return least;
    }

    String text(String name, Text must) {
      Value value = take(name);
      if (value instanceof Value.Text(String text) && must.pattern().matcher(text).matches()) {
        return text;
      }
      wrong(name, must.words(), value);
      return "";
    }

    boolean flag(String name) {
      Value value = take(name);
      if (value instanceof Value.Flag(boolean flag)) return flag;
      wrong(name, "true or false", value);
      return false;
    }

    Instant instant(String name) {
      return at(name, INSTANT, Instant::parse, Instant.EPOCH, "a day and a time that there are");
    }

    LocalDate day(String name) {
      return at(name, DAY, LocalDate::parse, LocalDate.EPOCH, "a day that there is");
    }

    private <T> T at(String name, Text must, Function<String, T> parse, T none, String what) {
      String text = text(name, must);
      try {
        return text.isEmpty() ? none : parse.apply(text);
      } catch (DateTimeException noSuchDay) {
        fault(name, "must be " + what + ", and is " + text);
        return none;
      }
    }

    /** A list of figures that are each greater than the one before. */
    Thresholds thresholds(String name) {
      Value value = take(name);
      if (!(value instanceof Value.Many(List<Value> values)) || values.size() > THRESHOLDS_MAX) {
        wrong(name, "a list of at most %d numbers".formatted(THRESHOLDS_MAX), value);
        return Thresholds.of();
      }
      List<Long> figures = new ArrayList<>(values.size());
      for (int index = 0; index < values.size(); index++) {
        long least = figures.isEmpty() ? 1 : figures.getLast() + 1;
        if (values.get(index) instanceof Value.Number(long number)
            && number >= least
            && number <= THRESHOLD_MAX) {
          figures.add(number);
        } else {
          fault(
              "%s[%d]".formatted(name, index),
              mustBe(
                  "a whole number from %d to %d".formatted(least, THRESHOLD_MAX),
                  values.get(index)));
        }
      }
      return new Thresholds(figures);
    }

    /** A list of texts. */
    List<String> texts(String name, Text must) {
      Value value = take(name);
      if (!(value instanceof Value.Many(List<Value> values))) {
        wrong(name, "a list", value);
        return List.of();
      }
      List<String> texts = new ArrayList<>(values.size());
      for (Value one : values) {
        if (one instanceof Value.Text(String text) && must.pattern().matcher(text).matches()) {
          texts.add(text);
        } else {
          fault("%s[%d]".formatted(name, texts.size()), mustBe(must.words(), one));
          texts.add("");
        }
      }
      return List.copyOf(texts);
    }

    <T> T object(String name, Function<Members, T> reader) {
      Value value = take(name);
      return isThere
          ? read(path + "." + name, value, reader)
          : reader.apply(new Members(path, null));
    }

    boolean has(String name) {
      return others.containsKey(name);
    }

    /** An object that need not be there. */
    <T> Optional<T> find(String name, Function<Members, T> reader) {
      return has(name) ? Optional.of(object(name, reader)) : Optional.empty();
    }

    /**
     * A list of objects.
     *
     * @param what a person calls what no two of them may have alike
     * @param key what that is of one of them; empty if it could not be read
     */
    <T> List<T> list(
        String name, Function<Members, T> reader, String what, Function<T, String> key) {
      Value value = take(name);
      if (!(value instanceof Value.Many(List<Value> values))) {
        wrong(name, "a list", value);
        return List.of();
      }
      List<T> list = new ArrayList<>(values.size());
      Map<String, Integer> seen = new HashMap<>();
      for (Value one : values) {
        int index = list.size();
        T read = read(path + "." + name + "[" + index + "]", one, reader);
        list.add(read);
        Optional.of(key.apply(read))
            .filter(known -> !known.isEmpty())
            .map(known -> seen.putIfAbsent(known, index))
            .ifPresent(
                first ->
                    fault(
                        "%s[%d]".formatted(name, index),
                        "has the %s of [%d]".formatted(what, first)));
      }
      return List.copyOf(list);
    }

    void fault(String name, String words) {
      faults.add(new Fault(path + "." + name, words));
    }

    /** Notes what the object has and nobody has read: a misspelled limit would be no limit. */
    void refuseOthers() {
      others.keySet().forEach(name -> fault(name, "is no member that is known here"));
    }

    private @Nullable Value take(String name) {
      return others.remove(name);
    }

    private void wrong(String name, String expected, @Nullable Value value) {
      if (isThere) fault(name, mustBe(expected, value));
    }
  }
}
