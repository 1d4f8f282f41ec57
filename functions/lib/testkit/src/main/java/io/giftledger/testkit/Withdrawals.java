package io.giftledger.testkit;

import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.Withdrawal.Status;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A withdrawal: {@code Withdrawals.requested().by("luna").diamonds(10_000).build()}. What is not
 * said is usual: 10,000 diamonds at half a cent, to the sandbox's bank that pays, of a new id.
 */
public final class Withdrawals {

  private String id = "";
  private String creator = "luna";
  private long diamonds = 10_000;
  private Money amount = new Money(5_000, "USD");
  private long feeMinor;
  private String provider = "sandbox";
  private String token = "sandbox_bank_ok";
  private long policyVersion = 1;
  private Instant requestedAt = Instant.parse("2026-11-20T10:15:30.125Z");
  private Status status = Status.REQUESTED;
  private Optional<Instant> submittedAt = Optional.empty();

  private Withdrawals() {}

  /** A withdrawal whose diamonds are held. */
  public static Withdrawals requested() {
    return new Withdrawals();
  }

  /** A withdrawal that was handed to the provider at some instant. */
  public static Withdrawals submitted(Instant at) {
    return new Withdrawals().status(Status.SUBMITTED, at);
  }

  /** Its id, in place of a new one. */
  public Withdrawals id(String id) {
    this.id = id;
    return this;
  }

  /** Who is paid. */
  public Withdrawals by(String creator) {
    this.creator = creator;
    return this;
  }

  /** Whole diamonds; each pays half a cent. */
  public Withdrawals diamonds(long diamonds) {
    this.diamonds = diamonds;
    return amount(new Money(diamonds / 2, "USD"));
  }

  /** What the diamonds pay. */
  public Withdrawals amount(Money amount) {
    this.amount = amount;
    return this;
  }

  /** What the creator pays for the payout, in minor units. */
  public Withdrawals fee(long minor) {
    this.feeMinor = minor;
    return this;
  }

  /** The payout provider, and its token for where it is paid to. */
  public Withdrawals to(String provider, String token) {
    this.provider = provider;
    this.token = token;
    return this;
  }

  /** The policy that set rate and limits. */
  public Withdrawals policy(long version) {
    this.policyVersion = version;
    return this;
  }

  /** When it was asked for. */
  public Withdrawals at(Instant instant) {
    this.requestedAt = instant;
    return this;
  }

  /** How far it has come, and when it was first handed to the provider. */
  public Withdrawals status(Status status, Instant submittedAt) {
    this.status = status;
    this.submittedAt = Optional.of(submittedAt);
    return this;
  }

  /** The record. */
  public Withdrawal build() {
    return new Withdrawal(
        id.isEmpty()
            ? Withdrawal.TYPE.idFor(Earnings.BOOK.account(creator), UUID.randomUUID().toString())
            : id,
        creator,
        diamonds,
        diamonds,
        amount,
        feeMinor,
        "bank",
        provider,
        token,
        policyVersion,
        requestedAt,
        status,
        submittedAt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
