package io.giftledger.emulator;

import java.net.URI;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.dynamodb.services.local.embedded.DynamoDBEmbedded;
import software.amazon.dynamodb.services.local.shared.access.AmazonDynamoDBLocal;

/** DynamoDB Local without a server, called as a method; SQS as everywhere. */
final class InProcessServers implements Servers {

  /** Where nobody answers: a client that is not the one here fails at once. */
  static final URI NOWHERE = URI.create("http://127.0.0.1:9");

  private final QueueServer queues;
  private AmazonDynamoDBLocal dynamoDb;

  private InProcessServers(AmazonDynamoDBLocal dynamoDb, QueueServer queues) {
    this.dynamoDb = dynamoDb;
    this.queues = queues;
  }

  static InProcessServers start() {
    return new InProcessServers(DynamoDBEmbedded.create(), QueueServer.start(null));
  }

  @Override
  public URI dynamoDb() {
    return NOWHERE;
  }

  @Override
  public URI sqs() {
    return queues.endpoint();
  }

  @Override
  public DynamoDbClient dynamoDbClient() {
    return dynamoDb.dynamoDbClient();
  }

  @Override
  public DynamoDbStreamsClient dynamoDbStreamsClient() {
    return dynamoDb.dynamoDbStreamsClient();
  }

  @Override
  public void renewDynamoDb() {
    dynamoDb.shutdown();
    dynamoDb = DynamoDBEmbedded.create();
  }

  @Override
  public void close() {
    queues.close();
    dynamoDb.shutdown();
  }
}
