package io.giftledger.recharge;

import static java.util.stream.Collectors.toMap;

import io.giftledger.http.Call;
import io.giftledger.http.Problem;
import io.giftledger.http.WebhookSignature;
import io.giftledger.ledger.Hash;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A payment provider that takes no money and behaves like one that does. What becomes of a payment
 * is written in its method. It remembers nothing: a payment's id and its event's id follow from the
 * recharge's id, so that the same order is the same payment. The webhook is put into a queue; the
 * function that posts it from there signs it.
 */
@Singleton
@Bean(typed = SandboxPayments.class)
final class SandboxPayments implements PaymentProvider {

  /** What {@code PAYMENT_PROVIDER} calls it. */
  static final String NAME = "sandbox";

  private static final String SIGNATURE_HEADER = "sandbox-signature";

  private static final int ID_DIGITS = 24;

  private final SqsClient sqs;
  private final String webhooksQueueUrl;
  private final WebhookSignature signature;
  private final JsonMapper json;
  private final InstantSource clock;

  /**
   * @param webhooksQueueUrl {@code SANDBOX_WEBHOOKS_QUEUE_URL}
   * @param secret {@code WEBHOOK_SECRET}
   */
  SandboxPayments(
      SqsClient sqs,
      @Property(name = "sandbox.webhooks.queue.url") String webhooksQueueUrl,
      @Property(name = "webhook.secret") String secret,
      JsonMapper json,
      InstantSource clock) {
    this.sqs = sqs;
    this.webhooksQueueUrl = webhooksQueueUrl;
    this.signature = new WebhookSignature(secret);
    this.json = json;
    this.clock = clock;
  }

  /** Every payment method there is, each a behaviour. */
  private enum Method {
    /** Paid at once. */
    SANDBOX_CARD("", 0, 1),
    /** Declined at once. */
    SANDBOX_CARD_DECLINED("card_declined", 0, 1),
    /** Declined at once, for a reason that a viewer can do something about. */
    SANDBOX_CARD_INSUFFICIENT_FUNDS("insufficient_funds", 0, 1),
    /** Paid after some seconds. */
    SANDBOX_CARD_SLOW("", 5, 1),
    /** Paid at once, and told twice. */
    SANDBOX_CARD_TWICE("", 0, 2),
    /** The payment is never opened: no answer comes. */
    SANDBOX_TIMEOUT("", 0, 0);

    private static final Map<String, Method> BY_LABEL =
        Arrays.stream(values()).collect(toMap(Method::label, Function.identity()));

    /** Empty if it is not declined. */
    private final String declineReason;

    private final int delaySeconds;
    private final int deliveries;

    Method(String declineReason, int delaySeconds, int deliveries) {
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
    return NAME;
  }

  @Override
  public boolean accepts(String paymentMethod) {
    return Method.of(paymentMethod).isPresent();
  }

  @Override
  public String open(PaymentOrder order) {
    Method method = Method.of(order.paymentMethod()).orElseThrow();
    if (method == Method.SANDBOX_TIMEOUT) {
      throw new PaymentProviderException("timed out, as the payment method says");
    }
    SandboxEvent event = event(order, method);
    String body = write(event);
    try {
      for (int delivery = 0; delivery < method.deliveries; delivery++) {
        sqs.sendMessage(
            message ->
                message
                    .queueUrl(webhooksQueueUrl)
                    .messageBody(body)
                    .delaySeconds(method.delaySeconds));
      }
    } catch (SdkException noAnswer) {
      throw new PaymentProviderException("the sandbox's queue did not answer", noAnswer);
    }
    return event.data().paymentId();
  }

  @Override
  public PaymentEvent read(Call webhook) {
    byte[] body = webhook.rawBody();
    signature
        .check(webhook.header(SIGNATURE_HEADER).orElse(""), body, clock.instant())
        .map(Problem::exception)
        .ifPresent(
            wrong -> {
              throw wrong;
            });
    String type = webhook.body(SandboxEvent.Kind.class).type();
    return switch (type) {
      case SandboxEvent.SUCCEEDED ->
          new PaymentEvent.Succeeded(webhook.body(SandboxEvent.class).data().payment());
      case SandboxEvent.FAILED -> {
        SandboxEvent event = webhook.body(SandboxEvent.class);
        yield new PaymentEvent.Failed(event.data().payment(), event.declineReason());
      }
      default -> new PaymentEvent.Ignored(type);
    };
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
