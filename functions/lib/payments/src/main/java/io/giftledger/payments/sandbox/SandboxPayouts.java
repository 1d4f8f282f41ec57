package io.giftledger.payments.sandbox;

import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.ledger.Hash;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A payout provider that pays nobody and behaves like one that does. What becomes of a payout is
 * written in its token. It remembers nothing: a payout's id follows from the order's idempotency
 * key, so that the same order is the same payout, and what takes time is counted from when the
 * order was submitted.
 */
@Singleton
public final class SandboxPayouts implements PayoutProvider {

  /** How long after its submission a payout that takes time is decided. */
  static final Duration SETTLING = Duration.ofSeconds(3);

  private static final int ID_DIGITS = 24;

  private final InstantSource clock;
  private final Optional<SandboxQueue> queue;

  /**
   * @param queue where events of payouts are told; without it none is
   */
  SandboxPayouts(InstantSource clock, Optional<SandboxQueue> queue) {
    this.clock = clock;
    this.queue = queue;
  }

  /** Every token there is, each a behaviour. */
  private enum Token {
    /** Paid at once. */
    OK,
    /** Refused at once: the account was closed after it had been verified. */
    CLOSED,
    /** Paid at once, but for a while the answer is lost on its way. */
    TIMEOUT,
    /** Pending for a while, then paid. */
    LATE,
    /** Pending for a while, then refused. */
    LATE_REFUSAL,
    /** Paid at once; a moment later an event tells that the bank returned it. */
    RETURNED,
    /** Refused at once; a moment later an event tells that it was paid all the same. */
    PAID_LATE,
    /** Known, but nobody has verified whose account it is. */
    UNVERIFIED,
    /** Verified, and the account of somebody else: paid at once. */
    OTHER_NAME,
    /** An account at PayPal; paid at once. */
    PAYPAL;

    private static final Map<String, Token> BY_LABEL =
        Arrays.stream(values()).collect(Collectors.toMap(Token::label, Function.identity()));

    private String label() {
      return this == PAYPAL
          ? "sandbox_paypal_ok"
          : "sandbox_bank_" + name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Token> of(String label) {
      return Optional.ofNullable(BY_LABEL.get(label));
    }
  }

  @Override
  public String name() {
    return Sandbox.NAME;
  }

  @Override
  public Standing standing(String token) {
    return Token.of(token)
        .map(
            known ->
                switch (known) {
                  case UNVERIFIED -> Standing.UNVERIFIED;
                  case OTHER_NAME -> Standing.OTHER_NAME;
                  default -> Standing.VERIFIED;
                })
        .orElse(Standing.UNKNOWN);
  }

  @Override
  public PayoutMethod.Kind kind(String token) {
    return Token.of(token).filter(known -> known == Token.PAYPAL).isPresent()
        ? PayoutMethod.Kind.PAYPAL
        : PayoutMethod.Kind.BANK;
  }

  @Override
  public PayoutAnswer pay(PayoutOrder order) {
    return Token.of(order.token())
        .map(token -> answer(token, order))
        .orElseGet(() -> new PayoutAnswer.Refused("unknown_account"));
  }

  private PayoutAnswer answer(Token token, PayoutOrder order) {
    return switch (token) {
      case OK, OTHER_NAME, PAYPAL -> paid(order);
      case CLOSED -> new PayoutAnswer.Refused("account_closed");
      case UNVERIFIED -> new PayoutAnswer.Refused("account_not_verified");
      case TIMEOUT -> {
        if (isSettling(order)) {
          throw new UncheckedIOException(
              new SocketTimeoutException("no answer from the sandbox, as its token says"));
        }
        yield paid(order);
      }
      case LATE -> isSettling(order) ? new PayoutAnswer.Pending() : paid(order);
      case LATE_REFUSAL ->
          isSettling(order)
              ? new PayoutAnswer.Pending()
              : new PayoutAnswer.Refused("rejected_by_bank");
      case RETURNED -> {
        tell(order, SandboxPayoutEvent.RETURNED);
        yield paid(order);
      }
      case PAID_LATE -> {
        tell(order, SandboxPayoutEvent.PAID_LATE);
        yield new PayoutAnswer.Refused("rejected_by_bank");
      }
    };
  }

  /** Asked again, it tells again: the same event. */
  private void tell(PayoutOrder order, String type) {
    queue.ifPresent(
        its ->
            its.put(
                new SandboxPayoutEvent(
                    id("sbxevt_", order),
                    type,
                    clock.instant().toString(),
                    new SandboxPayoutEvent.Data(
                        id("sbxpo_", order),
                        order.idempotencyKey(),
                        order.amount().minor(),
                        order.amount().currency())),
                Sandbox.AFTERWARDS));
  }

  private boolean isSettling(PayoutOrder order) {
    return clock.instant().isBefore(order.submittedAt().plus(SETTLING));
  }

  private static PayoutAnswer paid(PayoutOrder order) {
    return new PayoutAnswer.Paid(id("sbxpo_", order));
  }

  private static String id(String prefix, PayoutOrder order) {
    return prefix + Hash.ofTexts("payout", order.idempotencyKey()).hex().substring(0, ID_DIGITS);
  }
}
