package io.giftledger.payout;

import io.giftledger.lambda.BatchResponse;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.queues.BatchFailures;
import io.giftledger.queues.PayoutMessage;
import io.giftledger.queues.QueueEvent;
import io.giftledger.queues.RefundMessage;
import io.giftledger.queues.UnappliedRefundMessage;
import io.micronaut.json.JsonMapper;
import java.util.Map;
import java.util.Optional;

/** Handles messages of the payouts queue, each by itself: withdrawals, and refunds of returns. */
public final class PayOutHandler extends LambdaFunction<QueueEvent, BatchResponse> {

  private final PayOut payOut = bean(PayOut.class);
  private final PayBack payBack = bean(PayBack.class);
  private final RefundUnapplied refundUnapplied = bean(RefundUnapplied.class);
  private final JsonMapper json = bean(JsonMapper.class);
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
    return failures.ofEach(event, this::handle);
  }

  private void handle(QueueEvent.Message message) {
    Optional<RefundMessage> returned = RefundMessage.TYPE.find(json, message.body());
    Optional<UnappliedRefundMessage> unapplied =
        UnappliedRefundMessage.TYPE.find(json, message.body());
    if (returned.isPresent()) payBack.pay(returned.get());
    else if (unapplied.isPresent()) refundUnapplied.pay(unapplied.get());
    else payOut.pay(PayoutMessage.TYPE.read(json, message.body()));
  }
}
