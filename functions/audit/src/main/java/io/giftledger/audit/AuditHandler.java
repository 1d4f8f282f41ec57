package io.giftledger.audit;

import io.giftledger.lambda.BatchFailures;
import io.giftledger.lambda.BatchResponse;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.lambda.QueueEvent;
import java.util.Map;

/** Handles messages of the audits queue, each by itself. */
public final class AuditHandler extends LambdaFunction<QueueEvent, BatchResponse> {

  private final AuditsQueue queue = bean(AuditsQueue.class);
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
        event, message -> audit.handle(queue.read(message.body()), this::timeLeft));
  }
}
