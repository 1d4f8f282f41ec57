package io.giftledger.admin;

import io.giftledger.queues.DeadLetters;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queues whose messages are set aside, by the names that the API has for them. */
@Singleton
final class Aside {

  private final Map<String, Place> places;

  /**
   * Where the messages of a queue are set aside.
   *
   * @param deadLetters what is there
   * @param queue where they came from; empty if they cannot be tried again there
   */
  record Place(DeadLetters deadLetters, Optional<String> queue) {}

  /**
   * @param conversions {@code CONVERSIONS_QUEUE_URL}
   * @param conversionsDead {@code CONVERSIONS_DEAD_QUEUE_URL}
   * @param payouts {@code PAYOUTS_QUEUE_URL}
   * @param payoutsDead {@code PAYOUTS_DEAD_QUEUE_URL}
   * @param dispatchFailures {@code DISPATCH_FAILURES_QUEUE_URL}
   */
  Aside(
      SqsClient sqs,
      @Property(name = "conversions.queue.url") String conversions,
      @Property(name = "conversions.dead.queue.url") String conversionsDead,
      @Property(name = "payouts.queue.url") String payouts,
      @Property(name = "payouts.dead.queue.url") String payoutsDead,
      @Property(name = "dispatch.failures.queue.url") String dispatchFailures) {
    this.places =
        Map.of(
            "conversions",
            new Place(new DeadLetters(sqs, conversionsDead), Optional.of(conversions)),
            "payouts",
            new Place(new DeadLetters(sqs, payoutsDead), Optional.of(payouts)),
            "dispatch",
            new Place(new DeadLetters(sqs, dispatchFailures), Optional.empty()));
  }

  Optional<Place> of(String queue) {
    return Optional.ofNullable(places.get(queue));
  }
}
