package io.giftledger.simulator;

import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.ledger.Backoff;
import io.giftledger.ledger.Format;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.sandbox.SandboxPayouts;
import io.giftledger.queues.EventBus;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Takes the place of all that a function has from outside, in the functions of a run. */
@Factory
final class SimulatedBeans {

  private final Simulation simulation = Simulation.running();

  /** That of the instance: before it has a ledger, it appends nothing. */
  private Format format = Format.CURRENT;

  @Singleton
  @Replaces(DynamoDbClient.class)
  DynamoDbClient dynamoDb() {
    return simulation.dynamoDb(() -> format);
  }

  @Singleton
  @Replaces(SqsClient.class)
  SqsClient sqs() {
    return simulation.sqs();
  }

  @Singleton
  @Replaces(SecretsManagerClient.class)
  SecretsManagerClient secrets() {
    return simulation.secrets();
  }

  @Singleton
  @Replaces(EventBus.class)
  EventBus bus() {
    return simulation.bus();
  }

  @Singleton
  @Replaces(InstantSource.class)
  InstantSource clock() {
    return simulation.clock();
  }

  @Singleton
  @Replaces(Ticker.class)
  Ticker age() {
    return simulation.clock();
  }

  @Singleton
  @Replaces(Backoff.class)
  Backoff backoff() {
    return simulation::backOff;
  }

  @Singleton
  @Replaces(Format.class)
  Format format() {
    format = simulation.formatOfNextInstance();
    return format;
  }

  @Singleton
  @Replaces(SandboxPayouts.class)
  PayoutProvider payouts() {
    return simulation.payouts();
  }
}
