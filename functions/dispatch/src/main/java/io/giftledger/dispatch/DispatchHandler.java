package io.giftledger.dispatch;

import io.giftledger.lambda.BatchResponse;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.lambda.StreamEvent;
import java.util.Map;

/** Handles the new entries of the table's stream that something follows from. */
public final class DispatchHandler extends LambdaFunction<StreamEvent, BatchResponse> {

  private final Dispatch dispatch = bean(Dispatch.class);

  /** Made by Lambda. */
  public DispatchHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public DispatchHandler(Map<String, String> environment) {
    super(StreamEvent.class, environment);
  }

  @Override
  protected BatchResponse handle(StreamEvent event) {
    return BatchResponse.failed(dispatch.dispatch(event.records()));
  }
}
