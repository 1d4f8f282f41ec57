package io.giftledger.payments.sandbox;

import static java.util.stream.Collectors.toMap;

import io.giftledger.ledger.Hash;
import io.giftledger.payments.Opening;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.PaymentOrder;
import io.giftledger.payments.PaymentProvider;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.json.JsonMapper;
import io.micronaut.validation.validator.Validator;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import tools.jackson.core.JacksonException;

/**
 * A payment provider that takes no money and behaves like one that does. What becomes of a payment
 * is written in its method. It remembers nothing: a payment's id and its event's id follow from the
 * recharge's id, so that the same order is the same payment. The webhook is put into a queue; the
 * function that posts it from there signs it. Where there is no such queue, there is no sandbox: in
 * a system that has real money, nobody shall reach it.
 */
@Singleton
@Requires(
    classes = {SqsClient.class, Validator.class},
    property = "sandbox.webhooks.queue.url")
final class SandboxPayments implements PaymentProvider {

  private static final int ID_DIGITS = 24;

  private final Provider<SqsClient> sqs;
  private final String webhooksQueueUrl;
  private final Optional<String> secret;
  private final JsonMapper json;
  private final Provider<Validator> validator;
  private final InstantSource clock;

  /**
   * @param sqs made when a payment is opened
   * @param webhooksQueueUrl {@code SANDBOX_WEBHOOKS_QUEUE_URL}
   * @param secret {@code SANDBOX_WEBHOOK_SECRET}
   * @param validator made when an event is read
   */
  SandboxPayments(
      Provider<SqsClient> sqs,
      @Property(name = "sandbox.webhooks.queue.url") String webhooksQueueUrl,
      @Property(name = "sandbox.webhook.secret") Optional<String> secret,
      JsonMapper json,
      Provider<Validator> validator,
      InstantSource clock) {
    this.sqs = sqs;
    this.webhooksQueueUrl = webhooksQueueUrl;
    this.secret = secret;
    this.json = json;
    this.validator = validator;
    this.clock = clock;
  }

  /** How a payment opens. */
  private enum Kind {
    CLIENT_SECRET,
    REDIRECT,
    STORE_RECEIPT,
    SETTLED
  }

  /** Every payment method there is, each a behaviour. */
  private enum Method {
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
    /** Bought from an app store, which then tells of it. */
    SANDBOX_STORE(Kind.STORE_RECEIPT, "", 0, 1),
    /** Paid from a balance when it is opened; no webhook comes. */
    SANDBOX_BALANCE(Kind.SETTLED, "", 0, 0),
    /** The payment is never opened: no answer comes. */
    SANDBOX_TIMEOUT(Kind.CLIENT_SECRET, "", 0, 0);

    private static final Map<String, Method> BY_LABEL =
        Arrays.stream(values()).collect(toMap(Method::label, Function.identity()));

    private final Kind kind;

    /** Empty if it is not declined. */
    private final String declineReason;

    private final int delaySeconds;
    private final int deliveries;

    Method(Kind kind, String declineReason, int delaySeconds, int deliveries) {
      this.kind = kind;
      this.declineReason = declineReason;
      this.delaySeconds = delaySeconds;
      this.deliveries = deliveries;
    }

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Method> of(String label) {
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
    Sandbox.signature(secret);
    Method method = Method.of(order.paymentMethod()).orElseThrow();
    if (method == Method.SANDBOX_TIMEOUT) {
      throw new PaymentProviderException(Sandbox.NAME, "timed out, as the payment method says");
    }
    String body = write(event(order, method));
    try {
      for (int delivery = 0; delivery < method.deliveries; delivery++) {
        sqs.get()
            .sendMessage(
                message ->
                    message
                        .queueUrl(webhooksQueueUrl)
                        .messageBody(body)
                        .delaySeconds(method.delaySeconds));
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
  public WebhookReading read(Webhook webhook) {
    return Sandbox.signature(secret)
        .check(webhook.header(Sandbox.SIGNATURE_HEADER).orElse(""), webhook.body(), clock.instant())
        .<WebhookReading>map(WebhookReading.NotSigned::new)
        .orElseGet(
            () -> read(webhook.body(), SandboxEvent.Kind.class, kind -> event(kind, webhook)));
  }

  private WebhookReading event(SandboxEvent.Kind kind, Webhook webhook) {
    return switch (kind.type()) {
      case SandboxEvent.SUCCEEDED ->
          read(
              webhook.body(),
              SandboxEvent.class,
              event -> told(new PaymentEvent.Succeeded(event.data().payment())));
      case SandboxEvent.FAILED ->
          read(
              webhook.body(),
              SandboxEvent.class,
              event ->
                  told(new PaymentEvent.Failed(event.data().payment(), event.declineReason())));
      default -> told(new PaymentEvent.Ignored(kind.type()));
    };
  }

  private static WebhookReading told(PaymentEvent event) {
    return new WebhookReading.Told(event);
  }

  /** Reads JSON, and goes on with it if it is valid. */
  private <T> WebhookReading read(byte[] body, Class<T> type, Function<T, WebhookReading> then) {
    @Nullable T value;
    try {
      value = json.readValue(body, type);
    } catch (IOException | IllegalArgumentException | JacksonException malformed) {
      // What the parser says may quote the body, which nobody is to read in a log.
      return new WebhookReading.Malformed();
    }
    if (value == null) return new WebhookReading.Malformed();
    Map<String, String> faults =
        validator.get().validate(value).stream()
            .collect(
                toMap(
                    fault -> snakeCase(fault.getPropertyPath().toString()),
                    fault -> fault.getMessage(),
                    (one, other) -> one + ", " + other));
    return faults.isEmpty() ? then.apply(value) : new WebhookReading.Invalid(faults);
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
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
            isDeclined ? method.declineReason : null));
  }

  private static String id(String prefix, PaymentOrder order) {
    return prefix + Hash.ofTexts(prefix, order.rechargeId()).hex().substring(0, ID_DIGITS);
  }

  private String write(SandboxEvent event) {
    try {
      return new String(json.writeValueAsBytes(event), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
