package io.giftledger.payments.sandbox;

import io.giftledger.economy.Money;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.ledger.Hash;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutEvent;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
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
 * order was submitted. Who has real money does not have it on board: its payouts take diamonds, and
 * pay nobody.
 */
@Singleton
@Requires(property = "with.sandbox", value = "true")
public final class SandboxPayouts implements PayoutProvider {

  /** How long after its submission a payout that takes time is decided. */
  static final Duration SETTLING = Duration.ofSeconds(3);

  private static final Duration HOUR = Duration.ofHours(1);

  static final long FEE_MINOR = 25;

  private static final int ID_DIGITS = 24;

  private final InstantSource clock;
  private final Optional<SandboxQueue> queue;
  private final Optional<SandboxReader> reader;

  /**
   * @param queue where events of payouts are told; without it none is
   * @param reader what reads them again; a function that hears no webhook has none
   */
  SandboxPayouts(
      InstantSource clock, Optional<SandboxQueue> queue, Optional<SandboxReader> reader) {
    this.clock = clock;
    this.queue = queue;
    this.reader = reader;
  }

  /** Every token there is, each a behaviour. */
  enum Token {
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
    /** Pending for an hour whoever asks; a moment later an event tells that it was paid. */
    SLOW,
    /** Paid at once, for a fee of 25 minor units. */
    FEE,
    /** Paid at once; a moment later an event tells that the bank returned it. */
    RETURNED,
    /** Paid at once; a moment later an event tells that it never was. */
    CONTRADICTING,
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

    static Optional<Token> of(String label) {
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
        if (isSettling(order, SETTLING)) {
          throw new UncheckedIOException(
              new SocketTimeoutException("no answer from the sandbox, as its token says"));
        }
        yield paid(order);
      }
      case LATE -> isSettling(order, SETTLING) ? new PayoutAnswer.Pending() : paid(order);
      case LATE_REFUSAL ->
          isSettling(order, SETTLING)
              ? new PayoutAnswer.Pending()
              : new PayoutAnswer.Refused("rejected_by_bank");
      case SLOW -> {
        if (!isSettling(order, HOUR)) yield paid(order);
        tell(order, SandboxPayoutEvent.PAID);
        yield new PayoutAnswer.Pending();
      }
      case FEE ->
          new PayoutAnswer.Paid(
              id("sbxpo_", order),
              Optional.of(order.amount()),
              Optional.of(new Money(FEE_MINOR, order.amount().currency())));
      case RETURNED -> {
        tell(order, SandboxPayoutEvent.RETURNED);
        yield paid(order);
      }
      case CONTRADICTING -> {
        tell(order, SandboxPayoutEvent.FAILED);
        yield paid(order);
      }
      case PAID_LATE -> {
        tell(order, SandboxPayoutEvent.PAID);
        yield new PayoutAnswer.Refused("rejected_by_bank");
      }
    };
  }

  @Override
  public WebhookReading<PayoutEvent> read(Webhook webhook) {
    SandboxReader its =
        reader.orElseThrow(() -> new IllegalStateException("this function hears no webhook"));
    return its.read(webhook, SandboxPayoutEvent.class, kind -> event(its, kind, webhook));
  }

  private static WebhookReading<PayoutEvent> event(
      SandboxReader reader, SandboxEvent.Kind kind, Webhook webhook) {
    return switch (kind.type()) {
      case SandboxPayoutEvent.PAID ->
          told(reader, kind, webhook, event -> Optional.of(event.paid()));
      case SandboxPayoutEvent.FAILED ->
          told(reader, kind, webhook, event -> Optional.of(event.failed()));
      case SandboxPayoutEvent.RETURNED -> told(reader, kind, webhook, SandboxPayoutEvent::returned);
      default -> new WebhookReading.Ignored<>(kind.type());
    };
  }

  private static WebhookReading<PayoutEvent> told(
      SandboxReader reader,
      SandboxEvent.Kind kind,
      Webhook webhook,
      Function<SandboxPayoutEvent, Optional<PayoutEvent>> says) {
    return reader.told(
        kind,
        webhook,
        SandboxPayoutEvent.class,
        event ->
            says.apply(event)
                .map(its -> new WebhookReading.Told<>(event.source(webhook.text()), its)));
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
                        order.creator(),
                        BigDecimal.valueOf(order.amount().minor()),
                        order.amount().currency(),
                        type.equals(SandboxPayoutEvent.PAID) ? null : "rejected_by_bank",
                        type.equals(SandboxPayoutEvent.RETURNED) ? id("sbxre_", order) : null)),
                Sandbox.AFTERWARDS));
  }

  private boolean isSettling(PayoutOrder order, Duration time) {
    return clock.instant().isBefore(order.submittedAt().plus(time));
  }

  private static PayoutAnswer paid(PayoutOrder order) {
    return new PayoutAnswer.Paid(id("sbxpo_", order));
  }

  private static String id(String prefix, PayoutOrder order) {
    return id(prefix, order.idempotencyKey());
  }

  /** The sandbox's id for something of a withdrawal. */
  static String id(String prefix, String withdrawal) {
    return prefix + Hash.ofTexts("payout", withdrawal).hex().substring(0, ID_DIGITS);
  }
}
