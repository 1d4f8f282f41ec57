package io.giftledger.operator;

import java.time.Duration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** AWS as the SDK's standard environment describes it. */
final class Aws {

  private Aws() {}

  /** The table's service; a page of 1 MB may take its time. */
  static DynamoDbClient dynamoDb() {
    return DynamoDbClient.builder().httpClientBuilder(http()).build();
  }

  /** The queues' service. */
  static SqsClient sqs() {
    return SqsClient.builder().httpClientBuilder(http()).build();
  }

  private static UrlConnectionHttpClient.Builder http() {
    return UrlConnectionHttpClient.builder()
        .connectionTimeout(Duration.ofSeconds(5))
        .socketTimeout(Duration.ofSeconds(60));
  }
}
