package io.giftledger.bench.scale;

import io.giftledger.bench.cost.Prices;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** SQS as the model has it: takes what dispatch sends, in the time that is assumed of AWS. */
final class ModelQueue implements SqsClient {

  private final Clock clock;
  private final Prices prices;
  private final List<Message> sent = new ArrayList<>();

  /**
   * A message on the conversions queue.
   *
   * @param group its creator
   */
  record Message(String group, String body) {}

  ModelQueue(Clock clock, Prices prices) {
    this.clock = clock;
    this.prices = prices;
  }

  @Override
  public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
    clock.pass(prices.milliseconds("SendMessageBatch", request.entries().size()));
    request
        .entries()
        .forEach(entry -> sent.add(new Message(entry.messageGroupId(), entry.messageBody())));
    return SendMessageBatchResponse.builder().successful(List.of()).failed(List.of()).build();
  }

  /** The messages since this was last asked. */
  List<Message> take() {
    List<Message> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
