package io.giftledger.http;

import io.giftledger.economy.policy.PolicyNotLoadedException;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.lambda.Metrics;
import io.giftledger.ledger.AccountBrokenException;
import io.giftledger.ledger.AccountNotUnderstoodException;
import io.giftledger.ledger.LedgerBusyException;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.table.TableBusyException;
import io.micronaut.json.JsonMapper;
import io.micronaut.validation.validator.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The base of every function behind API Gateway. It turns whatever goes wrong into a problem; no
 * stack trace leaves it.
 */
public abstract class HttpFunction extends LambdaFunction<HttpEvent, HttpReply> {

  private static final Logger LOG = LoggerFactory.getLogger(HttpFunction.class);

  /** Who asks in a rehearsal, and for what: an account, a creator, a gift that there is not. */
  protected static final String REHEARSAL = "rehearsal-of-nobody";

  private final JsonMapper json = bean(JsonMapper.class);
  private final String accountClaim;
  private final String countryClaim;
  private final Map<String, Route> routes = new HashMap<>();

  /** What answers the calls of one route. */
  @FunctionalInterface
  public interface Route {
    /** Answers a call. */
    Reply answer(Call call);
  }

  /**
   * @param environment the function's environment variables; {@code ACCOUNT_CLAIM} is the claim of
   *     a token that owns accounts, {@code sub} if there is none; {@code COUNTRY_CLAIM} the one
   *     that says where its user is, {@code country} if there is none
   */
  protected HttpFunction(Map<String, String> environment) {
    super(HttpEvent.class, environment);
    this.accountClaim = environment.getOrDefault("ACCOUNT_CLAIM", "sub");
    this.countryClaim = environment.getOrDefault("COUNTRY_CLAIM", "country");
  }

  /**
   * Says what answers one of the routes that the template gives this function.
   *
   * @param routeKey method and path as in the template: {@code GET /v1/gifts/{id}}
   * @param query what the query may name, each once
   */
  protected final void route(String routeKey, Route route, String... query) {
    Set<String> names = Set.of(query);
    routes.put(
        routeKey,
        call -> {
          call.requireQuery(names);
          return route.answer(call);
        });
  }

  /**
   * Says what answers a route at which others call us: what they write behind its address is
   * theirs.
   *
   * @param routeKey as in {@link #route}
   */
  protected final void webhook(String routeKey, Route route) {
    routes.put(routeKey, route);
  }

  /**
   * Answers a request of nobody's before a snapshot is taken. Whatever it asks for must be refused,
   * or only be read.
   *
   * @param routeKey as in {@link #route}
   * @param body empty for none
   */
  protected final void rehearse(String routeKey, String body) throws IOException {
    Map<String, String> claims = new HashMap<>();
    claims.put("sub", REHEARSAL);
    claims.put("scope", "giftledger/operator");
    claims.put(accountClaim, REHEARSAL);
    HttpReply reply =
        rehearse(
            json.writeValueAsBytes(
                new HttpEvent(
                    routeKey,
                    Map.of("content-type", "application/json", "idempotency-key", REHEARSAL),
                    Map.of("id", REHEARSAL),
                    "",
                    Map.of(),
                    body,
                    false,
                    new HttpEvent.RequestContext(
                        REHEARSAL, new HttpEvent.Authorizer(new HttpEvent.Jwt(claims))))));
    if (reply.statusCode() == 500) {
      throw new IllegalStateException("the rehearsal of " + routeKey + " failed: " + reply.body());
    }
  }

  @Override
  protected final HttpReply handle(HttpEvent event) {
    Reply reply = answer(event);
    if (reply.body() instanceof Problem problem) count(problem);
    Map<String, String> headers = new HashMap<>(reply.headers());
    headers.putIfAbsent("Cache-Control", "no-store");
    return switch (reply.body()) {
      case Problem problem -> reply(reply, headers, Problem.CONTENT_TYPE, write(problem.json()));
      case Reply.Csv(String text) -> reply(reply, headers, "text/csv; charset=utf-8", text);
      default -> reply(reply, headers, "application/json", write(reply.body()));
    };
  }

  private static HttpReply reply(
      Reply reply, Map<String, String> headers, String contentType, String body) {
    headers.put("Content-Type", contentType);
    return new HttpReply(reply.status(), headers, body, false);
  }

  /** What the client can do something about, what passes, and what is our fault. */
  private static void count(Problem problem) {
    switch (problem.status()) {
      case 500 -> Metrics.count("Failures", 1, "code", problem.code());
      case 503 -> Metrics.count("Unavailable", 1, "code", problem.code());
      default -> Metrics.count("Refusals", 1, "code", problem.code());
    }
  }

  private Reply answer(HttpEvent event) {
    try {
      Route route = routes.get(event.routeKey());
      if (route == null) {
        throw new IllegalStateException("no route answers " + event.routeKey());
      }
      return route.answer(new Call(event, accountClaim, countryClaim, this::validator));
    } catch (ProblemException refused) {
      return refused.problem().reply();
    } catch (LedgerBusyException | TableBusyException busy) {
      LOG.atWarn().addKeyValue("route", event.routeKey()).setCause(busy).log("ledger busy");
      return tryAgain("try_again", "Too much at once. Send the same request again.");
    } catch (PolicyNotLoadedException none) {
      LOG.atError().addKeyValue("route", event.routeKey()).setCause(none).log("no policy");
      return tryAgain("try_again", "There are no prices now. Send the same request again.");
    } catch (AccountNotUnderstoodException newer) {
      LOG.atWarn().addKeyValue("route", event.routeKey()).setCause(newer).log("newer entry");
      return tryAgain(
          "try_again", "A newer version is being deployed. Send the same request again.");
    } catch (AccountBrokenException | RecordAlteredException broken) {
      LOG.atError().addKeyValue("route", event.routeKey()).setCause(broken).log("account stopped");
      return tryAgain(
          "account_stopped", "This account is stopped until it has been looked at by a person.");
    } catch (RuntimeException fault) {
      LOG.atError().addKeyValue("route", event.routeKey()).setCause(fault).log("request failed");
      return new Problem(
              500,
              "internal_error",
              "Something failed on our side. Send the same request again.",
              Map.of("request_id", event.requestContext().requestId()))
          .reply();
    }
  }

  private static Reply tryAgain(String code, String detail) {
    return new Problem(503, code, detail).reply();
  }

  /** Made when a body is first to be validated: a function that only reads starts without it. */
  private Validator validator() {
    return bean(Validator.class);
  }

  private String write(Object body) {
    try {
      return new String(json.writeValueAsBytes(body), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
