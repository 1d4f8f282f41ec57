package io.giftledger.audit;

import io.giftledger.lambda.BatchResponse;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.queues.BatchFailures;
import io.giftledger.queues.QueueEvent;
import java.util.Map;

/** Handles messages of the audits queue, each by itself. */
public final class AuditHandler extends LambdaFunction<QueueEvent, BatchResponse> {

  private final Audit audit = bean(Audit.class);
  private final BatchFailures failures = bean(BatchFailures.class);

  /** Made by Lambda. */
  public AuditHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public AuditHandler(Map<String, String> environment) {
    super(QueueEvent.class, environment);
  }

  @Override
  protected BatchResponse handle(QueueEvent event) {
    return failures.ofEach(
        event, AuditMessage.TYPE, message -> audit.handle(message, this::timeLeft));
  }
}
