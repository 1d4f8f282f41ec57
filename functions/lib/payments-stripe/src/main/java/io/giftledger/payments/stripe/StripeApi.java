package io.giftledger.payments.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.giftledger.payments.CachedSecret;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.ProviderHttp;
import io.giftledger.payments.RefundAnswer;
import io.giftledger.payments.SecretVersions;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.core.JacksonException;

/**
 * The part of Stripe's API that is used. The library's own client would make the function's jar
 * twice as large, and knows one version of the API alone (infrastructure/DECISIONS.md).
 */
@Singleton
@Bean(preDestroy = "close")
final class StripeApi implements AutoCloseable {

  /** The version whose answers are read here, whichever the account has by default. */
  static final String VERSION = "2026-05-27.dahlia";

  /** The answer with all of its body. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(8);

  /** Who waited longer for nothing is not made to wait again. */
  private static final Duration QUICK = Duration.ofSeconds(3);

  /** Stripe's words for why a payment is never paid back, or not any more. */
  private static final Set<String> NEVER_REFUNDED =
      Set.of("charge_already_refunded", "charge_disputed", "refund_disputed_payment");

  private static final Logger LOG = LoggerFactory.getLogger(StripeApi.class);

  private final URI url;
  private final CachedSecret<String> key;
  private final JsonMapper json;
  private final InstantSource clock;
  private final ProviderHttp http;

  /**
   * @param url {@code STRIPE_API_URL}, absent on AWS
   * @param keyArn {@code STRIPE_API_KEY_SECRET_ARN}
   * @param secretsManager made when Stripe is first asked
   */
  @Inject
  StripeApi(
      @Property(name = "stripe.api.url", defaultValue = "https://api.stripe.com") URI url,
      @Property(name = "stripe.api.key.secret.arn") Optional<String> keyArn,
      Provider<SecretsManagerClient> secretsManager,
      JsonMapper json,
      InstantSource clock) {
    this(url, keyArn, secretsManager, json, clock, ANSWER_TIMEOUT);
  }

  /** As the other, with as much patience as is said. */
  StripeApi(
      URI url,
      Optional<String> keyArn,
      Provider<SecretsManagerClient> secretsManager,
      JsonMapper json,
      InstantSource clock,
      Duration answerTimeout) {
    this.url = url;
    this.key =
        new CachedSecret<>(
            () ->
                read(
                    secretsManager.get(),
                    StripePayments.required("STRIPE_API_KEY_SECRET_ARN", keyArn)),
            clock);
    this.json = json;
    this.clock = clock;
    this.http = new ProviderHttp(StripePayments.NAME, answerTimeout);
  }

  private static String read(SecretsManagerClient secretsManager, String keyArn) {
    try {
      return SecretVersions.read(secretsManager, keyArn).getFirst().strip();
    } catch (SdkException noAnswer) {
      throw new PaymentProviderException(
          StripePayments.NAME, "Stripe's key could not be read", noAnswer);
    }
  }

  /**
   * A payment, as Stripe answers.
   *
   * @param id Stripe's id for it
   * @param clientSecret what the viewer's app confirms it with
   * @param livemode whether its money is real
   * @param metadata what we said of it
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record PaymentIntent(
      @Nullable String id,
      @Nullable String clientSecret,
      @Nullable Boolean livemode,
      StripeObject.@Nullable Metadata metadata) {}

  /**
   * A customer, as Stripe answers.
   *
   * @param id Stripe's id for them
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Customer(@Nullable String id) {}

  /**
   * A refund, as Stripe answers.
   *
   * @param id Stripe's id for it
   * @param status how it stands
   * @param failureReason why it failed, if it did
   * @param metadata what we said of it, if we asked for it
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Refund(
      @Nullable String id,
      @Nullable String status,
      @Nullable String failureReason,
      StripeObject.@Nullable Metadata metadata) {

    /** Whether it is the one that was asked for with an id of ours. */
    boolean isOf(String refundId) {
      return metadata != null && refundId.equals(metadata.refundId());
    }

    /** What it says to who asked for it. */
    RefundAnswer answer() {
      return switch (Optional.ofNullable(status).orElse("")) {
        case "failed", "canceled" ->
            new RefundAnswer.Refused(Optional.ofNullable(failureReason).orElse("unknown"));
        case "pending", "requires_action", "succeeded" -> {
          if (id == null) {
            throw new PaymentProviderException(StripePayments.NAME, "Stripe's answer is no refund");
          }
          yield new RefundAnswer.Taken(id);
        }
        default ->
            throw new PaymentProviderException(
                StripePayments.NAME, "a refund that is " + status + " for Stripe");
      };
    }
  }

  /**
   * Refunds of one payment.
   *
   * @param data the newest of them
   * @param hasMore whether there are others
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Refunds(@Nullable List<Refund> data, @Nullable Boolean hasMore) {}

  /** An answer that is an error, as far as a log may know it. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Refused(@Nullable Reason error) {

    /**
     * What Stripe says is wrong.
     *
     * @param type what sort of error
     * @param code which
     * @param param in which parameter
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Reason(@Nullable String type, @Nullable String code, @Nullable String param) {}
  }

  /**
   * Opens a payment, once for each idempotency key.
   *
   * @param parameters by their names, as in {@code metadata[viewer]}
   * @throws PaymentProviderException if it was not opened, or nobody knows
   */
  PaymentIntent openPaymentIntent(String idempotencyKey, Map<String, String> parameters) {
    return read(
        post(request("/v1/payment_intents"), idempotencyKey, parameters), PaymentIntent.class);
  }

  /**
   * Makes a viewer a customer of Stripe's, once in a day.
   *
   * @return Stripe's id for them
   * @throws PaymentProviderException if there is no answer
   */
  String customer(String viewer) {
    Customer customer =
        read(
            post(
                request("/v1/customers"), "customer-" + viewer, Map.of("metadata[viewer]", viewer)),
            Customer.class);
    if (customer.id() == null) {
      throw new PaymentProviderException(StripePayments.NAME, "Stripe's answer is no customer");
    }
    return customer.id();
  }

  /**
   * Has a payment paid back, once for each idempotency key.
   *
   * @param parameters by their names
   * @throws PaymentProviderException if there is no definite answer
   */
  RefundAnswer refund(String idempotencyKey, Map<String, String> parameters) {
    HttpResponse<byte[]> answer = post(request("/v1/refunds"), idempotencyKey, parameters);
    if (answer.statusCode() == 400) {
      Optional<String> reason = parsed(answer, Refused.class).flatMap(StripeApi::finalReason);
      if (reason.isPresent()) return new RefundAnswer.Refused(reason.get());
    }
    return read(answer, Refund.class).answer();
  }

  /** Why a refund can never be made, if that is so: all else may be mended, and asked again. */
  private static Optional<String> finalReason(Refused refused) {
    Refused.Reason error = refused.error();
    if (error == null) return Optional.empty();
    if (error.code() != null && NEVER_REFUNDED.contains(error.code())) {
      return Optional.of(error.code());
    }
    // More than what is left of the payment: Stripe has no code for it.
    return "invalid_request_error".equals(error.type()) && "amount".equals(error.param())
        ? Optional.of("amount_too_large")
        : Optional.empty();
  }

  /**
   * What was paid back of a payment.
   *
   * @throws PaymentProviderException if there is no answer
   */
  List<Refund> refundsOf(String paymentIntent) {
    Refunds refunds =
        read(
            send(request("/v1/refunds?limit=100&payment_intent=" + paymentIntent).GET()),
            Refunds.class);
    if (refunds.data() == null || Boolean.TRUE.equals(refunds.hasMore())) {
      throw new PaymentProviderException(StripePayments.NAME, "not all refunds of a payment");
    }
    return refunds.data();
  }

  /** Posts what is done once for each key; again, if it went wrong quickly. */
  private HttpResponse<byte[]> post(
      HttpRequest.Builder to, String idempotencyKey, Map<String, String> parameters) {
    HttpRequest.Builder request =
        to.header("Content-Type", "application/x-www-form-urlencoded")
            .header("Idempotency-Key", idempotencyKey)
            .POST(BodyPublishers.ofString(form(parameters)));
    Instant since = clock.instant();
    HttpResponse<byte[]> answer;
    try {
      answer = send(request);
    } catch (PaymentProviderException noAnswer) {
      if (!isQuick(since)) throw noAnswer;
      return send(request);
    }
    return answer.statusCode() >= 500 && isQuick(since) ? send(request) : answer;
  }

  /**
   * What came of asking for something that Stripe may refuse for good.
   *
   * @param <T> what is made
   */
  sealed interface Attempt<T> {

    /** It was made. */
    record Done<T>(T made) implements Attempt<T> {}

    /** It never will be: one of {@link StripeConnect#REFUSALS}. */
    record Refused<T>(String code) implements Attempt<T> {}
  }

  private <T> Attempt<T> attempt(HttpResponse<byte[]> answer, Class<T> type) {
    if (answer.statusCode() / 100 == 4) {
      Optional<String> code =
          parsed(answer, Refused.class)
              .map(Refused::error)
              .map(Refused.Reason::code)
              .filter(StripeConnect.REFUSALS::contains);
      if (code.isPresent()) return new Attempt.Refused<>(code.get());
    }
    return new Attempt.Done<>(read(answer, type));
  }

  /**
   * A connected account.
   *
   * @return empty if Stripe knows none of the id that is ours
   * @throws PaymentProviderException if there is no answer
   */
  Optional<StripeConnect.Account> findAccount(String id) {
    HttpResponse<byte[]> answer = send(request("/v1/accounts/" + id).GET());
    return Set.of(403, 404).contains(answer.statusCode())
        ? Optional.empty()
        : Optional.of(read(answer, StripeConnect.Account.class));
  }

  /**
   * Moves money to a connected account, once for each idempotency key.
   *
   * @throws PaymentProviderException if nobody knows whether it was moved
   */
  Attempt<StripeConnect.Transfer> transfer(String idempotencyKey, Map<String, String> parameters) {
    return attempt(
        post(request("/v1/transfers"), idempotencyKey, parameters), StripeConnect.Transfer.class);
  }

  /** The transfer of a group, if there is one. */
  Optional<StripeConnect.Transfer> findTransfer(String group) {
    return Optional.ofNullable(
            read(
                    send(request("/v1/transfers?limit=1&transfer_group=" + group).GET()),
                    StripeConnect.Transfers.class)
                .data())
        .flatMap(found -> found.stream().findFirst());
  }

  /**
   * Takes a transfer back, once.
   *
   * @throws PaymentProviderException if it was not taken back, or nobody knows
   */
  void reverse(String transfer, String withdrawalId) {
    HttpResponse<byte[]> answer =
        post(
            request("/v1/transfers/" + transfer + "/reversals"),
            withdrawalId + "-reversal",
            Map.of("metadata[withdrawal_id]", withdrawalId));
    if (answer.statusCode() == 200) return;
    // Longer ago than a key is known; or somebody else did it.
    boolean isReversed =
        find("/v1/transfers/" + transfer, StripeConnect.Transfer.class)
            .filter(found -> Boolean.TRUE.equals(found.reversed()))
            .isPresent();
    if (!isReversed) read(answer, StripeConnect.Reversal.class);
  }

  /**
   * Pays out from a connected account, once for each withdrawal.
   *
   * @throws PaymentProviderException if nobody knows whether it was paid
   */
  Attempt<StripeConnect.Payout> payOut(
      String account, String withdrawalId, Map<String, String> parameters) {
    return attempt(
        post(request("/v1/payouts", account), withdrawalId + "-payout", parameters),
        StripeConnect.Payout.class);
  }

  /** A payout of a connected account as it stands. */
  StripeConnect.Payout payout(String account, String id) {
    return read(send(request("/v1/payouts/" + id, account).GET()), StripeConnect.Payout.class);
  }

  /**
   * The payout of a withdrawal, if it was made since an instant.
   *
   * @throws PaymentProviderException if there are too many to tell
   */
  Optional<StripeConnect.Payout> findPayout(String account, String withdrawalId, Instant since) {
    StripeConnect.Payouts made =
        read(
            send(
                request("/v1/payouts?limit=100&created%5Bgte%5D=" + since.getEpochSecond(), account)
                    .GET()),
            StripeConnect.Payouts.class);
    Optional<StripeConnect.Payout> found =
        Optional.ofNullable(made.data()).stream()
            .flatMap(List::stream)
            .filter(
                payout ->
                    payout.metadata() != null
                        && withdrawalId.equals(payout.metadata().withdrawalId()))
            .findFirst();
    if (found.isEmpty() && Boolean.TRUE.equals(made.hasMore())) {
      throw new PaymentProviderException(
          StripePayments.NAME, "an account with too many payouts to find one");
    }
    return found;
  }

  /** A request on behalf of a connected account. */
  private HttpRequest.Builder request(String path, String account) {
    return request(path).header("Stripe-Account", account);
  }

  /**
   * A payment that was opened.
   *
   * @return empty if Stripe knows none of the id
   * @throws PaymentProviderException if there is no answer
   */
  Optional<PaymentIntent> findPaymentIntent(String id) {
    return find("/v1/payment_intents/" + id, PaymentIntent.class);
  }

  /**
   * What something did to the balance.
   *
   * @return empty if Stripe knows none of the id
   * @throws PaymentProviderException if there is no answer
   */
  Optional<StripeObject.BalanceTransaction> findBalanceTransaction(String id) {
    return find("/v1/balance_transactions/" + id, StripeObject.BalanceTransaction.class);
  }

  private <T> Optional<T> find(String path, Class<T> type) {
    HttpResponse<byte[]> answer = send(request(path).GET());
    return answer.statusCode() == 404 ? Optional.empty() : Optional.of(read(answer, type));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path)).header("Stripe-Version", VERSION);
  }

  private static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(
            parameter ->
                URLEncoder.encode(parameter.getKey(), UTF_8)
                    + "="
                    + URLEncoder.encode(parameter.getValue(), UTF_8))
        .collect(joining("&"));
  }

  private boolean isQuick(Instant since) {
    return clock.instant().isBefore(since.plus(QUICK));
  }

  /** Sends a request; again, if the key is refused and there is a newer one. */
  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    HttpResponse<byte[]> answer = send(request, key.current());
    return answer.statusCode() == 401
        ? key.newer().map(newer -> send(request, newer)).orElse(answer)
        : answer;
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, String apiKey) {
    return http.send(request.setHeader("Authorization", "Bearer " + apiKey).build());
  }

  private <T> T read(HttpResponse<byte[]> answer, Class<T> type) {
    int status = answer.statusCode();
    if (status == 200) {
      return parsed(answer, type)
          .orElseThrow(
              () ->
                  new PaymentProviderException(
                      StripePayments.NAME, "Stripe's answer cannot be read"));
    }
    Optional<Refused.Reason> error = parsed(answer, Refused.class).map(Refused::error);
    boolean isOurFault = status < 500 && status != 409 && status != 429;
    (isOurFault ? LOG.atError() : LOG.atWarn())
        .addKeyValue("status", status)
        .addKeyValue("type", error.map(Refused.Reason::type).orElse(""))
        .addKeyValue("code", error.map(Refused.Reason::code).orElse(""))
        .addKeyValue("param", error.map(Refused.Reason::param).orElse(""))
        .addKeyValue("request", answer.headers().firstValue("Request-Id").orElse(""))
        .log("Stripe refused a request");
    throw new PaymentProviderException(StripePayments.NAME, "Stripe answered " + status);
  }

  private <T> Optional<T> parsed(HttpResponse<byte[]> answer, Class<T> type) {
    try {
      return Optional.ofNullable(json.readValue(answer.body(), type));
    } catch (IOException | IllegalArgumentException | JacksonException malformed) {
      // What the parser says may quote the body, which has a client secret in it.
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
