package io.giftledger.testkit;

import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Quote;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A recharge that awaits its payment: {@code Recharges.opened().by("alice").coins(100).build()}.
 * What is not said is usual: 1,000 coins, a cent each, by card on the web, of a new id.
 */
public final class Recharges {

  private String id = "";
  private String viewer = "alice";
  private long coins = 1_000;
  private long bonusCoins;
  private long taxMinor;
  private String method = "sandbox_card";
  private Money price = new Money(1_000, "USD");
  private Instant openedAt = Instant.parse("2026-11-20T10:15:30.125Z");

  private Recharges() {}

  /** A recharge that was asked for. */
  public static Recharges opened() {
    return new Recharges();
  }

  /** Its id, in place of a new one. */
  public Recharges id(String id) {
    this.id = id;
    return this;
  }

  /** Who buys. */
  public Recharges by(String viewer) {
    this.viewer = viewer;
    return this;
  }

  /** How many coins; each costs a cent. */
  public Recharges coins(long coins) {
    this.coins = coins;
    return price(coins, "USD");
  }

  /** What they cost. */
  public Recharges price(long minor, String currency) {
    this.price = new Money(minor, currency);
    return this;
  }

  /** How much of the price is tax, in minor units. */
  public Recharges tax(long minor) {
    this.taxMinor = minor;
    return this;
  }

  /** How many coins come with them for nothing. */
  public Recharges bonus(long coins) {
    this.bonusCoins = coins;
    return this;
  }

  /** The sandbox's name for how it is paid. */
  public Recharges method(String name) {
    this.method = name;
    return this;
  }

  /** When it was asked for. */
  public Recharges at(Instant instant) {
    this.openedAt = instant;
    return this;
  }

  /** The record. */
  public Recharge build() {
    return new Recharge(
        id.isEmpty()
            ? Recharge.TYPE.idFor(Wallet.BOOK.account(viewer), UUID.randomUUID().toString())
            : id,
        viewer,
        new Quote("coins-" + coins, "US", "web", coins, bonusCoins, price, taxMinor),
        method,
        "sandbox",
        1,
        openedAt,
        Recharge.Status.AWAITING_PAYMENT,
        Optional.of("payment-1"),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        Adjustments.NONE);
  }
}
