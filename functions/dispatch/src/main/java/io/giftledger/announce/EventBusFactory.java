package io.giftledger.announce;

import io.giftledger.lambda.SignedPost;
import io.giftledger.queues.EventBus;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.net.URI;

/** Makes what reaches EventBridge, from the function's environment variables. */
@Factory
final class EventBusFactory {

  /**
   * @param url {@code EVENT_BUS_URL}
   * @param bus {@code EVENT_BUS_ARN}
   * @param region {@code AWS_REGION}
   */
  @Singleton
  @Bean(preDestroy = "close")
  EventBus bus(
      JsonMapper json,
      @Property(name = "event.bus.url") String url,
      @Property(name = "event.bus.arn") String bus,
      @Property(name = "aws.region") String region) {
    return new EventBridge(new SignedPost(URI.create(url), "events", region), json, bus);
  }
}
