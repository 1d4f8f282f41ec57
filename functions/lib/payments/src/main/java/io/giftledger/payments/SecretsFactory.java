package io.giftledger.payments;

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
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Makes what reads secrets, from the function's environment variables. */
@Factory
@Requires(classes = SecretsManagerClient.class)
final class SecretsFactory {

  /**
   * @param region {@code AWS_REGION}
   * @param endpoint {@code AWS_ENDPOINT_URL_SECRETS_MANAGER}, absent on AWS
   */
  @Singleton
  @Bean(preDestroy = "close")
  SecretsManagerClient secretsManager(
      @Property(name = "aws.region") String region,
      @Property(name = "aws.endpoint.url.secrets.manager") Optional<String> endpoint) {
    var builder =
        SecretsManagerClient.builder()
            .region(Region.of(region))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(1))
                    .socketTimeout(Duration.ofSeconds(2)))
            .overrideConfiguration(options -> options.apiCallTimeout(Duration.ofSeconds(5)));
    endpoint.map(URI::create).ifPresent(builder::endpointOverride);
    return builder.build();
  }
}
