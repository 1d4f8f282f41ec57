package io.giftledger.payments.sandbox;

import static java.util.stream.Collectors.toMap;

import io.giftledger.economy.wallet.Adjustment.Cause;
import io.giftledger.ledger.Hash;
import io.giftledger.payments.Opening;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.PaymentOrder;
import io.giftledger.payments.PaymentProvider;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.RefundAnswer;
import io.giftledger.payments.RefundOrder;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.validation.validator.Validator;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A payment provider that takes no money and behaves like one that does. What becomes of a payment
 * is written in its method. It remembers nothing: a payment's id and its event's id follow from the
 * recharge's id, so that the same order is the same payment. The webhook is put into a queue; the
 * function that posts it from there signs it. Where there is no such queue, there is no sandbox: in
 * a system that has real money, nobody shall reach it.
 */
@Singleton
@Requires(
    classes = {SqsClient.class, SecretsManagerClient.class, Validator.class},
    property = "sandbox.webhooks.queue.url")
final class SandboxPayments implements PaymentProvider {

  private static final int ID_DIGITS = 24;

  private final SandboxQueue queue;
  private final Optional<String> secretArn;
  private final SandboxReader reader;
  private final InstantSource clock;

  /**
   * @param secretArn {@code SANDBOX_WEBHOOK_SECRET_ARN}
   */
  SandboxPayments(
      SandboxQueue queue,
      @Property(name = "sandbox.webhook.secret.arn") Optional<String> secretArn,
      SandboxReader reader,
      InstantSource clock) {
    this.queue = queue;
    this.secretArn = secretArn;
    this.reader = reader;
    this.clock = clock;
  }

  /** How a payment opens. */
  enum Kind {
    CLIENT_SECRET,
    REDIRECT,
    STORE_RECEIPT,
    SETTLED
  }

  /**
   * What is told after a payment.
   *
   * @param type the event's type
   * @param percent of the price
   */
  record After(String type, int percent) {

    /** What is undone has the id of what it undoes; a fee that is given back has its own. */
    String idPrefix() {
      return switch (type) {
        case SandboxEvent.FEE_CHARGED -> "sbxfee_";
        case SandboxEvent.FEE_RETURNED -> "sbxfeeback_";
        default -> "sbxadj_";
      };
    }

    /** How much it is of a price, in minor units. */
    long minor(long price) {
      return Math.max(1, price * percent / 100);
    }
  }

  /** Every payment method there is, each a behaviour. */
  enum Method {
    /** Paid at once. */
    SANDBOX_CARD(Kind.CLIENT_SECRET, "", 0, 1),
    /** Declined at once. */
    SANDBOX_CARD_DECLINED(Kind.CLIENT_SECRET, "card_declined", 0, 1),
    /** Declined at once, for a reason that a viewer can do something about. */
    SANDBOX_CARD_INSUFFICIENT_FUNDS(Kind.CLIENT_SECRET, "insufficient_funds", 0, 1),
    /** Paid after some seconds, on a page of the bank's. */
    SANDBOX_CARD_SLOW(Kind.REDIRECT, "", 5, 1),
    /** Paid at once, and told twice. */
    SANDBOX_CARD_TWICE(Kind.CLIENT_SECRET, "", 0, 2),
    /** Paid at once; the provider keeps three in a hundred. */
    SANDBOX_CARD_FEE(Kind.CLIENT_SECRET, new After(SandboxEvent.FEE_CHARGED, 3)),
    /** Paid at once, and paid back a moment later. */
    SANDBOX_CARD_REFUNDED(Kind.CLIENT_SECRET, new After(SandboxEvent.REFUNDED, 100)),
    /** Paid at once, and paid back a moment later; for that the provider keeps two in a hundred. */
    SANDBOX_CARD_REFUNDED_FEE(
        Kind.CLIENT_SECRET,
        new After(SandboxEvent.REFUNDED, 100),
        new After(SandboxEvent.FEE_CHARGED, 2)),
    /** Paid at once, and half of it paid back a moment later. */
    SANDBOX_CARD_REFUNDED_HALF(Kind.CLIENT_SECRET, new After(SandboxEvent.REFUNDED, 50)),
    /** Paid at once, and paid back a moment later; that does not arrive. */
    SANDBOX_CARD_REFUND_FAILED(
        Kind.CLIENT_SECRET,
        new After(SandboxEvent.REFUNDED, 100),
        new After(SandboxEvent.REFUND_FAILED, 100)),
    /** Paid at once, and taken back by the payer's bank a moment later, for a fee. */
    SANDBOX_CARD_DISPUTED(
        Kind.CLIENT_SECRET,
        new After(SandboxEvent.DISPUTED, 100),
        new After(SandboxEvent.FEE_CHARGED, 10)),
    /**
     * Paid at once, and taken back by the payer's bank a moment later, which gives it back; and so
     * does the provider with its fee.
     */
    SANDBOX_CARD_DISPUTE_WON(
        Kind.CLIENT_SECRET,
        new After(SandboxEvent.DISPUTED, 100),
        new After(SandboxEvent.FEE_CHARGED, 10),
        new After(SandboxEvent.DISPUTE_WON, 100),
        new After(SandboxEvent.FEE_RETURNED, 10)),
    /** Paid at once, and a moment later a second time, by another payment. */
    SANDBOX_CARD_PAID_AGAIN(Kind.CLIENT_SECRET, new After(SandboxEvent.SUCCEEDED, 100)),
    /** Paid at once; when the viewer wants it back, nothing is paid back. */
    SANDBOX_CARD_NO_REFUND(Kind.CLIENT_SECRET, "", 0, 1),
    /** Paid at once; when the viewer wants it back it is paid back, and that does not arrive. */
    SANDBOX_CARD_REFUND_LOST(Kind.CLIENT_SECRET, "", 0, 1),
    /** Bought from an app store, which then tells of it. */
    SANDBOX_STORE(Kind.STORE_RECEIPT, "", 0, 1),
    /** Paid from a balance when it is opened; no webhook comes. */
    SANDBOX_BALANCE(Kind.SETTLED, "", 0, 0),
    /** The payment is never opened: no answer comes. */
    SANDBOX_TIMEOUT(Kind.CLIENT_SECRET, "", 0, 0);

    private static final Map<String, Method> BY_LABEL =
        Arrays.stream(values()).collect(toMap(Method::label, Function.identity()));

    final Kind kind;

    /** Empty if it is not declined. */
    final String declineReason;

    final Duration delay;
    private final int deliveries;

    /** What is told afterwards, one after another. */
    final List<After> afterwards;

    Method(Kind kind, String declineReason, int delaySeconds, int deliveries) {
      this.kind = kind;
      this.declineReason = declineReason;
      this.delay = Duration.ofSeconds(delaySeconds);
      this.deliveries = deliveries;
      this.afterwards = List.of();
    }

    Method(Kind kind, After... afterwards) {
      this.kind = kind;
      this.declineReason = "";
      this.delay = Duration.ZERO;
      this.deliveries = 1;
      this.afterwards = List.of(afterwards);
    }

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Method> of(String label) {
      return Optional.ofNullable(BY_LABEL.get(label));
    }
  }

  @Override
  public String name() {
    return Sandbox.NAME;
  }

  @Override
  public boolean accepts(String paymentMethod) {
    return Method.of(paymentMethod).isPresent();
  }

  @Override
  public Opening open(PaymentOrder order) {
    // Nobody is to pay for what no webhook could be believed about.
    Sandbox.required(secretArn);
    Method method = Method.of(order.paymentMethod()).orElseThrow();
    if (method == Method.SANDBOX_TIMEOUT) {
      throw new PaymentProviderException(Sandbox.NAME, "timed out, as the payment method says");
    }
    SandboxEvent event = event(order, method);
    try {
      for (int delivery = 0; delivery < method.deliveries; delivery++) {
        queue.put(event, method.delay);
      }
      for (int place = 0; place < method.afterwards.size(); place++) {
        queue.put(
            afterwards(order, method.afterwards.get(place)),
            Sandbox.AFTERWARDS.multipliedBy(place + 1L));
      }
    } catch (SdkException noAnswer) {
      throw new PaymentProviderException(
          Sandbox.NAME, "the sandbox's queue did not answer", noAnswer);
    }
    return reopen(order, id("sbxpay_", order));
  }

  @Override
  public Opening reopen(PaymentOrder order, String paymentId) {
    return switch (Method.of(order.paymentMethod()).orElseThrow().kind) {
      case CLIENT_SECRET -> new Opening.ClientSecret(paymentId, id("sbxsec_", order));
      case REDIRECT ->
          // A name that no server has.
          new Opening.Redirect(paymentId, URI.create("https://sandbox.invalid/pay/" + paymentId));
      case STORE_RECEIPT -> new Opening.StoreReceipt(order.coinPackage(), order.rechargeId());
      case SETTLED -> new Opening.Settled(paymentId);
    };
  }

  @Override
  public RefundAnswer refund(RefundOrder order) {
    Optional<Method> method = Method.of(order.payment().paymentMethod());
    if (method.equals(Optional.of(Method.SANDBOX_CARD_NO_REFUND))) {
      return new RefundAnswer.Refused("card_closed");
    }
    try {
      queue.put(refunded(order, SandboxEvent.REFUNDED), Duration.ZERO);
      if (method.equals(Optional.of(Method.SANDBOX_CARD_REFUND_LOST))) {
        queue.put(refunded(order, SandboxEvent.REFUND_FAILED), Sandbox.AFTERWARDS);
      }
    } catch (SdkException noAnswer) {
      throw new PaymentProviderException(
          Sandbox.NAME, "the sandbox's queue did not answer", noAnswer);
    }
    return new RefundAnswer.Taken(id("sbxref_", order.refundId()));
  }

  @Override
  public WebhookReading<PaymentEvent> read(Webhook webhook) {
    return reader.read(webhook, SandboxEvent.class, kind -> event(kind, webhook));
  }

  private WebhookReading<PaymentEvent> event(SandboxEvent.Kind kind, Webhook webhook) {
    return switch (kind.type()) {
      case SandboxEvent.SUCCEEDED ->
          told(
              kind,
              webhook,
              event -> Optional.of(new PaymentEvent.Succeeded(event.data().payment())));
      case SandboxEvent.FAILED ->
          told(
              kind,
              webhook,
              event ->
                  Optional.of(
                      new PaymentEvent.Failed(event.data().payment(), event.declineReason())));
      case SandboxEvent.REFUNDED -> adjusted(kind, webhook, Cause.REFUND, false);
      case SandboxEvent.REFUND_FAILED -> adjusted(kind, webhook, Cause.REFUND, true);
      case SandboxEvent.DISPUTED -> adjusted(kind, webhook, Cause.DISPUTE, false);
      case SandboxEvent.DISPUTE_WON -> adjusted(kind, webhook, Cause.DISPUTE, true);
      case SandboxEvent.FEE_CHARGED -> adjusted(kind, webhook, Cause.FEE, false);
      case SandboxEvent.FEE_RETURNED -> adjusted(kind, webhook, Cause.FEE_RETURNED, false);
      default -> new WebhookReading.Ignored<>(kind.type());
    };
  }

  private WebhookReading<PaymentEvent> adjusted(
      SandboxEvent.Kind kind, Webhook webhook, Cause cause, boolean reversed) {
    return told(
        kind,
        webhook,
        event ->
            event
                .data()
                .adjustment(cause)
                .map(
                    adjustment ->
                        new PaymentEvent.Adjusted(event.data().reference(), adjustment, reversed)));
  }

  private WebhookReading<PaymentEvent> told(
      SandboxEvent.Kind kind,
      Webhook webhook,
      Function<SandboxEvent, Optional<PaymentEvent>> says) {
    return reader.told(
        kind,
        webhook,
        SandboxEvent.class,
        event ->
            says.apply(event)
                .filter(_ -> event.data().isAttributed())
                .map(said -> new WebhookReading.Told<>(event.source(webhook.text()), said)));
  }

  private SandboxEvent event(PaymentOrder order, Method method) {
    boolean isDeclined = !method.declineReason.isEmpty();
    return new SandboxEvent(
        id("sbxevt_", order),
        isDeclined ? SandboxEvent.FAILED : SandboxEvent.SUCCEEDED,
        clock.instant().toString(),
        new SandboxEvent.Data(
            id("sbxpay_", order),
            order.rechargeId(),
            order.viewer(),
            BigDecimal.valueOf(order.price().minor()),
            order.price().currency(),
            isDeclined ? method.declineReason : null,
            null,
            null));
  }

  /** What is told after the payment; a second payment has an id of its own. */
  private SandboxEvent afterwards(PaymentOrder order, After after) {
    boolean isSecondPayment = after.type().equals(SandboxEvent.SUCCEEDED);
    return new SandboxEvent(
        id("sbxevt_" + after.type() + "_", order),
        after.type(),
        clock.instant().toString(),
        new SandboxEvent.Data(
            id(isSecondPayment ? "sbxpay_again_" : "sbxpay_", order),
            order.rechargeId(),
            order.viewer(),
            BigDecimal.valueOf(after.minor(order.price().minor())),
            order.price().currency(),
            null,
            isSecondPayment ? null : id(after.idPrefix(), order),
            null));
  }

  private SandboxEvent refunded(RefundOrder order, String type) {
    return new SandboxEvent(
        id("sbxevt_" + type + "_", order.refundId()),
        type,
        clock.instant().toString(),
        new SandboxEvent.Data(
            order.paymentId(),
            order.payment().rechargeId(),
            order.payment().viewer(),
            BigDecimal.valueOf(order.amount().minor()),
            order.amount().currency(),
            null,
            id("sbxref_", order.refundId()),
            order.refundId()));
  }

  private static String id(String prefix, PaymentOrder order) {
    return id(prefix, order.rechargeId());
  }

  /** The sandbox's id for something, which follows from ours. */
  static String id(String prefix, String of) {
    return prefix + Hash.ofTexts(prefix, of).hex().substring(0, ID_DIGITS);
  }
}
