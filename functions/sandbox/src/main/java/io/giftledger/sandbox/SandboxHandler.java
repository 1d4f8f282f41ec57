package io.giftledger.sandbox;

import io.giftledger.lambda.BatchFailures;
import io.giftledger.lambda.BatchResponse;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.lambda.PoisonException;
import io.giftledger.lambda.QueueEvent;
import io.giftledger.payments.sandbox.SandboxWebhooks;
import java.util.Map;
import java.util.Set;

/** Handles messages of the sandbox's webhook queue: each is the body of a webhook to be posted. */
public final class SandboxHandler extends LambdaFunction<QueueEvent, BatchResponse> {

  /** The event itself is wrong; any other status may be another one next time. */
  private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

  private final SandboxWebhooks webhooks = bean(SandboxWebhooks.class);
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
    return failures.ofEach(event, message -> post(message.body()));
  }

  /** Posts a webhook; one that was not received must be posted again. */
  private void post(String event) {
    int status = webhooks.post(event);
    if (REFUSALS.contains(status)) {
      throw new PoisonException("webhook_refused", "the webhook was answered " + status);
    }
    if (status < 200 || status > 299) {
      throw new IllegalStateException("the webhook was answered " + status);
    }
  }
}
