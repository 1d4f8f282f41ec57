package io.giftledger.testkit;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.util.Map;
import java.util.Optional;

/**
 * A client of an HTTP function, which it calls as API Gateway does: {@code
 * api.as("alice").post("/v1/gifts").key("k").json(gift).expect(201)}.
 */
public final class HttpApi {

  private final RequestStreamHandler function;
  private final Optional<Map<String, String>> claims;

  /** A client without a token. */
  public HttpApi(RequestStreamHandler function) {
    this(function, Optional.empty());
  }

  private HttpApi(RequestStreamHandler function, Optional<Map<String, String>> claims) {
    this.function = function;
    this.claims = claims;
  }

  /** The client with a token of some user. */
  public HttpApi as(String user) {
    return claiming(Map.of("sub", user));
  }

  /** The client with a token of some claims. */
  public HttpApi claiming(Map<String, String> claims) {
    return new HttpApi(function, Optional.of(claims));
  }

  /**
   * A GET.
   *
   * @param route the template's path: {@code /v1/gifts/{id}}
   * @param parameters what stands in the path for the route's parameters, in order
   */
  public HttpRequest get(String route, String... parameters) {
    return request("GET", route, parameters);
  }

  /** A POST; the route is given as for {@link #get}. */
  public HttpRequest post(String route, String... parameters) {
    return request("POST", route, parameters);
  }

  /** A PUT; the route is given as for {@link #get}. */
  public HttpRequest put(String route, String... parameters) {
    return request("PUT", route, parameters);
  }

  /** A DELETE; the route is given as for {@link #get}. */
  public HttpRequest delete(String route, String... parameters) {
    return request("DELETE", route, parameters);
  }

  private HttpRequest request(String method, String route, String... parameters) {
    return new HttpRequest(function, claims, method, route, parameters);
  }
}
