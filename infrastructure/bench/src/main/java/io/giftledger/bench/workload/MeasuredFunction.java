package io.giftledger.bench.workload;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.Invocation;
import java.io.IOException;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** One of the template's functions in this process, its AWS calls noted. */
final class MeasuredFunction implements AutoCloseable {

  private final String name;
  private final Clients clients;
  private final RequestStreamHandler handler;

  private MeasuredFunction(String name, Clients clients, RequestStreamHandler handler) {
    this.name = name;
    this.clients = clients;
    this.handler = handler;
  }

  /**
   * Starts a function.
   *
   * @param name its logical id in the template
   */
  static MeasuredFunction start(EmbeddedAws aws, String name) {
    Clients clients = new Clients(aws.environment(name));
    return new MeasuredFunction(name, clients, clients.standIns().start(aws, name));
  }

  /** Handles an event, and says which calls that took. */
  Step handle(String title, int parts, String event) throws IOException {
    String reply = Invocation.invoke(handler, event);
    return new Step(
        title, name, parts, event, reply, clients.recorder().take(), clients.tape().take());
  }

  /** Handles a step again, without a network. */
  Replay replay(Step step) {
    clients.recorder().stop();
    clients.tape().play(step.answers());
    return new Replay() {
      @Override
      public void handle() throws IOException {
        Invocation.invoke(handler, step.event());
        clients.tape().rewind();
      }

      @Override
      public void callBare() {
        for (Call call : step.calls()) MeasuredFunction.this.callBare(call.request());
        clients.tape().rewind();
      }
    };
  }

  private void callBare(SdkRequest request) {
    switch (request) {
      case QueryRequest query -> clients.dynamoDb().query(query);
      case GetItemRequest get -> clients.dynamoDb().getItem(get);
      case PutItemRequest put -> clients.dynamoDb().putItem(put);
      case UpdateItemRequest update -> clients.dynamoDb().updateItem(update);
      case TransactWriteItemsRequest transaction ->
          clients.dynamoDb().transactWriteItems(transaction);
      case SendMessageRequest send -> clients.sqs().sendMessage(send);
      case SendMessageBatchRequest send -> clients.sqs().sendMessageBatch(send);
      default -> throw new IllegalStateException("no function makes such a call: " + request);
    }
  }

  @Override
  public void close() throws Exception {
    if (handler instanceof AutoCloseable closeable) closeable.close();
    clients.close();
  }
}
