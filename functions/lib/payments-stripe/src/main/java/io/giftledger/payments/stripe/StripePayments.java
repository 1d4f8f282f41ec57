package io.giftledger.payments.stripe;

import io.giftledger.economy.Money;
import io.giftledger.economy.payment.PaymentCustomer;
import io.giftledger.ledger.Ledger;
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
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes money through Stripe. A payment is a payment intent, which the viewer's app confirms with
 * Stripe's own kit; its id is the payment's, and the recharge's id is its idempotency key. Where
 * nobody says which key to use, there is no Stripe.
 */
@Singleton
@Requires(property = "stripe.api.key.secret.arn")
final class StripePayments implements PaymentProvider {

  static final String NAME = "stripe";

  private static final Logger LOG = LoggerFactory.getLogger(StripePayments.class);

  private final Ledger ledger;
  private final StripeApi api;
  private final StripeWebhooks webhooks;
  private final Optional<String> webhookSecretArn;
  private final Set<String> methods;
  private final boolean livemode;

  /**
   * @param ledger knows which customers viewers are
   * @param webhookSecretArn {@code STRIPE_WEBHOOK_SECRET_ARN}
   * @param methods {@code STRIPE_PAYMENT_METHODS}: Stripe's names, separated by commas
   * @param livemode {@code STRIPE_LIVEMODE}: whether the money is real
   */
  StripePayments(
      Ledger ledger,
      StripeApi api,
      StripeWebhooks webhooks,
      @Property(name = "stripe.webhook.secret.arn") Optional<String> webhookSecretArn,
      @Property(name = "stripe.payment.methods", defaultValue = "card") String methods,
      @Property(name = "stripe.livemode", defaultValue = "false") boolean livemode) {
    this.ledger = ledger;
    this.api = api;
    this.webhooks = webhooks;
    this.webhookSecretArn = webhookSecretArn;
    this.methods =
        Arrays.stream(methods.split(",", -1))
            .map(String::strip)
            .collect(Collectors.toUnmodifiableSet());
    this.livemode = livemode;
  }

  /**
   * A variable that is needed.
   *
   * @throws IllegalStateException if it is not set
   */
  static String required(String variable, Optional<String> value) {
    return value
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> new IllegalStateException("Stripe needs " + variable));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean accepts(String paymentMethod) {
    return methods.contains(paymentMethod);
  }

  @Override
  public Opening open(PaymentOrder order) {
    // Nobody is to pay for what no webhook could be believed about.
    required("STRIPE_WEBHOOK_SECRET_ARN", webhookSecretArn);
    long amount = amount(order.rechargeId(), order.price());
    // From the order and what is stored alone, and in this order: for one key Stripe takes one
    // request.
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("amount", Long.toString(amount));
    parameters.put("currency", order.price().currency().toLowerCase(Locale.ROOT));
    parameters.put("customer", customer(order.viewer()));
    parameters.put("payment_method_types[0]", order.paymentMethod());
    parameters.put("metadata[recharge_id]", order.rechargeId());
    parameters.put("metadata[viewer]", order.viewer());
    return opening(api.openPaymentIntent(order.rechargeId(), parameters));
  }

  /** Stripe's id for a viewer, who becomes its customer with their first payment. */
  private String customer(String viewer) {
    return PaymentCustomer.find(ledger, viewer, NAME)
        .orElseGet(() -> new PaymentCustomer(viewer, NAME, api.customer(viewer)).stored(ledger))
        .id();
  }

  /** An amount as Stripe counts it. */
  private static long amount(String recharge, Money money) {
    return StripeAmounts.ofMoney(money)
        .orElseThrow(
            () -> {
              LOG.atError()
                  .addKeyValue("recharge", recharge)
                  .addKeyValue("price", money)
                  .log("Stripe cannot move an amount: of three decimals the last must be 0");
              return new PaymentProviderException(NAME, "an amount that cannot be charged");
            });
  }

  @Override
  public RefundAnswer refund(RefundOrder order) {
    // Stripe forgets an idempotency key after a day; what it has done for one, it can be asked for.
    Optional<StripeApi.Refund> done =
        api.refundsOf(order.paymentId()).stream()
            .filter(refund -> refund.isOf(order.refundId()))
            .findFirst();
    if (done.isPresent()) return done.get().answer();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("payment_intent", order.paymentId());
    parameters.put("amount", Long.toString(amount(order.payment().rechargeId(), order.amount())));
    parameters.put("reason", "requested_by_customer");
    parameters.put("metadata[refund_id]", order.refundId());
    parameters.put("metadata[recharge_id]", order.payment().rechargeId());
    parameters.put("metadata[viewer]", order.payment().viewer());
    return api.refund(order.refundId(), parameters);
  }

  @Override
  public Opening reopen(PaymentOrder order, String paymentId) {
    return opening(
        api.findPaymentIntent(paymentId)
            .orElseThrow(
                () -> new PaymentProviderException(NAME, "Stripe does not know " + paymentId)));
  }

  private Opening opening(StripeApi.PaymentIntent payment) {
    if (payment.id() == null || payment.clientSecret() == null) {
      throw new PaymentProviderException(NAME, "Stripe's answer is no payment");
    }
    if (payment.livemode() != null && payment.livemode() != livemode) {
      LOG.atError().addKeyValue("payment", payment.id()).log("Stripe's key is of another mode");
      throw new PaymentProviderException(NAME, "the key is of another mode than STRIPE_LIVEMODE");
    }
    return new Opening.ClientSecret(payment.id(), payment.clientSecret());
  }

  @Override
  public WebhookReading<PaymentEvent> read(Webhook webhook) {
    return webhooks.read(webhook);
  }
}
