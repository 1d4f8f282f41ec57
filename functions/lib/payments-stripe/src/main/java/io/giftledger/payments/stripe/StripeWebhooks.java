package io.giftledger.payments.stripe;

import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustment.Cause;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.PaymentEvent.Reference;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.SecretVersions;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookJson;
import io.giftledger.payments.WebhookReading;
import io.giftledger.payments.WebhookSecrets;
import io.giftledger.payments.stripe.StripeEvent.Kind;
import io.giftledger.payments.stripe.StripeObject.BalanceTransaction;
import io.giftledger.payments.stripe.StripeObject.Decline;
import io.giftledger.payments.stripe.StripeObject.Metadata;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import io.micronaut.validation.validator.Validator;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Reads Stripe's webhooks. Stripe's library checks the signature and no more: of an event of
 * another version of the API it makes an empty object, so that the JSON is read here, by those of
 * its fields that have been the same in all versions.
 */
@Singleton
final class StripeWebhooks {

  /** The header that a webhook's signature stands in; names of headers have no case. */
  static final String SIGNATURE_HEADER = "stripe-signature";

  /** Reasons that Stripe asks not to tell the payer. */
  private static final Set<String> SECRET_REASONS =
      Set.of("fraudulent", "lost_card", "merchant_blacklist", "stolen_card");

  private final WebhookSecrets<StripeSignature> secrets;
  private final StripeApi api;
  private final JsonMapper json;
  private final WebhookJson webhookJson;
  private final boolean livemode;

  /**
   * @param secretArn {@code STRIPE_WEBHOOK_SECRET_ARN}
   * @param livemode {@code STRIPE_LIVEMODE}: whether the money is real
   * @param secretsManager made when the first webhook comes
   * @param validator made when an event is read
   */
  StripeWebhooks(
      @Property(name = "stripe.webhook.secret.arn") Optional<String> secretArn,
      @Property(name = "stripe.livemode", defaultValue = "false") boolean livemode,
      Provider<SecretsManagerClient> secretsManager,
      StripeApi api,
      JsonMapper json,
      Provider<Validator> validator,
      InstantSource clock) {
    this.secrets =
        new WebhookSecrets<>(
            () ->
                SecretVersions.read(
                    secretsManager.get(),
                    StripePayments.required("STRIPE_WEBHOOK_SECRET_ARN", secretArn)),
            StripeSignature::new,
            clock);
    this.api = api;
    this.json = json;
    this.webhookJson = new WebhookJson(validator);
    this.livemode = livemode;
  }

  /**
   * What an event says, once all of it can be read.
   *
   * @param amount of the object that it is about
   * @param source it as it was told
   */
  private record Notice(
      StripeEvent event, Kind kind, StripeObject object, Money amount, ProviderEvent source) {

    String paymentId() {
      return StripeWebhooks.paymentId(kind, object);
    }

    String status() {
      return Optional.ofNullable(object.status()).orElse("");
    }

    List<BalanceTransaction> balanceTransactions() {
      return Optional.ofNullable(object.balanceTransactions()).orElse(List.of());
    }

    PaymentEvent.Payment payment(Reference reference) {
      return new PaymentEvent.Payment(
          reference.paymentId(), reference.rechargeId(), reference.viewer(), amount);
    }

    WebhookReading<PaymentEvent> ignored() {
      return new WebhookReading.Ignored<>(event.type());
    }

    WebhookReading<PaymentEvent> unbooked(Reason reason) {
      return new WebhookReading.Unbooked<>(source, reason);
    }

    WebhookReading<PaymentEvent> says(List<PaymentEvent> events) {
      return events.isEmpty() ? ignored() : new WebhookReading.Told<>(source, events);
    }
  }

  /**
   * Reads a webhook, after checking its signature.
   *
   * @throws PaymentProviderException if Stripe has to be asked what it is about, and does not
   *     answer
   */
  WebhookReading<PaymentEvent> read(Webhook webhook) {
    return secrets
        .check(webhook.header(SIGNATURE_HEADER).orElse(""), webhook.body())
        .<WebhookReading<PaymentEvent>>map(WebhookReading.NotSigned::new)
        .orElseGet(
            () ->
                webhookJson.valid(
                    () -> json.readValue(webhook.body(), StripeEvent.class),
                    event ->
                        event
                            .kind()
                            .map(kind -> orKept(event, read(event, kind)))
                            .orElseGet(() -> new WebhookReading.Ignored<>(event.type()))));
  }

  /** Money has moved: an event that does not say how, as it must, is not to be forgotten. */
  private static WebhookReading<PaymentEvent> orKept(
      StripeEvent event, WebhookReading<PaymentEvent> reading) {
    return switch (reading) {
      case WebhookReading.Malformed<PaymentEvent> _, WebhookReading.Invalid<PaymentEvent> _ ->
          new WebhookReading.Unbooked<>(
              new ProviderEvent(
                  StripePayments.NAME,
                  event.id(),
                  event.type(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  // What could not be read may say who paid.
                  ""),
              Reason.NOT_UNDERSTOOD);
      default -> reading;
    };
  }

  private WebhookReading<PaymentEvent> read(StripeEvent event, Kind kind) {
    return webhookJson.valid(
        () -> json.readValueFromTree(event.data().object(), StripeObject.class),
        object -> {
          BigDecimal amount = kind == Kind.PAID ? object.amountReceived() : object.amount();
          return Optional.ofNullable(amount)
              .flatMap(its -> StripeAmounts.money(its, object.currency()))
              .map(
                  its ->
                      read(new Notice(event, kind, object, its, source(event, kind, object, its))))
              .orElseGet(() -> invalid("amount"));
        });
  }

  private ProviderEvent source(StripeEvent event, Kind kind, StripeObject object, Money amount) {
    Optional<Metadata> metadata = Optional.ofNullable(object.metadata());
    return new ProviderEvent(
        StripePayments.NAME,
        event.id(),
        event.type(),
        metadata.map(Metadata::viewer),
        metadata.map(Metadata::rechargeId).map(id -> "RECHARGE#" + id),
        Optional.of(paymentId(kind, object)).filter(id -> !id.isEmpty()),
        adjustmentId(kind, object),
        Optional.of(amount),
        text(object));
  }

  /**
   * The payment that an object is, or is about; empty if it is about one that was made otherwise.
   */
  private static String paymentId(Kind kind, StripeObject object) {
    return switch (kind) {
      case PAID, DECLINED -> object.id();
      case CHARGED, REFUND, DISPUTE -> Optional.ofNullable(object.paymentIntent()).orElse("");
    };
  }

  private static Optional<String> adjustmentId(Kind kind, StripeObject object) {
    return switch (kind) {
      case PAID, DECLINED -> Optional.empty();
      case CHARGED -> Optional.ofNullable(object.balanceTransaction());
      case REFUND, DISPUTE -> Optional.of(object.id());
    };
  }

  private WebhookReading<PaymentEvent> read(Notice told) {
    return switch (told.kind()) {
      case PAID ->
          booked(
              told,
              reference -> told.says(List.of(new PaymentEvent.Succeeded(told.payment(reference)))));
      case DECLINED ->
          told.event().livemode() == livemode
              ? named(told)
                  .map(
                      reference ->
                          told.says(
                              List.of(
                                  new PaymentEvent.Failed(
                                      told.payment(reference), declineReason(told)))))
                  .orElseGet(told::ignored)
              : told.ignored();
      case CHARGED ->
          Optional.ofNullable(told.object().balanceTransaction())
              .map(
                  id ->
                      booked(
                          told,
                          reference ->
                              balance(
                                  List.of(id),
                                  found ->
                                      fees(found, reference)
                                          .map(told::says)
                                          .orElseGet(() -> invalid("fee")))))
              .orElseGet(told::ignored);
      case REFUND -> refund(told);
      case DISPUTE -> dispute(told);
    };
  }

  /** Goes on with what Stripe says that something did to the balance. */
  private WebhookReading<PaymentEvent> balance(
      List<String> ids, Function<List<BalanceTransaction>, WebhookReading<PaymentEvent>> then) {
    return webhookJson.valid(
        () ->
            new StripeObject.BalanceTransactions(
                ids.stream().map(this::balanceTransaction).toList()),
        found -> then.apply(found.all()));
  }

  private BalanceTransaction balanceTransaction(String id) {
    return api.findBalanceTransaction(id)
        .orElseThrow(
            () -> new PaymentProviderException(StripePayments.NAME, "Stripe does not know " + id));
  }

  private WebhookReading<PaymentEvent> refund(Notice told) {
    return switch (told.status()) {
      case "pending", "requires_action", "succeeded" ->
          booked(told, reference -> refunded(told, reference, false));
      case "failed", "canceled" -> booked(told, reference -> refunded(told, reference, true));
      default -> told.unbooked(Reason.NOT_UNDERSTOOD);
    };
  }

  /** A dispute stands as its status says: of its events, any may be missing or come late. */
  private WebhookReading<PaymentEvent> dispute(Notice told) {
    return switch (told.status()) {
      // An inquiry: the bank asks, and no money has moved.
      case "warning_needs_response", "warning_under_review", "warning_closed" -> told.ignored();
      case "needs_response", "under_review", "lost" ->
          booked(told, reference -> disputed(told, reference, false));
      case "won" -> booked(told, reference -> disputed(told, reference, true));
      default ->
          told.balanceTransactions().isEmpty()
              ? told.ignored()
              : told.unbooked(Reason.NOT_UNDERSTOOD);
    };
  }

  /** A refund names what it did to the balance, and what its failure did; a dispute has it. */
  private WebhookReading<PaymentEvent> refunded(
      Notice told, Reference reference, boolean reversed) {
    return balance(
        Stream.of(told.object().balanceTransaction(), told.object().failureBalanceTransaction())
            .flatMap(Stream::ofNullable)
            .toList(),
        found -> adjusted(told, reference, Cause.REFUND, reversed, found));
  }

  private static WebhookReading<PaymentEvent> disputed(
      Notice told, Reference reference, boolean reversed) {
    return adjusted(told, reference, Cause.DISPUTE, reversed, told.balanceTransactions());
  }

  private static WebhookReading<PaymentEvent> adjusted(
      Notice told,
      Reference reference,
      Cause cause,
      boolean reversed,
      List<BalanceTransaction> balanceTransactions) {
    if (told.amount().minor() == 0) return invalid("amount");
    return fees(balanceTransactions, reference)
        .map(
            fees -> {
              List<PaymentEvent> events = new ArrayList<>();
              events.add(new PaymentEvent.Adjusted(reference, adjustment(told, cause), reversed));
              events.addAll(fees);
              return told.says(events);
            })
        .orElseGet(() -> invalid("balance_transactions"));
  }

  /** A refund that we asked for has our id. */
  private static Adjustment adjustment(Notice told, Cause cause) {
    return Optional.ofNullable(told.object().metadata())
        .filter(_ -> cause == Cause.REFUND)
        .map(Metadata::refundId)
        .map(refundId -> new Adjustment(refundId, Cause.RETURN, told.amount()))
        .orElseGet(() -> new Adjustment(told.object().id(), cause, told.amount()));
  }

  /**
   * What Stripe keeps for its service, or gives back of it.
   *
   * @return empty if a fee is no amount
   */
  private static Optional<List<PaymentEvent>> fees(
      List<BalanceTransaction> transactions, Reference reference) {
    List<PaymentEvent> fees = new ArrayList<>();
    for (BalanceTransaction transaction : transactions) {
      Optional<Money> fee = StripeAmounts.money(transaction.fee().abs(), transaction.currency());
      if (fee.isEmpty()) return Optional.empty();
      if (fee.get().minor() > 0) {
        fees.add(
            new PaymentEvent.Adjusted(
                reference,
                new Adjustment(
                    transaction.id(),
                    transaction.fee().signum() < 0 ? Cause.FEE_RETURNED : Cause.FEE,
                    fee.get()),
                false));
      }
    }
    return Optional.of(fees);
  }

  /** Goes on with what tells of money, if it is this deployment's and somebody's. */
  private WebhookReading<PaymentEvent> booked(
      Notice told, Function<Reference, WebhookReading<PaymentEvent>> then) {
    if (told.event().livemode() != livemode) return told.unbooked(Reason.OTHER_ENVIRONMENT);
    return named(told)
        .or(() -> asked(told))
        .map(then)
        .orElseGet(() -> told.unbooked(Reason.UNKNOWN_RECHARGE));
  }

  private static Optional<Reference> named(Notice told) {
    return reference(told.paymentId(), told.object().metadata());
  }

  /** Refunds and disputes do not say whose payment it was; the payment does. */
  private Optional<Reference> asked(Notice told) {
    return told.object().paymentIntent() == null
        ? Optional.empty()
        : api.findPaymentIntent(told.paymentId())
            .flatMap(payment -> reference(told.paymentId(), payment.metadata()));
  }

  private static Optional<Reference> reference(String paymentId, @Nullable Metadata metadata) {
    return metadata == null
            || metadata.rechargeId() == null
            || metadata.viewer() == null
            || paymentId.isEmpty()
        ? Optional.empty()
        : Optional.of(new Reference(paymentId, metadata.rechargeId(), metadata.viewer()));
  }

  private static String declineReason(Notice told) {
    if (told.event().type().endsWith(".canceled")) return "canceled";
    Optional<Decline> decline = Optional.ofNullable(told.object().lastPaymentError());
    return decline
        .map(Decline::declineCode)
        .or(() -> decline.map(Decline::code))
        .filter(word -> word.matches("[a-z0-9_]{1,64}"))
        .map(word -> SECRET_REASONS.contains(word) ? "generic_decline" : word)
        .orElse("unknown");
  }

  private static WebhookReading<PaymentEvent> invalid(String field) {
    return new WebhookReading.Invalid<>(Map.of(field, "must be an amount of its currency"));
  }

  private String text(StripeObject object) {
    try {
      return new String(json.writeValueAsBytes(object), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
