package io.giftledger.announce;

import io.giftledger.lambda.BatchResponse;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.queues.AnnouncementsMessage;
import io.giftledger.queues.BatchFailures;
import io.giftledger.queues.EventBus;
import io.giftledger.queues.QueueEvent;
import java.util.Map;

/** Handles the messages of the announcements queue, each of which the bus takes at once. */
public final class AnnounceHandler extends LambdaFunction<QueueEvent, BatchResponse> {

  private final EventBus bus = bean(EventBus.class);
  private final BatchFailures failures = bean(BatchFailures.class);

  /** Made by Lambda. */
  public AnnounceHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public AnnounceHandler(Map<String, String> environment) {
    super(QueueEvent.class, environment);
  }

  @Override
  protected BatchResponse handle(QueueEvent event) {
    return failures.ofEach(event, AnnouncementsMessage.TYPE, bus::put);
  }
}
