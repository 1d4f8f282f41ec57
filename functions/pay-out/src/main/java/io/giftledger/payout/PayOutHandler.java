package io.giftledger.payout;

import io.giftledger.lambda.BatchFailures;
import io.giftledger.lambda.BatchResponse;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.lambda.QueueEvent;
import java.util.Map;

/** Handles messages of the payouts queue, each by itself. */
public final class PayOutHandler extends LambdaFunction<QueueEvent, BatchResponse> {

  private final PayoutsQueue queue = bean(PayoutsQueue.class);
  private final PayOut payOut = bean(PayOut.class);
  private final BatchFailures failures = bean(BatchFailures.class);

  /** Made by Lambda. */
  public PayOutHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public PayOutHandler(Map<String, String> environment) {
    super(QueueEvent.class, environment);
  }

  @Override
  protected BatchResponse handle(QueueEvent event) {
    return failures.ofEach(event, message -> payOut.pay(queue.read(message.body())));
  }
}
