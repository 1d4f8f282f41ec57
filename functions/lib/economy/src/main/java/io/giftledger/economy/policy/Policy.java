package io.giftledger.economy.policy;

import io.giftledger.economy.Money;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the platform's rules and prices. Immutable: a change is a new version.
 *
 * @param version its number, from 1
 * @param prices what coins are sold for
 * @param gifts what viewers may send
 * @param giftQuantityMax the most of one gift that may be sent at once
 * @param pointsPerCoin gift points for each coin of a gift's price
 * @param commissionBasisPoints the platform's share of points when they become diamonds, in
 *     ten-thousandths
 * @param followersMin followers that a creator needs to receive gifts
 * @param withdrawals the terms of each country
 * @param chargebacks how many of them freeze a wallet
 * @param refunds where viewers may return what they have not spent; nowhere else
 * @param providerFees how large a fee of a payment provider is believed to be, by its currency
 * @param spending how much viewers may pay and spend
 * @param exchange what diamonds are exchanged for; empty if they are not
 * @param live what the live room goes by
 */
public record Policy(
    long version,
    Prices prices,
    List<CatalogueGift> gifts,
    long giftQuantityMax,
    long pointsPerCoin,
    int commissionBasisPoints,
    long followersMin,
    List<WithdrawalTerms> withdrawals,
    Chargebacks chargebacks,
    List<RefundTerms> refunds,
    List<ProviderFee> providerFees,
    Spending spending,
    Optional<ExchangeTerms> exchange,
    Live live) {

  /**
   * One in which nothing can be returned, without limits to what viewers spend, and in which
   * diamonds are not exchanged for coins.
   */
  public Policy(
      long version,
      Prices prices,
      List<CatalogueGift> gifts,
      long giftQuantityMax,
      long pointsPerCoin,
      int commissionBasisPoints,
      long followersMin,
      List<WithdrawalTerms> withdrawals,
      Chargebacks chargebacks) {
    this(
        version,
        prices,
        gifts,
        giftQuantityMax,
        pointsPerCoin,
        commissionBasisPoints,
        followersMin,
        withdrawals,
        chargebacks,
        List.of(),
        List.of(),
        Spending.UNLIMITED,
        Optional.empty(),
        Live.STANDARD);
  }

  /** The partition of all versions. */
  public static final String PARTITION_KEY = "POLICY";

  /** What the sort key of every version begins with. */
  public static final String SORT_KEY_PREFIX = "VERSION#";

  /** Where a version is stored: its JSON text is the attribute {@code document}. */
  public static Key key(long version) {
    return new Key(PARTITION_KEY, SORT_KEY_PREFIX + Key.padded(version));
  }

  /** A version as the table holds it. */
  public static Item item(long version, String document) {
    return Item.builder(key(version)).text("document", document).build();
  }

  /** The product's default policy, version 1, as the table holds it: what a new table is given. */
  public static Item standard() {
    try (InputStream document =
        Objects.requireNonNull(Policy.class.getResourceAsStream("policy-1.json"))) {
      return item(1, new String(document.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * The default policy for a table in which nobody wants to wait for days: in the United States
   * diamonds and payout methods are good at once; and diamonds can be exchanged for coins.
   */
  public static Item trial() {
    return item(
        1,
        standard()
            .text("document")
            .replaceFirst("\"maturityDays\": 7", "\"maturityDays\": 0")
            .replaceFirst("\"payoutMethodHours\": 72", "\"payoutMethodHours\": 0")
            .replaceFirst(
                "\"chargebacks\"",
                "\"exchange\": {\"rate\": {\"coins\": 1, \"diamonds\": 2}, \"diamondsMin\": 100,"
                    + " \"diamondsMax\": 100000, \"giftsEarn\": false},\n  \"chargebacks\""));
  }

  /**
   * A gift that may be sent.
   *
   * @param id its name in requests
   * @param name its name for people
   * @param coins what one costs
   * @param effect what the live room plays for it; empty if it shows no more than that it came
   */
  public record CatalogueGift(String id, String name, long coins, Optional<Effect> effect) {

    /** One without an effect. */
    public CatalogueGift(String id, String name, long coins) {
      this(id, name, coins, Optional.empty());
    }
  }

  /**
   * What a withdrawal pays, how much, and when. All its money is of one currency.
   *
   * @param country ISO 3166 code
   * @param diamondRate what a diamond pays
   * @param minimum the least that the diamonds of one withdrawal must be worth, fee included
   * @param weeklyMaximum the most that an ISO week (UTC) pays, without fees
   * @param fees what the creator pays for a payout, by the kind of payout method; a country is paid
   *     out to by those kinds that are here
   * @param maturityDays so many days after they were earned diamonds can be withdrawn
   * @param payoutMethodHours so many hours after it was added a payout method can be withdrawn to
   * @param holds what puts earnings on hold when a withdrawal is requested; empty if nothing does
   */
  public record WithdrawalTerms(
      String country,
      DiamondRate diamondRate,
      Money minimum,
      Money weeklyMaximum,
      List<PayoutFee> fees,
      int maturityDays,
      int payoutMethodHours,
      Optional<HoldTerms> holds) {

    /** Terms by which no withdrawal puts earnings on hold. */
    public WithdrawalTerms(
        String country,
        DiamondRate diamondRate,
        Money minimum,
        Money weeklyMaximum,
        List<PayoutFee> fees,
        int maturityDays,
        int payoutMethodHours) {
      this(
          country,
          diamondRate,
          minimum,
          weeklyMaximum,
          fees,
          maturityDays,
          payoutMethodHours,
          Optional.empty());
    }

    /** What is paid for a payout by a kind of payout method, if the country is paid by it. */
    public Optional<PayoutFee> fee(PayoutMethod.Kind kind) {
      return fees.stream().filter(fee -> fee.kind() == kind).findFirst();
    }

    /** How long after they were earned diamonds can be withdrawn. */
    public Duration maturity() {
      return Duration.ofDays(maturityDays);
    }

    /** How long after it was added a payout method can be withdrawn to. */
    public Duration payoutMethodWait() {
      return Duration.ofHours(payoutMethodHours);
    }
  }

  /**
   * What puts earnings on hold when a withdrawal is requested, for an operator to look at.
   *
   * @param firstWithdrawalMinor a creator's first withdrawal, with what else is taken out within
   *     the hours, that is worth more than this, in minor units
   * @param cashOutPercent more than so much, in per cent, of what can be withdrawn, or was within
   *     the hours
   * @param cashOutHours within so many hours after it could be
   * @param payers who the gifts may not have come from; empty if that is not looked at
   */
  public record HoldTerms(
      long firstWithdrawalMinor,
      int cashOutPercent,
      int cashOutHours,
      Optional<PayerTerms> payers) {

    /** For how long after they could be withdrawn diamonds are young. */
    public Duration cashOutWindow() {
      return Duration.ofHours(cashOutHours);
    }
  }

  /**
   * What puts earnings on hold because of who the coins of the last 30 days came from: more than so
   * much of them, in per cent.
   *
   * @param onePayerPercent from one viewer
   * @param youngPercent from accounts that were young when they first gave to the creator
   * @param youngDays an account is young for so many days after its first entry
   * @param reciprocityPercent from viewers to whom the creator gave as much
   */
  public record PayerTerms(
      int onePayerPercent, int youngPercent, int youngDays, int reciprocityPercent) {

    /** For how long an account is young. */
    public Duration youth() {
      return Duration.ofDays(youngDays);
    }
  }

  /**
   * What a creator pays for a payout.
   *
   * @param kind by what kind of payout method
   * @param fixedMinor so many minor units
   * @param basisPoints and so many ten-thousandths of what the diamonds are worth
   */
  public record PayoutFee(PayoutMethod.Kind kind, long fixedMinor, int basisPoints) {

    /** The fee on what diamonds are worth, in minor units; a part of one is not charged. */
    public long minorOn(long grossMinor) {
      return BigInteger.valueOf(grossMinor)
          .multiply(BigInteger.valueOf(basisPoints))
          .divide(BigInteger.valueOf(Tax.WHOLE))
          .add(BigInteger.valueOf(fixedMinor))
          .longValueExact();
    }
  }

  /**
   * How many chargebacks freeze a wallet.
   *
   * @param freezeAfter so many, the last of them included
   * @param withinDays of so many days (UTC) before the last
   */
  public record Chargebacks(int freezeAfter, int withinDays) {

    /** More than so many are not looked for. */
    public static final int FREEZE_AFTER_MAX = 5;

    /** Longer ago than so many days is not looked back. */
    public static final int WITHIN_DAYS_MAX = 3_650;

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})");

    /** Refuses what no policy says. */
    public Chargebacks {
      if (freezeAfter < 1
          || freezeAfter > FREEZE_AFTER_MAX
          || withinDays < 1
          || withinDays > WITHIN_DAYS_MAX) {
        throw new IllegalArgumentException(freezeAfter + " in " + withinDays + " days");
      }
    }

    /** The word that is hashed: {@code 2/90}. */
    @Override
    public String toString() {
      return freezeAfter + "/" + withinDays;
    }

    /** Reads what {@link #toString} wrote. */
    public static Chargebacks parse(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) throw new IllegalArgumentException("no chargebacks: " + text);
      return new Chargebacks(
          Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }
  }

  /**
   * For how long a viewer may return what they have not spent of a purchase.
   *
   * @param region ISO 3166 code of where it was bought
   * @param days after it was paid
   */
  public record RefundTerms(String region, int days) {

    /** No region gives more than so many days. */
    public static final int DAYS_MAX = 365;
  }

  /** For how many days a purchase in a region may be returned; 0 for none. */
  public int refundDays(String region) {
    return refunds.stream()
        .filter(terms -> terms.region().equals(region))
        .mapToInt(RefundTerms::days)
        .findFirst()
        .orElse(0);
  }

  /**
   * The most that a payment provider keeps for one payment, or for one refund or dispute of it.
   *
   * @param currency of the fee, ISO 4217
   * @param minorMax in its minor units; more is for a person to look at
   */
  public record ProviderFee(String currency, long minorMax) {}

  /**
   * Whether a fee of a payment provider is believed: it is no more than the payment was, or than
   * fees of its currency are. For a dispute a provider may keep more than a small payment was.
   */
  public boolean isPlausible(Money fee, Money payment) {
    boolean isWithinPayment =
        fee.currency().equals(payment.currency()) && fee.minor() <= payment.minor();
    return isWithinPayment
        || providerFees.stream()
            .anyMatch(
                its -> its.currency().equals(fee.currency()) && fee.minor() <= its.minorMax());
  }

  /**
   * What diamonds are exchanged for.
   *
   * @param coins so many coins
   * @param diamonds for so many diamonds
   * @param diamondsMin the fewest that are exchanged at once
   * @param diamondsMax the most
   * @param giftsEarn whether a gift brings points for coins that had been diamonds
   */
  public record ExchangeTerms(
      long coins, long diamonds, long diamondsMin, long diamondsMax, boolean giftsEarn) {

    /** Whole coins that some whole diamonds become; what is left over becomes nothing. */
    public long coinsFor(long wholeDiamonds) {
      return rate().minorFor(wholeDiamonds);
    }

    /** The fewest whole diamonds that become some whole coins. */
    public long diamondsFor(long wholeCoins) {
      return rate().diamondsFor(wholeCoins);
    }

    private DiamondRate rate() {
      return new DiamondRate(coins, diamonds);
    }
  }

  /** The gift with this id, if there is one. */
  public Optional<CatalogueGift> gift(String id) {
    return gifts.stream().filter(candidate -> candidate.id().equals(id)).findFirst();
  }

  /** The terms of a country, if it is paid out to. */
  public Optional<WithdrawalTerms> withdrawalTerms(String country) {
    return withdrawals.stream().filter(terms -> terms.country().equals(country)).findFirst();
  }

  /**
   * How long after they were earned diamonds can be exchanged: as long as they wait for a
   * withdrawal in the country; where nothing is withdrawn, as long as anywhere.
   */
  public Duration exchangeMaturity(String country) {
    return withdrawalTerms(country)
        .map(WithdrawalTerms::maturity)
        .orElseGet(
            () ->
                withdrawals.stream()
                    .map(WithdrawalTerms::maturity)
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO));
  }
}
