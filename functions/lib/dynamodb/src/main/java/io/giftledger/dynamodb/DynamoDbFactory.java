package io.giftledger.dynamodb;

import io.giftledger.economy.recognition.Rows;
import io.giftledger.ledger.TimeLeft;
import io.giftledger.ledger.table.Table;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Makes what reaches the table, from a function's environment variables. */
@Factory
final class DynamoDbFactory {

  /**
   * @param region {@code AWS_REGION}
   * @param endpoint {@code AWS_ENDPOINT_URL_DYNAMODB}, absent on AWS
   */
  @Singleton
  @Bean(preDestroy = "close")
  DynamoDbClient dynamoDb(
      @Property(name = "aws.region") String region,
      @Property(name = "aws.endpoint.url.dynamodb") Optional<String> endpoint,
      SnapshotGuard guard) {
    var builder =
        DynamoDbClient.builder()
            .region(Region.of(region))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(1))
                    .socketTimeout(Duration.ofSeconds(2)))
            .overrideConfiguration(
                options ->
                    options.apiCallTimeout(Duration.ofSeconds(5)).addExecutionInterceptor(guard));
    endpoint.map(URI::create).ifPresent(builder::endpointOverride);
    return builder.build();
  }

  /**
   * @param name {@code TABLE_NAME}
   */
  @Singleton
  Table table(DynamoDbClient client, @Property(name = "table.name") String name, TimeLeft time) {
    return new DynamoDbTable(client, name, time);
  }

  /**
   * @param name {@code TABLE_NAME}
   */
  @Singleton
  TableScan tableScan(DynamoDbClient client, @Property(name = "table.name") String name) {
    return new TableScan(client, name);
  }

  /**
   * @param name {@code RECOGNITION_TABLE_NAME}
   */
  @Singleton
  Rows recognitionRows(
      DynamoDbClient client, @Property(name = "recognition.table.name") String name) {
    return new RecognitionRows(client, name);
  }
}
