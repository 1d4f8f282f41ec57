package io.giftledger.emulator;

import io.giftledger.template.Template;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** AWS clients for servers that take any credentials. */
final class AwsClients {
  /** Any text serves as a key. */
  static final String KEY = "local";

  private AwsClients() {}

  static DynamoDbClient dynamoDb(URI endpoint) {
    return to(endpoint, DynamoDbClient.builder())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  static DynamoDbStreamsClient dynamoDbStreams(URI endpoint) {
    return to(endpoint, DynamoDbStreamsClient.builder())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  static SqsClient sqs(URI endpoint) {
    return to(endpoint, SqsClient.builder())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private static <B extends AwsClientBuilder<B, C>, C> B to(URI endpoint, B builder) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.of(Template.REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, KEY)));
  }
}
