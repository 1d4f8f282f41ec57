package io.giftledger.bench.requesthandler;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.micronaut.function.aws.MicronautRequestHandler;
import io.micronaut.json.JsonMapper;
import io.micronaut.validation.validator.Validator;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Answers {@code POST /v1/gifts}. */
public final class SendGiftRequestHandler
    extends MicronautRequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

  @Inject JsonMapper json;
  @Inject Validator validator;
  @Inject Gifts gifts;

  @Override
  public APIGatewayV2HTTPResponse execute(APIGatewayV2HTTPEvent event) {
    try {
      GiftRequest asked = json.readValue(event.getBody(), GiftRequest.class);
      if (asked == null || !validator.validate(asked).isEmpty()) return reply(422, "{}");
      var claims = event.getRequestContext().getAuthorizer().getJwt().getClaims();
      GiftReply sent =
          gifts.send(
              claims.getOrDefault("sub", ""),
              event.getHeaders().getOrDefault("idempotency-key", ""),
              asked);
      return reply(201, new String(json.writeValueAsBytes(sent), StandardCharsets.UTF_8));
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static APIGatewayV2HTTPResponse reply(int status, String body) {
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(status)
        .withHeaders(Map.of("Content-Type", "application/json"))
        .withBody(body)
        .build();
  }
}
