package io.giftledger.sandbox;

import io.giftledger.lambda.BatchResponse;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.queues.BatchFailures;
import io.giftledger.queues.QueueEvent;
import java.util.Map;

/** Handles messages of the sandbox's webhook queue: each is the body of a webhook to be posted. */
public final class SandboxHandler extends LambdaFunction<QueueEvent, BatchResponse> {

  private final Webhook webhook = bean(Webhook.class);
  private final BatchFailures failures = bean(BatchFailures.class);

  /** Made by Lambda. */
  public SandboxHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public SandboxHandler(Map<String, String> environment) {
    super(QueueEvent.class, environment);
  }

  @Override
  protected BatchResponse handle(QueueEvent event) {
    return failures.ofEach(event, message -> webhook.post(message.body()));
  }
}
