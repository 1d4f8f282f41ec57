package io.giftledger.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as API Gateway's HTTP API delivers it (payload format 2.0), as far as we read it.
 *
 * @param routeKey the template's route that matched: {@code GET /v1/gifts/{id}}
 * @param headers the headers, with lower-case names
 * @param pathParameters what stands in the path for the route's parameters
 * @param rawQueryString the query as it was sent, if it was
 * @param queryStringParameters the query; the values of a name that is there twice stand in one,
 *     with a comma between them
 * @param body the body, if there is one
 * @param isBase64Encoded whether the body is in base 64
 * @param requestContext what API Gateway itself says
 */
@Serdeable
public record HttpEvent(
    String routeKey,
    @Nullable Map<String, String> headers,
    @Nullable Map<String, String> pathParameters,
    @Nullable String rawQueryString,
    @Nullable Map<String, String> queryStringParameters,
    @Nullable String body,
    @JsonProperty("isBase64Encoded") boolean isBase64Encoded,
    RequestContext requestContext) {

  /**
   * What API Gateway says.
   *
   * @param requestId its id for the request
   * @param authorizer who called, if the route asks that
   */
  @Serdeable
  public record RequestContext(String requestId, @Nullable Authorizer authorizer) {}

  /**
   * What the authorizer found.
   *
   * @param jwt the verified token
   */
  @Serdeable
  public record Authorizer(@Nullable Jwt jwt) {}

  /**
   * A token whose signature, issuer, audience and dates API Gateway verified.
   *
   * @param claims its claims
   */
  @Serdeable
  public record Jwt(Map<String, String> claims) {}
}
