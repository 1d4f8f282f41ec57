package io.giftledger.testkit;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.giftledger.emulator.Invocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Delivers batches to a function, as Lambda's poller of a queue or a stream does. */
public final class EventSource {

  private final RequestStreamHandler function;

  /** The source of a function's events. */
  public EventSource(RequestStreamHandler function) {
    this.function = function;
  }

  /**
   * Delivers messages of a queue.
   *
   * @return the ids of those that failed and come again
   */
  public List<String> deliver(QueueMessage... messages) {
    return deliver(Arrays.asList(messages));
  }

  /** As {@link #deliver(QueueMessage...)}. */
  public List<String> deliver(List<QueueMessage> messages) {
    return deliverRecords(messages.stream().map(QueueMessage::event).toList());
  }

  /**
   * Delivers records of any kind.
   *
   * @param records each as the event has it
   * @return the ids of those that failed and come again
   */
  public List<String> deliverRecords(Collection<? extends Map<String, ?>> records) {
    try {
      String reply = Invocation.invoke(function, Json.write(Map.of("Records", records)));
      return Json.objects(Json.read(reply).get("batchItemFailures")).stream()
          .map(failure -> (String) Objects.requireNonNull(failure.get("itemIdentifier")))
          .toList();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
