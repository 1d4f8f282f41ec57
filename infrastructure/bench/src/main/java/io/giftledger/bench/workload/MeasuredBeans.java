package io.giftledger.bench.workload;

import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.ledger.Backoff;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Takes the place of a measured function's clients; other functions keep their own. */
@Factory
@Requires(property = MeasuredBeans.PROPERTY)
final class MeasuredBeans {

  /** Set in the environment of a function that is measured. */
  static final String VARIABLE = "BENCH_MEASURED";

  static final String PROPERTY = "bench.measured";

  private final Clients clients = Clients.ofStartingFunction();

  @Singleton
  @Replaces(DynamoDbClient.class)
  DynamoDbClient dynamoDb() {
    return clients.dynamoDb();
  }

  @Singleton
  @Replaces(SqsClient.class)
  SqsClient sqs() {
    return clients.sqs();
  }

  /** What is kept in memory stays there: a minute's second read would be no part of the tape. */
  @Singleton
  @Replaces(Ticker.class)
  Ticker age() {
    return () -> 0;
  }

  /** A measured function has the table for itself. */
  @Singleton
  @Replaces(Backoff.class)
  Backoff backoff() {
    return attempt -> {
      throw new IllegalStateException("a measured call had to be tried again");
    };
  }
}
