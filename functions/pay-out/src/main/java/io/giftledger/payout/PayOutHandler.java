package io.giftledger.payout;

import io.giftledger.lambda.BatchResponse;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.queues.BatchFailures;
import io.giftledger.queues.PayoutMessage;
import io.giftledger.queues.QueueEvent;
import java.util.Map;

/** Handles messages of the payouts queue, each by itself. */
public final class PayOutHandler extends LambdaFunction<QueueEvent, BatchResponse> {

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
    return failures.ofEach(event, PayoutMessage.TYPE, payOut::pay);
  }
}
