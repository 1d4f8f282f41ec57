package io.giftledger.http;

import io.micronaut.core.type.Argument;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.Decoder;
import io.micronaut.serde.Deserializer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request. Serde would do it without being told how, but first works out how each record in
 * it is read; every function behind API Gateway begins with that.
 */
@Singleton
final class HttpEventReader implements Deserializer<HttpEvent> {

  @Override
  public HttpEvent deserialize(
      Decoder decoder, DecoderContext context, Argument<? super HttpEvent> type)
      throws IOException {
    JsonNode event = decoder.decodeNode();
    return new HttpEvent(
        Objects.requireNonNull(text(event, "routeKey"), "no routeKey"),
        texts(event, "headers"),
        texts(event, "pathParameters"),
        text(event, "rawQueryString"),
        texts(event, "queryStringParameters"),
        text(event, "body"),
        "true".equals(text(event, "isBase64Encoded")),
        requestContext(Objects.requireNonNull(member(event, "requestContext"), "no context")));
  }

  private static HttpEvent.RequestContext requestContext(JsonNode context) {
    @Nullable JsonNode authorizer = member(context, "authorizer");
    @Nullable JsonNode jwt = authorizer == null ? null : member(authorizer, "jwt");
    @Nullable Map<String, String> claims = jwt == null ? null : texts(jwt, "claims");
    return new HttpEvent.RequestContext(
        Objects.requireNonNullElse(text(context, "requestId"), ""),
        claims == null ? null : new HttpEvent.Authorizer(new HttpEvent.Jwt(claims)));
  }

  private static @Nullable Map<String, String> texts(JsonNode object, String name) {
    @Nullable JsonNode member = member(object, name);
    if (member == null) return null;
    Map<String, String> texts = new HashMap<>();
    for (var entry : member.entries()) {
      if (!entry.getValue().isNull()) {
        texts.put(entry.getKey(), entry.getValue().coerceStringValue());
      }
    }
    return texts;
  }

  private static @Nullable String text(JsonNode object, String name) {
    @Nullable JsonNode member = member(object, name);
    return member == null ? null : member.coerceStringValue();
  }

  /** What is null is not there. */
  private static @Nullable JsonNode member(JsonNode object, String name) {
    @Nullable JsonNode member = object.get(name);
    return member == null || member.isNull() ? null : member;
  }
}
