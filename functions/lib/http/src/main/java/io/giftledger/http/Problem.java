package io.giftledger.http;

import io.giftledger.economy.RefusalCode;
import io.giftledger.http.view.MoneyView;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An error as RFC 9457 has it, with a stable code that a program can switch on.
 *
 * @param status the HTTP status
 * @param code what happened
 * @param detail what a person reads
 * @param members more that explains it, by name
 */
public record Problem(int status, String code, String detail, Map<String, Object> members) {

  static final String CONTENT_TYPE = "application/problem+json";

  /** A problem that its detail explains. */
  public Problem(int status, String code, String detail) {
    this(status, code, detail, Map.of());
  }

  /** What the economy's rules refuse: the one place that gives refusals their HTTP status. */
  public static Problem of(Refusal refusal) {
    Map<String, Object> members = new TreeMap<>();
    refusal
        .figures()
        .forEach(
            (name, figure) ->
                members.put(
                    name,
                    switch (figure) {
                      case Figure.Count(long number) -> number;
                      case Figure.Amount(long minor, String currency) ->
                          new MoneyView(minor, currency);
                      case Figure.Word(String text) -> text;
                      case Figure.Flag(boolean holds) -> holds;
                    }));
    int status =
        switch (refusal.code()) {
          // Nothing that the caller could change: it passes when the platform has mended its data,
          // or
          // counted it.
          case RefusalCode.CREATOR_PROFILE_INVALID,
              RefusalCode.VIEWER_PROFILE_INVALID,
              RefusalCode.GIFTS_NOT_COUNTED ->
              503;
          // Everything about the request is right, but for what it takes the price to be.
          case RefusalCode.PRICE_CHANGED, RefusalCode.BONUS_CHANGED, RefusalCode.AMOUNT_CHANGED ->
              409;
          case RefusalCode.TOO_MANY_GIFTS -> 429;
          default -> 422;
        };
    return new Problem(status, refusal.code().label(), refusal.detail(), members);
  }

  /** The idempotency key belongs to another request. */
  public static Problem idempotencyKeyReused() {
    return new Problem(
        409,
        "idempotency_key_reused",
        "This Idempotency-Key was used for another request. Use a new key for a new request.");
  }

  /** There is no such thing, or it is not the caller's. */
  public static Problem notFound(String what) {
    return new Problem(404, "not_found", "There is no such " + what + ".");
  }

  /**
   * There is no body that can be read.
   *
   * @param errors the member that could not be read, if one was
   */
  static Problem malformedBody(String detail, List<Map<String, String>> errors) {
    return new Problem(
        400, "malformed_body", detail, errors.isEmpty() ? Map.of() : Map.of("errors", errors));
  }

  /** The body is JSON, but not what the route takes. */
  public static Problem invalidRequest(List<Map<String, String>> errors) {
    return new Problem(
        422, "invalid_request", "The request has invalid fields.", Map.of("errors", errors));
  }

  /** A field is not what the route takes. */
  public static Problem invalidField(String field, String message) {
    return invalidRequest(List.of(Map.of("field", field, "message", message)));
  }

  /** As an exception, for where a request is read. */
  public ProblemException exception() {
    return new ProblemException(this);
  }

  /** As an answer; 429 and 503 are never final. */
  public Reply reply() {
    boolean passes = status == 429 || status == 503;
    return new Reply(status, passes ? Map.of("Retry-After", "1") : Map.of(), this);
  }

  /** The members of the JSON object. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", "urn:giftledger:problem:" + code);
    json.put(
        "title",
        code.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
            + code.substring(1).replace('_', ' '));
    json.put("status", status);
    json.put("code", code);
    json.put("detail", detail);
    json.putAll(members);
    return json;
  }
}
