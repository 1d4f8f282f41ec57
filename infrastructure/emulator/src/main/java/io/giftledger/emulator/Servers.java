package io.giftledger.emulator;

import io.giftledger.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Where DynamoDB and SQS answer. */
interface Servers extends AutoCloseable {
  URI dynamoDb();

  URI sqs();

  /** Reaches DynamoDB. */
  default DynamoDbClient dynamoDbClient() {
    return AwsClients.dynamoDb(dynamoDb());
  }

  /** Reaches DynamoDB's streams. */
  default DynamoDbStreamsClient dynamoDbStreamsClient() {
    return AwsClients.dynamoDbStreams(dynamoDb());
  }

  /** Reaches SQS. */
  default SqsClient sqsClient() {
    return AwsClients.sqs(sqs());
  }

  /**
   * Forgets all that DynamoDB holds.
   *
   * @throws UnsupportedOperationException if it may be somebody else's, too
   */
  default void renewDynamoDb() {
    throw new UnsupportedOperationException("DynamoDB was not started in this process");
  }

  /** The name of a stack that has these servers' tables and queues to itself. */
  default String stackName() {
    return Template.STACK_NAME;
  }

  @Override
  void close();

  /**
   * Embedded servers; or, if the system property or environment variable GIFTLEDGER_AWS_ENDPOINT
   * says so, a server that already runs (a URL) or LocalStack in Docker ({@code localstack}).
   *
   * @param dataFolder where embedded servers keep what they hold, and where is kept which tables
   *     and queues of a server that already runs are ours; null to forget it in the end
   */
  static Servers start(@Nullable Path dataFolder) {
    return switch (endpoint()) {
      case "" -> embedded(dataFolder);
      case "localstack" -> LocalStackServers.start();
      case String running -> running(URI.create(running), dataFolder);
    };
  }

  /**
   * Whether what they hold is found again with a data folder: a container ends with its process.
   */
  static boolean keepData() {
    return !endpoint().equals("localstack");
  }

  private static String endpoint() {
    String variable = "GIFTLEDGER_AWS_ENDPOINT";
    return System.getProperty(variable, System.getenv().getOrDefault(variable, ""));
  }

  private static Servers embedded(@Nullable Path dataFolder) {
    try {
      if (dataFolder != null) Files.createDirectories(dataFolder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the data folder " + dataFolder, e);
    }
    DynamoDbServer dynamoDb = DynamoDbServer.start(dataFolder);
    QueueServer queues = QueueServer.start(dataFolder);
    return new Servers() {
      @Override
      public URI dynamoDb() {
        return dynamoDb.endpoint();
      }

      @Override
      public URI sqs() {
        return queues.endpoint();
      }

      @Override
      public void close() {
        queues.close();
        dynamoDb.close();
      }
    };
  }

  private static Servers running(URI endpoint, @Nullable Path dataFolder) {
    String stackName = stackName(dataFolder);
    return new Servers() {
      @Override
      public String stackName() {
        return stackName;
      }

      @Override
      public URI dynamoDb() {
        return endpoint;
      }

      @Override
      public URI sqs() {
        return endpoint;
      }

      @Override
      public void close() {}
    };
  }

  /** Whoever comes at the same time or later with another folder has other tables and queues. */
  private static String stackName(@Nullable Path dataFolder) {
    String random = "test-" + UUID.randomUUID().toString().substring(0, 8);
    if (dataFolder == null) return random;
    Path file = dataFolder.resolve("stack-name");
    try {
      if (Files.exists(file)) return Files.readString(file);
      Files.createDirectories(dataFolder);
      Files.writeString(file, random);
      return random;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the stack's name in " + file, e);
    }
  }
}
