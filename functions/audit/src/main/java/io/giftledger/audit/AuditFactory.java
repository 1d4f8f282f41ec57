package io.giftledger.audit;

import io.giftledger.queues.TypedQueue;
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
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Makes what reaches the bucket and the key, from the function's environment variables. */
@Factory
final class AuditFactory {

  /**
   * @param region {@code AWS_REGION}
   * @param endpoint {@code AWS_ENDPOINT_URL_S3}, absent on AWS
   */
  @Singleton
  @Bean(preDestroy = "close")
  S3Client s3(
      @Property(name = "aws.region") String region,
      @Property(name = "aws.endpoint.url.s3") Optional<String> endpoint) {
    var builder =
        S3Client.builder()
            .region(Region.of(region))
            .httpClientBuilder(http())
            .overrideConfiguration(options -> options.apiCallTimeout(Duration.ofSeconds(30)));
    endpoint.map(URI::create).ifPresent(builder::endpointOverride);
    return builder.build();
  }

  /**
   * @param region {@code AWS_REGION}
   * @param endpoint {@code AWS_ENDPOINT_URL_KMS}, absent on AWS
   */
  @Singleton
  @Bean(preDestroy = "close")
  KmsClient kms(
      @Property(name = "aws.region") String region,
      @Property(name = "aws.endpoint.url.kms") Optional<String> endpoint) {
    var builder =
        KmsClient.builder()
            .region(Region.of(region))
            .httpClientBuilder(http())
            .overrideConfiguration(options -> options.apiCallTimeout(Duration.ofSeconds(15)));
    endpoint.map(URI::create).ifPresent(builder::endpointOverride);
    return builder.build();
  }

  /**
   * @param bucket {@code DIGESTS_BUCKET}
   */
  @Singleton
  S3DigestStore store(S3Client s3, @Property(name = "digests.bucket") String bucket) {
    return new S3DigestStore(s3, bucket);
  }

  /**
   * @param id {@code DIGESTS_KEY_ARN}
   */
  @Singleton
  DigestKey key(KmsClient kms, @Property(name = "digests.key.arn") String id) {
    return new DigestKey(kms, id);
  }

  /**
   * The queue that an audit comes from and sends itself on with.
   *
   * @param url {@code AUDITS_QUEUE_URL}
   */
  @Singleton
  TypedQueue<AuditMessage> audits(
      SqsClient sqs, JsonMapper json, @Property(name = "audits.queue.url") String url) {
    return new TypedQueue<>(sqs, json, AuditMessage.TYPE, url);
  }

  private static UrlConnectionHttpClient.Builder http() {
    return UrlConnectionHttpClient.builder()
        .connectionTimeout(Duration.ofSeconds(1))
        .socketTimeout(Duration.ofSeconds(10));
  }
}
