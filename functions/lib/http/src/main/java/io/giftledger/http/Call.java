package io.giftledger.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.economy.policy.Buyer;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.ledger.Account;
import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.validation.validator.Validator;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One request to a route. What is asked of it and not there is a {@link ProblemException}. */
public final class Call {

  /** The largest body that a route reads, in bytes, unless it says otherwise. */
  public static final int BODY_BYTES_MAX = 64 * 1024;

  /** A comma is not among them: API Gateway puts one between two headers of the same name. */
  private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e&&[^,]]{1,255}");

  /**
   * The scope of a token that stands in the address of a stream's overlay: whoever reads it there
   * shall see what the stream shows, and do nothing in the user's name.
   */
  static final String OVERLAY = "giftledger/overlay";

  private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

  private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7e]{1,255}");

  private static final int PAGE_DEFAULT = 20;
  private static final int PAGE_MAX = 100;

  private final HttpEvent event;
  private final String accountClaim;
  private final String countryClaim;
  private final Supplier<Validator> validator;

  Call(HttpEvent event, String accountClaim, String countryClaim, Supplier<Validator> validator) {
    this.event = event;
    this.accountClaim = accountClaim;
    this.countryClaim = countryClaim;
    this.validator = validator;
  }

  /**
   * The user who calls: the claim that owns accounts, of the token that API Gateway verified.
   *
   * @throws ProblemException {@code unauthorized} if there is no token, {@code read_only_token} if
   *     it is an overlay's, {@code account_id_not_supported} if its claim is none that can own an
   *     account
   */
  public String caller() {
    if (isOverlay()) {
      throw new Problem(
              403, "read_only_token", "The token is for an overlay, and only shows gifts.")
          .exception();
    }
    return watcher();
  }

  /**
   * The user who calls, or whose overlay does: for what everybody may see.
   *
   * @throws ProblemException as {@link #caller} does, but for an overlay's token
   */
  public String watcher() {
    HttpEvent.Jwt token =
        token()
            .orElseThrow(
                () -> new Problem(401, "unauthorized", "The request has no token.").exception());
    return Optional.ofNullable(token.claims().get(accountClaim))
        .filter(Account::isOwner)
        .orElseThrow(
            () ->
                new Problem(
                        403,
                        "account_id_not_supported",
                        "The token's claim " + accountClaim + " is no id that can own accounts.",
                        Map.of("claim", accountClaim))
                    .exception());
  }

  /**
   * Who calls a route of the operator's API: the token's {@code sub}, which needs to own no
   * account.
   *
   * @param scopes those of which the token must have one; API Gateway has checked it already, by
   *     the template
   * @throws ProblemException {@code unauthorized} if there is no token, {@code forbidden} if it has
   *     none of the scopes, or nobody's name
   */
  public String subject(List<String> scopes) {
    HttpEvent.Jwt token =
        token()
            .orElseThrow(
                () -> new Problem(401, "unauthorized", "The request has no token.").exception());
    List<String> has = isOverlay() ? List.of() : words(token, "scope");
    if (scopes.stream().noneMatch(has::contains)) {
      throw new Problem(
              403, "forbidden", "The token has no scope for this route.", Map.of("scopes", scopes))
          .exception();
    }
    return Optional.ofNullable(token.claims().get("sub"))
        .filter(sub -> SUBJECT.matcher(sub).matches())
        .orElseThrow(
            () -> new Problem(403, "forbidden", "The token does not say whose it is.").exception());
  }

  /** Some issuers name scopes otherwise; here a token counts as limited if it is in any way. */
  private boolean isOverlay() {
    return token().stream()
        .flatMap(token -> Stream.of("scope", "scp").flatMap(claim -> words(token, claim).stream()))
        .anyMatch(OVERLAY::equals);
  }

  /** Those of a claim; API Gateway writes a list in brackets. */
  private static List<String> words(HttpEvent.Jwt token, String claim) {
    return List.of(token.claims().getOrDefault(claim, "").split("[ ,\\[\\]]+", -1));
  }

  private Optional<HttpEvent.Jwt> token() {
    return Optional.ofNullable(event.requestContext().authorizer()).map(HttpEvent.Authorizer::jwt);
  }

  /**
   * What is known of the caller as a buyer. Where they are the platform says, else their token; by
   * which application they buy, the token alone.
   *
   * @param told what the platform told of the caller, if it did
   * @throws ProblemException {@code viewer_profile_invalid} if that has no country
   */
  public Buyer buyer(Optional<ViewerProfile> told) {
    if (told.filter(profile -> !profile.isWholeForPrices()).isPresent()) {
      throw new Problem(
              503,
              "viewer_profile_invalid",
              "The platform has to complete what it told of this viewer. Send the same request"
                  + " again.")
          .exception();
    }
    return new Buyer(
        told.map(ViewerProfile::country).or(() -> claim(countryClaim)),
        claim("client_id").or(() -> claim("azp")));
  }

  private Optional<String> claim(String name) {
    return token().map(token -> token.claims().get(name));
  }

  /**
   * The header {@code Idempotency-Key}: 1 to 255 visible ASCII characters but the comma.
   *
   * @throws ProblemException {@code idempotency_key_required} or {@code idempotency_key_invalid}
   */
  public String idempotencyKey() {
    String key =
        header("idempotency-key")
            .orElseThrow(
                () ->
                    new Problem(
                            400,
                            "idempotency_key_required",
                            "Send an Idempotency-Key header: one new key for each new request.")
                        .exception());
    if (!IDEMPOTENCY_KEY.matcher(key).matches()) {
      throw new Problem(
              400,
              "idempotency_key_invalid",
              "Send one Idempotency-Key header: 1 to 255 visible ASCII characters, no comma.")
          .exception();
    }
    return key;
  }

  /** A header by its lower-case name. */
  public Optional<String> header(String name) {
    return find(event.headers(), name);
  }

  /** All headers, by their lower-case names. */
  public Map<String, String> headers() {
    return Objects.requireNonNullElse(event.headers(), Map.of());
  }

  /**
   * Whether the header {@code Accept} would rather have one media type than another. A client that
   * names all that it can read would not, nor does one that says nothing.
   */
  public boolean prefers(String mediaType, String other) {
    return weight(mediaType) > weight(other);
  }

  /**
   * How much it would have a media type, 0 to 1: what the range says that names it most closely.
   */
  private double weight(String mediaType) {
    String accept = header("accept").orElse("*/*").toLowerCase(Locale.ROOT);
    String main = mediaType.substring(0, mediaType.indexOf('/'));
    for (String name : List.of(mediaType, main + "/*", "*/*")) {
      OptionalDouble weight =
          Arrays.stream(accept.split(",", -1))
              .filter(range -> range.split(";", 2)[0].strip().equals(name))
              .mapToDouble(Call::weightOf)
              .max();
      if (weight.isPresent()) return weight.getAsDouble();
    }
    return 0;
  }

  /**
   * The weight of a range, which is 1 unless it says so; one that is none is nothing wished for.
   */
  private static double weightOf(String range) {
    return Arrays.stream(range.split(";", -1))
        .map(String::strip)
        .filter(parameter -> parameter.startsWith("q="))
        .map(parameter -> parameter.substring("q=".length()))
        .findFirst()
        .map(text -> WEIGHT.matcher(text).matches() ? Double.parseDouble(text) : 0)
        .orElse(1.0);
  }

  /** What stands in the path for one of the route's parameters. */
  public String path(String name) {
    return find(event.pathParameters(), name).orElseThrow();
  }

  /**
   * Refuses a query that names something else, something twice, or something without a value: a
   * misspelled cursor would begin a list anew, and of two regions nobody knows which is meant.
   *
   * @param names what it may name
   * @throws ProblemException {@code invalid_request}
   */
  void requireQuery(Set<String> names) {
    Map<String, String> query = event.queryStringParameters();
    if (query == null) return;
    List<String> sent = namesAsSent();
    List<Map<String, String>> errors =
        query.keySet().stream()
            .sorted()
            .flatMap(
                name -> queryFault(name, names, sent).map(fault -> Map.entry(name, fault)).stream())
            .limit(StrictJson.ERRORS_MAX)
            .map(fault -> StrictJson.error(StrictJson.shortened(fault.getKey()), fault.getValue()))
            .toList();
    if (!errors.isEmpty()) throw Problem.invalidRequest(errors).exception();
  }

  private Optional<String> queryFault(String name, Set<String> names, List<String> sent) {
    if (!names.contains(name)) return Optional.of("is unknown");
    if (Collections.frequency(sent, name) > 1) return Optional.of("is there twice");
    return query(name).filter(value -> !value.isEmpty()).isPresent()
        ? Optional.empty()
        : Optional.of("must not be empty");
  }

  /** The names in the query, each as often as it was sent. */
  private List<String> namesAsSent() {
    return Arrays.stream(Objects.requireNonNullElse(event.rawQueryString(), "").split("&", -1))
        .map(parameter -> parameter.split("=", 2)[0])
        .map(Call::decoded)
        .toList();
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return name;
    }
  }

  /** A value of the query. */
  public Optional<String> query(String name) {
    return find(event.queryStringParameters(), name);
  }

  /**
   * How many items a page may have: the query's {@code limit}, 20 if there is none.
   *
   * @throws ProblemException {@code invalid_request} unless it is 1 to 100
   */
  public int limit() {
    return query("limit")
        .map(
            text -> {
              if (text.matches("[0-9]{1,3}")) {
                int limit = Integer.parseInt(text);
                if (limit >= 1 && limit <= PAGE_MAX) return limit;
              }
              throw Problem.invalidField("limit", "must be 1 to " + PAGE_MAX).exception();
            })
        .orElse(PAGE_DEFAULT);
  }

  /**
   * A positive number of the query, if it has one of this name.
   *
   * @throws ProblemException {@code invalid_request} unless it is 1 to 999,999,999,999
   */
  public OptionalLong positive(String name) {
    Optional<String> text = query(name);
    if (text.isEmpty()) return OptionalLong.empty();
    if (!text.get().matches("[0-9]{1,12}") || Long.parseLong(text.get()) == 0) {
      throw Problem.invalidField(name, "must be a positive whole number").exception();
    }
    return OptionalLong.of(Long.parseLong(text.get()));
  }

  /**
   * The raw body.
   *
   * @throws ProblemException {@code body_too_large}, or {@code malformed_body} if there is none
   */
  public byte[] rawBody() {
    return rawBody(BODY_BYTES_MAX);
  }

  /**
   * The raw body where it may be larger, or must be smaller, than usual.
   *
   * @param bytesMax the largest that is read
   * @throws ProblemException {@code body_too_large}, or {@code malformed_body} if there is none
   */
  public byte[] rawBody(int bytesMax) {
    String text = event.body();
    if (text == null || text.isEmpty()) {
      throw Problem.malformedBody("The request has no body.", List.of()).exception();
    }
    byte[] body =
        event.isBase64Encoded()
            ? Base64.getDecoder().decode(text)
            : text.getBytes(StandardCharsets.UTF_8);
    if (body.length > bytesMax) {
      throw new Problem(
              413,
              "body_too_large",
              "The body has at most " + bytesMax + " bytes.",
              Map.of("bytes", body.length, "bytes_max", bytesMax))
          .exception();
    }
    return body;
  }

  /**
   * Refuses a body: what it asks for would not be done.
   *
   * @throws ProblemException {@code malformed_body}, unless there is none, or an object without
   *     members
   */
  public void requireNoBody() {
    String text = event.body();
    if (text == null || text.isEmpty()) return;
    if (!new String(rawBody(), StandardCharsets.UTF_8).strip().matches("\\{\\s*}")) {
      throw Problem.malformedBody("This request has no body.", List.of()).exception();
    }
  }

  /**
   * Refuses a body that is sent as anything but JSON.
   *
   * @throws ProblemException {@code unsupported_media_type}
   */
  public void requireJson() {
    String contentType = header("content-type").orElse("").toLowerCase(Locale.ROOT);
    if (!contentType.split(";", 2)[0].strip().equals("application/json")) {
      throw new Problem(415, "unsupported_media_type", "The body must be sent as application/json.")
          .exception();
    }
  }

  /**
   * The body as a validated request, read as {@link StrictJson} says.
   *
   * @throws ProblemException {@code unsupported_media_type}, {@code body_too_large}, {@code
   *     malformed_body} or {@code invalid_request}
   */
  public <T> T body(Class<T> type) {
    requireJson();
    T body = StrictJson.read(rawBody(), type);
    List<Map<String, String>> errors =
        validator.get().validate(body).stream()
            .map(
                violation ->
                    Map.of(
                        "field", jsonName(type, violation.getPropertyPath().toString()),
                        "message", violation.getMessage()))
            .sorted(Comparator.comparing(error -> error.get("field")))
            .toList();
    if (!errors.isEmpty()) throw Problem.invalidRequest(errors).exception();
    return body;
  }

  private static Optional<String> find(@Nullable Map<String, String> map, String name) {
    return map == null ? Optional.empty() : Optional.ofNullable(map.get(name));
  }

  /** What the request calls a field: its own name for it, or snake case. */
  private static String jsonName(Class<?> type, String path) {
    return BeanIntrospection.getIntrospection(type)
        .getProperty(path)
        .flatMap(property -> property.stringValue(JsonProperty.class))
        .filter(name -> !name.isEmpty())
        .orElseGet(() -> StrictJson.snakeCase(path));
  }
}
