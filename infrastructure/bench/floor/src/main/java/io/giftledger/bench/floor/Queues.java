package io.giftledger.bench.floor;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queues, reached as the functions reach them. */
final class Queues {

  private Queues() {}

  static SqsClient client() {
    return SqsClient.builder()
        .region(Region.of(Floor.variable("AWS_REGION")))
        .endpointOverride(URI.create(Floor.variable("AWS_ENDPOINT_URL_SQS")))
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(1))
                .socketTimeout(Duration.ofSeconds(3)))
        .overrideConfiguration(options -> options.apiCallTimeout(Duration.ofSeconds(8)))
        .build();
  }
}
