package io.giftledger.lambda;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Makes what reaches the queues, in the functions that have the SQS client on board. */
@Factory
@Requires(classes = SqsClient.class)
final class SqsFactory {

  /**
   * @param region {@code AWS_REGION}
   * @param endpoint {@code AWS_ENDPOINT_URL_SQS}, absent on AWS
   */
  @Singleton
  @Bean(preDestroy = "close")
  SqsClient sqs(
      @Property(name = "aws.region") String region,
      @Property(name = "aws.endpoint.url.sqs") Optional<String> endpoint) {
    var builder =
        SqsClient.builder()
            .region(Region.of(region))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(1))
                    .socketTimeout(Duration.ofSeconds(3)))
            .overrideConfiguration(options -> options.apiCallTimeout(Duration.ofSeconds(8)));
    endpoint.map(URI::create).ifPresent(builder::endpointOverride);
    return builder.build();
  }
}
