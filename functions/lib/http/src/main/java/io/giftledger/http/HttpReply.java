package io.giftledger.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;

/**
 * A response as API Gateway's HTTP API takes it (payload format 2.0).
 *
 * @param statusCode the status
 * @param headers the headers
 * @param body the body
 * @param isBase64Encoded whether the body is in base 64
 */
@Serdeable
public record HttpReply(
    int statusCode,
    Map<String, String> headers,
    String body,
    @JsonProperty("isBase64Encoded") boolean isBase64Encoded) {}
