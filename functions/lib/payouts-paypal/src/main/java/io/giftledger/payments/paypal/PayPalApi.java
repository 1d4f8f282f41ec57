package io.giftledger.payments.paypal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.payments.CachedSecret;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.ProviderHttp;
import io.giftledger.payments.SecretVersions;
import io.giftledger.payments.Webhook;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.core.JacksonException;

/** The part of PayPal's API that is used: its SDK has neither payouts nor webhooks. */
@Singleton
@Bean(preDestroy = "close")
final class PayPalApi implements AutoCloseable {

  /** What an id of PayPal's is made of; it may stand in a path. */
  static final String ID = "[A-Za-z0-9]{1,64}";

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(8);

  /** A token is not used any more so long before it ends. */
  private static final Duration TOKEN_RESERVE = Duration.ofMinutes(1);

  private static final String PAYOUTS = "/v1/payments/payouts";
  private static final Pattern BATCH = Pattern.compile(PAYOUTS + "/(" + ID + ")");

  private static final Logger LOG = LoggerFactory.getLogger(PayPalApi.class);

  private final URI url;
  private final CachedSecret<String> credentials;
  private final JsonMapper json;
  private final InstantSource clock;
  private final ProviderHttp http;

  private @Nullable String token;
  private Instant tokenEnds = Instant.MIN;

  /**
   * @param url {@code PAYPAL_API_URL}
   * @param credentialsArn {@code PAYPAL_CREDENTIALS_SECRET_ARN}: {@code <client id>:<secret>}
   * @param secretsManager made when PayPal is first asked
   */
  @Inject
  PayPalApi(
      @Property(name = "paypal.api.url", defaultValue = "https://api-m.paypal.com") URI url,
      @Property(name = "paypal.credentials.secret.arn") Optional<String> credentialsArn,
      Provider<SecretsManagerClient> secretsManager,
      JsonMapper json,
      InstantSource clock) {
    this.url = url;
    this.credentials =
        new CachedSecret<>(() -> read(secretsManager.get(), credentialsArn.orElse("")), clock);
    this.json = json;
    this.clock = clock;
    this.http = new ProviderHttp(PayPalPayouts.NAME, ANSWER_TIMEOUT);
  }

  private static String read(SecretsManagerClient secretsManager, String arn) {
    try {
      return SecretVersions.read(secretsManager, arn).getFirst().strip();
    } catch (SdkException noAnswer) {
      throw new PaymentProviderException(
          PayPalPayouts.NAME, "PayPal's credentials could not be read", noAnswer);
    }
  }

  /** An access token, as PayPal answers. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Token(@Nullable String accessToken, @Nullable Long expiresIn) {}

  /**
   * An answer that is an error, as far as a log may know it.
   *
   * @param name which
   * @param debugId what PayPal's people ask for
   * @param links where to read on
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Fault(@Nullable String name, @Nullable String debugId, @Nullable List<Link> links) {}

  /** Where to read on. */
  @Serdeable
  record Link(@Nullable String href) {}

  /** Whether a webhook is PayPal's. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Verification(@Nullable String verificationStatus) {}

  /**
   * Has a batch paid. One of the same {@code sender_batch_id} within 30 days is the same batch:
   * PayPal refuses it, and says where the first one is.
   *
   * @return PayPal's id for it
   * @throws PaymentProviderException if nobody knows whether there is one
   */
  String pay(String idempotencyKey, Map<String, Object> batch) {
    HttpResponse<byte[]> answer =
        send(
            request(PAYOUTS)
                // Not for what it promises, which payouts do not keep; the batch's id is the key.
                .header("PayPal-Request-Id", idempotencyKey)
                .POST(BodyPublishers.ofByteArray(written(batch))));
    Optional<String> found =
        answer.statusCode() / 100 == 2
            ? parsed(answer, PayPalPayout.class)
                .map(PayPalPayout::batchHeader)
                .map(PayPalPayout.Header::payoutBatchId)
            : duplicate(answer);
    return found.filter(id -> id.matches(ID)).orElseThrow(() -> refused(answer));
  }

  private Optional<String> duplicate(HttpResponse<byte[]> answer) {
    if (answer.statusCode() / 100 != 4) return Optional.empty();
    return parsed(answer, Fault.class).map(Fault::links).stream()
        .flatMap(List::stream)
        .map(Link::href)
        .flatMap(href -> Optional.ofNullable(href).stream())
        .map(BATCH::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .findFirst();
  }

  /**
   * A batch as it stands.
   *
   * @throws PaymentProviderException if there is no answer
   */
  PayPalPayout batch(String id) {
    return read(send(request(PAYOUTS + "/" + id).GET()), PayPalPayout.class);
  }

  /**
   * An item as it stands.
   *
   * @throws PaymentProviderException if there is no answer
   */
  PayPalPayout.Item item(String id) {
    return read(send(request("/v1/payments/payouts-item/" + id).GET()), PayPalPayout.Item.class);
  }

  /**
   * Whether PayPal sent a webhook, as it says itself.
   *
   * @param webhookId PayPal's id for our address
   * @throws PaymentProviderException if there is no answer
   */
  boolean isOurs(Webhook webhook, String webhookId) {
    Map<String, String> named = new LinkedHashMap<>();
    named.put("auth_algo", "paypal-auth-algo");
    named.put("cert_url", "paypal-cert-url");
    named.put("transmission_id", "paypal-transmission-id");
    named.put("transmission_sig", "paypal-transmission-sig");
    named.put("transmission_time", "paypal-transmission-time");
    StringBuilder asked = new StringBuilder("{");
    for (Map.Entry<String, String> name : named.entrySet()) {
      Optional<String> value =
          webhook.header(name.getValue()).filter(text -> text.matches("[ !#-\\[\\]-~]{1,512}"));
      if (value.isEmpty()) return false;
      asked.append("\"%s\":\"%s\",".formatted(name.getKey(), value.get()));
    }
    // As it came: PayPal signs bytes, and JSON that is written anew has others.
    asked.append("\"webhook_id\":\"%s\",\"webhook_event\":".formatted(webhookId));
    asked.append(webhook.text()).append('}');
    Verification answer =
        read(
            send(
                request("/v1/notifications/verify-webhook-signature")
                    .POST(BodyPublishers.ofString(asked.toString()))),
            Verification.class);
    return "SUCCESS".equals(answer.verificationStatus());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path)).header("Content-Type", "application/json");
  }

  /** Sends a request; again, if the token is refused. */
  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    HttpResponse<byte[]> answer = send(request, token(false));
    return answer.statusCode() == 401 ? send(request, token(true)) : answer;
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, String bearer) {
    return http.send(request.setHeader("Authorization", "Bearer " + bearer).build());
  }

  private synchronized String token(boolean anew) {
    String known = token;
    if (!anew && known != null && clock.instant().isBefore(tokenEnds)) return known;
    String secret =
        anew ? credentials.newer().orElseGet(credentials::current) : credentials.current();
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(url.resolve("/v1/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(UTF_8)))
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build());
    Token given = read(answer, Token.class);
    String made = given.accessToken();
    Long seconds = given.expiresIn();
    if (made == null || seconds == null) throw refused(answer);
    token = made;
    tokenEnds = clock.instant().plusSeconds(seconds).minus(TOKEN_RESERVE);
    return made;
  }

  private <T> T read(HttpResponse<byte[]> answer, Class<T> type) {
    if (answer.statusCode() / 100 != 2) throw refused(answer);
    return parsed(answer, type)
        .orElseThrow(
            () ->
                new PaymentProviderException(PayPalPayouts.NAME, "PayPal's answer cannot be read"));
  }

  private PaymentProviderException refused(HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    Optional<Fault> fault = parsed(answer, Fault.class);
    boolean isOurFault = status < 500 && status != 429;
    (isOurFault ? LOG.atError() : LOG.atWarn())
        .addKeyValue("status", status)
        .addKeyValue("name", fault.map(Fault::name).orElse(""))
        .addKeyValue("debugId", fault.map(Fault::debugId).orElse(""))
        .log("PayPal refused a request");
    return new PaymentProviderException(PayPalPayouts.NAME, "PayPal answered " + status);
  }

  private <T> Optional<T> parsed(HttpResponse<byte[]> answer, Class<T> type) {
    try {
      return Optional.ofNullable(json.readValue(answer.body(), type));
    } catch (IOException | IllegalArgumentException | JacksonException malformed) {
      // What the parser says may quote the body.
      return Optional.empty();
    }
  }

  private byte[] written(Object body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
