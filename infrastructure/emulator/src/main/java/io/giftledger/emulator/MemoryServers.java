package io.giftledger.emulator;

import java.net.URI;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** No servers: tables and queues are collections, and clients are their methods. */
final class MemoryServers implements Servers {

  private final SqsClient queues = new MemoryQueues();
  private MemoryTables tables = new MemoryTables();

  @Override
  public URI dynamoDb() {
    return InProcessServers.NOWHERE;
  }

  @Override
  public URI sqs() {
    return InProcessServers.NOWHERE;
  }

  @Override
  public DynamoDbClient dynamoDbClient() {
    return tables;
  }

  @Override
  public DynamoDbStreamsClient dynamoDbStreamsClient() {
    return tables.streams();
  }

  @Override
  public SqsClient sqsClient() {
    return queues;
  }

  @Override
  public void renewDynamoDb() {
    tables = new MemoryTables();
  }

  @Override
  public void close() {}
}
