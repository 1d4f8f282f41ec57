package io.giftledger.bench.requesthandler;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Makes the client as the functions do. */
@Factory
final class DynamoDbFactory {

  @Singleton
  DynamoDbClient dynamoDb(
      @Property(name = "aws.region") String region,
      @Property(name = "aws.endpoint.url.dynamodb") String endpoint) {
    return DynamoDbClient.builder()
        .region(Region.of(region))
        .endpointOverride(URI.create(endpoint))
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(1))
                .socketTimeout(Duration.ofSeconds(2)))
        .overrideConfiguration(options -> options.apiCallTimeout(Duration.ofSeconds(5)))
        .build();
  }
}
