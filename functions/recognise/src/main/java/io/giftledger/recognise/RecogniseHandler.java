package io.giftledger.recognise;

import io.giftledger.economy.recognition.Rankings;
import io.giftledger.economy.recognition.Recognition;
import io.giftledger.economy.recognition.Recognition.Folded;
import io.giftledger.lambda.BatchResponse;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.queues.BatchFailures;
import io.giftledger.queues.QueueEvent;
import io.giftledger.queues.QueueEvent.Message;
import io.giftledger.queues.RecognitionMessage;
import io.micronaut.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Handles messages of the recognition queue. A message wakes its creator's fold and says no more:
 * several for one creator are one fold, and one that finds nothing new costs two reads.
 */
public final class RecogniseHandler extends LambdaFunction<QueueEvent, BatchResponse> {

  /** With less time than this no other fold is begun. */
  private static final Duration FOLD_MAX = Duration.ofSeconds(10);

  private final JsonMapper json = bean(JsonMapper.class);
  private final Recognition recognition = bean(Recognition.class);
  private final Rankings rankings = bean(Rankings.class);
  private final BatchFailures failures = bean(BatchFailures.class);
  private final InstantSource clock = bean(InstantSource.class);

  /** Made by Lambda. */
  public RecogniseHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public RecogniseHandler(Map<String, String> environment) {
    super(QueueEvent.class, environment);
  }

  @Override
  protected BatchResponse handle(QueueEvent event) {
    Map<Message, RuntimeException> faults = new LinkedHashMap<>();
    Map<String, List<Message>> byCreator = new LinkedHashMap<>();
    for (Message message : event.records()) {
      try {
        String creator = RecognitionMessage.TYPE.read(json, message.body()).creator();
        byCreator.computeIfAbsent(creator, _ -> new ArrayList<>()).add(message);
      } catch (RuntimeException fault) {
        faults.put(message, fault);
      }
    }
    List<Waking> woken = new ArrayList<>();
    byCreator.forEach(
        (creator, messages) -> {
          try {
            woken.add(new Waking(creator, recognition.due(creator), messages));
          } catch (RuntimeException fault) {
            messages.forEach(message -> faults.put(message, fault));
          }
        });
    // Whoever is due later does not keep the others waiting.
    woken.sort(Comparator.comparing(Waking::due));
    for (Waking waking : woken) {
      try {
        await(waking.due);
        fold(waking.creator);
      } catch (RuntimeException fault) {
        waking.messages.forEach(message -> faults.put(message, fault));
      }
    }
    return failures.of(faults);
  }

  /** A creator that is to be folded, not before an instant. */
  private record Waking(String creator, Instant due, List<Message> messages) {}

  private void await(Instant due) {
    Duration wait = Duration.between(clock.instant(), due);
    // A clock that runs ahead elsewhere must not stop anything here.
    if (wait.isPositive() && wait.compareTo(Recognition.BOARDS_EVERY) <= 0) {
      LockSupport.parkNanos(wait.toNanos());
    }
  }

  private void fold(String creator) {
    while (recognition.fold(creator) == Folded.SOME) {
      if (timeLeft().compareTo(FOLD_MAX) < 0) {
        throw new IllegalStateException("there is more to fold of " + creator);
      }
    }
    rankings.keep();
  }
}
