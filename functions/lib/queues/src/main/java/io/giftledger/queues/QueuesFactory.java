package io.giftledger.queues;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Makes what reaches the queues, from the function's environment variables. */
@Factory
final class QueuesFactory {

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

  /**
   * @param url {@code CONVERSIONS_QUEUE_URL}
   */
  @Singleton
  TypedQueue<ConversionsMessage> conversions(
      SqsClient sqs, JsonMapper json, @Property(name = "conversions.queue.url") String url) {
    return new TypedQueue<>(sqs, json, ConversionsMessage.TYPE, url);
  }

  /**
   * @param url {@code PAYOUTS_QUEUE_URL}
   */
  @Singleton
  TypedQueue<PayoutMessage> payouts(
      SqsClient sqs, JsonMapper json, @Property(name = "payouts.queue.url") String url) {
    return new TypedQueue<>(sqs, json, PayoutMessage.TYPE, url);
  }

  /**
   * @param url {@code PAYOUTS_QUEUE_URL}: what goes out to creators and back to viewers waits there
   */
  @Singleton
  TypedQueue<RefundMessage> refunds(
      SqsClient sqs, JsonMapper json, @Property(name = "payouts.queue.url") String url) {
    return new TypedQueue<>(sqs, json, RefundMessage.TYPE, url);
  }

  /**
   * @param url {@code PAYOUTS_QUEUE_URL}, likewise
   */
  @Singleton
  TypedQueue<UnappliedRefundMessage> unappliedRefunds(
      SqsClient sqs, JsonMapper json, @Property(name = "payouts.queue.url") String url) {
    return new TypedQueue<>(sqs, json, UnappliedRefundMessage.TYPE, url);
  }

  /**
   * @param url {@code RECOGNITION_QUEUE_URL}
   */
  @Singleton
  TypedQueue<RecognitionMessage> recognition(
      SqsClient sqs, JsonMapper json, @Property(name = "recognition.queue.url") String url) {
    return new TypedQueue<>(sqs, json, RecognitionMessage.TYPE, url);
  }
}
