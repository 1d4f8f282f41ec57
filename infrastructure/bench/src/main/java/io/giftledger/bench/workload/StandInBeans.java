package io.giftledger.bench.workload;

import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.ledger.Backoff;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Puts stand-ins into the functions that are started with them; other functions keep their own. */
@Factory
@Requires(property = StandInBeans.PROPERTY)
final class StandInBeans {

  /** Set in the environment of a function that is started with stand-ins. */
  static final String VARIABLE = "BENCH_STAND_INS";

  static final String PROPERTY = "bench.stand.ins";

  private final StandIns standIns = StandIns.ofStartingFunction();

  @Singleton
  @Replaces(DynamoDbClient.class)
  DynamoDbClient dynamoDb() {
    return standIns.dynamoDb();
  }

  @Singleton
  @Replaces(SqsClient.class)
  SqsClient sqs() {
    return standIns.sqs();
  }

  @Singleton
  @Replaces(Backoff.class)
  Backoff backoff() {
    return standIns.backoff();
  }

  /** What is kept in memory stays there: a read in the middle of a run would be a call too many. */
  @Singleton
  @Replaces(Ticker.class)
  Ticker age() {
    return () -> 0;
  }
}
