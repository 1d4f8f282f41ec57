package io.giftledger.bench.workload;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The AWS clients of one measured function. */
final class Clients implements AutoCloseable {

  private final CallRecorder recorder = new CallRecorder();
  private final Tape tape = new Tape();
  private final DynamoDbClient dynamoDb;
  private final SqsClient sqs;

  /**
   * @param environment the function's
   */
  Clients(Map<String, String> environment) {
    dynamoDb =
        build(DynamoDbClient.builder(), environment, environment.get("AWS_ENDPOINT_URL_DYNAMODB"));
    // A body that is not the same each time has another checksum than the one on the tape.
    sqs =
        build(
            SqsClient.builder().checksumValidationEnabled(false),
            environment,
            environment.get("AWS_ENDPOINT_URL_SQS"));
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(
      B builder, Map<String, String> environment, @Nullable String endpoint) {
    return builder
        .region(Region.of(Objects.requireNonNull(environment.get("AWS_REGION"))))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .endpointOverride(URI.create(Objects.requireNonNull(endpoint)))
        .httpClient(tape)
        .overrideConfiguration(options -> options.addExecutionInterceptor(recorder))
        .build();
  }

  /** The clients, for a function that has the table for itself. */
  StandIns standIns() {
    return new StandIns(
        dynamoDb,
        sqs,
        (lost, attempt) -> {
          throw new IllegalStateException("a measured call had to be tried again");
        });
  }

  DynamoDbClient dynamoDb() {
    return dynamoDb;
  }

  SqsClient sqs() {
    return sqs;
  }

  CallRecorder recorder() {
    return recorder;
  }

  Tape tape() {
    return tape;
  }

  @Override
  public void close() {
    dynamoDb.close();
    sqs.close();
    tape.close();
  }
}
