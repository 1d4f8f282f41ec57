package io.giftledger.screen;

import io.giftledger.lambda.BatchResponse;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.lambda.StreamEvent;
import java.util.List;
import java.util.Map;

/** Handles the new gifts of the table's stream. */
public final class ScreenHandler extends LambdaFunction<StreamEvent, BatchResponse> {

  private final Screen screen = bean(Screen.class);

  /** Made by Lambda. */
  public ScreenHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public ScreenHandler(Map<String, String> environment) {
    super(StreamEvent.class, environment);
  }

  /** What cannot be shown is dropped: no gift waits because another does not appear. */
  @Override
  protected BatchResponse handle(StreamEvent event) {
    screen.show(event.records());
    return BatchResponse.failed(List.of());
  }
}
