package io.giftledger.economy.policy;

import io.giftledger.economy.Money;
import io.giftledger.economy.policy.Policy.CatalogueGift;
import io.giftledger.economy.policy.Policy.CoinPackage;
import io.giftledger.economy.policy.Policy.Price;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.giftledger.economy.policy.PolicyReading.Fault;
import io.giftledger.ledger.table.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what a policy must be: every member is there, there is no other, and each is in its range.
 * It goes on after a fault, to name them all. The file {@code policy.schema.json} says the same for
 * editors, as far as a schema can; a test holds the two against each other.
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
  private static final long MONEY_MAX = 1_000_000_000_000L;
  private static final long RATE_PART_MAX = 1_000_000_000;
  private static final long MINOR_PER_DIAMOND_MAX = 10_000;

  private static final Text ID =
      new Text("[a-z0-9][a-z0-9-]{0,63}", "1 to 64 of a-z 0-9 -, the first no -");
  private static final Text NAME = new Text("(?s).{1,64}", "a text of 1 to 64 characters");
  private static final Text COUNTRY = new Text("[A-Z]{2}", "an ISO 3166 code of two letters");
  private static final Text CHANNEL = new Text("web|ios|android", "web, ios or android");
  private static final Text CURRENCY = new Text("[A-Z]{3}", "an ISO 4217 code of three letters");

  /** Those of ISO 4217 that a country has; the JDK's own list costs a cold start 30 ms. */
  private static final Set<String> CURRENCIES =
      Set.of(
          """
          AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP
          BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD
          FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD
          JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
          MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
          PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
          SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD
          XCG XOF XPF YER ZAR ZMW ZWG
          """
              .strip()
              .split("\\s+"));

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
    return new Policy(
        version(policy),
        policy.list("coinPackages", this::coinPackage, "id", CoinPackage::id),
        policy.list("gifts", PolicyReader::gift, "id", CatalogueGift::id),
        policy.number("giftQuantityMax", 1, QUANTITY_MAX),
        policy.number("pointsPerCoin", 1, POINTS_PER_COIN_MAX),
        Math.toIntExact(policy.number("commissionBasisPoints", 0, BASIS_POINTS_MAX)),
        policy.number("followersMin", 0, FOLLOWERS_MAX),
        policy.list("withdrawals", this::terms, "country", WithdrawalTerms::country));
  }

  /** What is stamped on entries must be the number under which the policy is found. */
  private long version(Members policy) {
    long version = policy.number("version", 1, VERSION_MAX);
    if (policy.isWhole() && number.isPresent() && version != number.getAsLong()) {
      policy.fault("version", "must be %d, its number in the table".formatted(number.getAsLong()));
    }
    return version;
  }

  private CoinPackage coinPackage(Members sold) {
    return new CoinPackage(
        sold.text("id", ID),
        sold.number("coins", 1, PACKAGE_COINS_MAX),
        sold.list("prices", this::price, "region and channel", PolicyReader::place));
  }

  private static String place(Price price) {
    return price.region().isEmpty() || price.channel().isEmpty()
        ? ""
        : price.region() + " " + price.channel();
  }

  private Price price(Members price) {
    return new Price(
        price.text("region", COUNTRY),
        price.text("channel", CHANNEL),
        price.object("amount", PolicyReader::money));
  }

  private static CatalogueGift gift(Members gift) {
    return new CatalogueGift(
        gift.text("id", ID), gift.text("name", NAME), gift.number("coins", 1, GIFT_COINS_MAX));
  }

  private WithdrawalTerms terms(Members terms) {
    String country = terms.text("country", COUNTRY);
    DiamondRate rate = terms.object("diamondRate", PolicyReader::rate);
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
    return new WithdrawalTerms(country, rate, minimum, weeklyMaximum);
  }

  private static DiamondRate rate(Members rate) {
    long minor = rate.number("minor", 1, RATE_PART_MAX);
    long diamonds = rate.number("diamonds", 1, RATE_PART_MAX);
    if (rate.isWhole() && minor > MINOR_PER_DIAMOND_MAX * diamonds) {
      rate.fault("minor", "must be at most 10000 for each diamond");
    }
    return new DiamondRate(minor, diamonds);
  }

  private static Money money(Members money) {
    long minor = money.number("minor", 1, MONEY_MAX);
    String currency = money.text("currency", CURRENCY);
    if (!currency.isEmpty() && !CURRENCIES.contains(currency)) {
      money.fault("currency", "must be a currency of ISO 4217 that is in use");
    }
    return new Money(minor, currency);
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

    <T> T object(String name, Function<Members, T> reader) {
      Value value = take(name);
      return isThere
          ? read(path + "." + name, value, reader)
          : reader.apply(new Members(path, null));
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
