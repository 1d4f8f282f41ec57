package io.giftledger.economy.policy;

import io.giftledger.economy.Money;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
 */
public record Policy(
    long version,
    Prices prices,
    List<CatalogueGift> gifts,
    long giftQuantityMax,
    long pointsPerCoin,
    int commissionBasisPoints,
    long followersMin,
    List<WithdrawalTerms> withdrawals) {

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
   * A gift that may be sent.
   *
   * @param id its name in requests
   * @param name its name for people
   * @param coins what one costs
   */
  public record CatalogueGift(String id, String name, long coins) {}

  /**
   * What a withdrawal pays, and how much.
   *
   * @param country ISO 3166 code
   * @param diamondRate what a diamond pays
   * @param minimum the least that one withdrawal pays
   * @param weeklyMaximum the most that an ISO week (UTC) pays
   */
  public record WithdrawalTerms(
      String country, DiamondRate diamondRate, Money minimum, Money weeklyMaximum) {}

  /** The gift with this id, if there is one. */
  public Optional<CatalogueGift> gift(String id) {
    return gifts.stream().filter(candidate -> candidate.id().equals(id)).findFirst();
  }

  /** The terms of a country, if it is paid out to. */
  public Optional<WithdrawalTerms> withdrawalTerms(String country) {
    return withdrawals.stream().filter(terms -> terms.country().equals(country)).findFirst();
  }
}
