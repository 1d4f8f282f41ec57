package io.giftledger.simulator;

import io.giftledger.simulator.Network.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * SQS as a function sees it: the embedded one behind a network that fails. A delay is kept here,
 * for the run has a time of its own.
 */
final class SimulatedSqs implements SqsClient {

  private final SqsClient real;
  private final Network network;
  private final SimulatedClock clock;
  private final Map<String, Duration> due = new HashMap<>();
  private final Map<String, Integer> sent = new HashMap<>();

  SimulatedSqs(SqsClient real, Network network, SimulatedClock clock) {
    this.real = real;
    this.network = network;
    this.clock = clock;
  }

  /** Whether a message may be delivered yet. */
  boolean isDue(String messageId) {
    return due.getOrDefault(messageId, Duration.ZERO).compareTo(clock.passed()) <= 0;
  }

  /** How many messages were sent to a queue since this was last asked. */
  int sent(String queueUrl) {
    Integer count = sent.remove(queueUrl);
    return count == null ? 0 : count;
  }

  @Override
  public SendMessageResponse sendMessage(SendMessageRequest request) {
    return network.call(
        Kind.SEND,
        "send " + request.messageBody(),
        () -> {
          SendMessageResponse response =
              real.sendMessage(request.toBuilder().delaySeconds(null).build());
          sent.merge(request.queueUrl(), 1, Integer::sum);
          Integer delay = request.delaySeconds();
          if (delay != null) {
            due.put(response.messageId(), clock.passed().plus(Duration.ofSeconds(delay)));
          }
          return response;
        },
        SimulatedSqs::thrown,
        () -> {
          throw new IllegalStateException("not a batch");
        });
  }

  @Override
  public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
    List<SendMessageBatchRequestEntry> entries = request.entries();
    return network.call(
        Kind.SEND_BATCH,
        "send " + entries.stream().map(SendMessageBatchRequestEntry::messageBody).toList(),
        () -> sendNow(request),
        SimulatedSqs::thrown,
        () -> {
          int taken = Fibers.running().rolls().between(0, entries.size() - 1);
          var response = SendMessageBatchResponse.builder();
          if (taken > 0) {
            var part = request.toBuilder().entries(entries.subList(0, taken)).build();
            response.successful(sendNow(part).successful());
          }
          return response
              .failed(
                  entries.subList(taken, entries.size()).stream()
                      .map(
                          entry ->
                              BatchResultErrorEntry.builder()
                                  .id(entry.id())
                                  .code("InternalError")
                                  .senderFault(false)
                                  .build())
                      .toList())
              .build();
        });
  }

  private SendMessageBatchResponse sendNow(SendMessageBatchRequest request) {
    SendMessageBatchResponse response = real.sendMessageBatch(request);
    sent.merge(request.queueUrl(), response.successful().size(), Integer::sum);
    return response;
  }

  private static RuntimeException thrown(Fault fault) {
    return switch (fault) {
      case THROTTLED -> error("RequestThrottled", 400);
      case INTERNAL_ERROR -> error("InternalError", 500);
      case REQUEST_LOST, ANSWER_LOST ->
          ApiCallTimeoutException.builder().message("simulated").build();
      default -> throw new IllegalStateException(fault.name());
    };
  }

  private static RuntimeException error(String code, int status) {
    return SqsException.builder()
        .message("simulated")
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode(code).errorMessage("simulated").build())
        .statusCode(status)
        .build();
  }

  @Override
  public String serviceName() {
    return real.serviceName();
  }

  /** The embedded SQS outlives the function. */
  @Override
  public void close() {}
}
