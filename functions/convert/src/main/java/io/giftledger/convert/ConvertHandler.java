package io.giftledger.convert;

import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.lambda.BatchResponse;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.lambda.Metrics;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Key;
import io.giftledger.queues.BatchFailures;
import io.giftledger.queues.Cause;
import io.giftledger.queues.ConversionsMessage;
import io.giftledger.queues.GiftBatch;
import io.giftledger.queues.PoisonException;
import io.giftledger.queues.QueueEvent;
import io.giftledger.queues.QueueEvent.Message;
import io.giftledger.queues.TransferMessage;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Handles messages of the conversions queue. Messages for the same creator are converted together,
 * so that a rush of small ones costs as little as a few full ones. Exchanges and awards are
 * credited one by one.
 *
 * <p>A message with a gift that is not in the table as the message has it, or that cannot be, can
 * never succeed as a whole; its other gifts are converted, and so are those of all other messages.
 *
 * <p>Lambda advises that after a failed message of a FIFO group the later ones be reported as
 * failed too, to keep their order. They are not: conversions commute, the group is there so that
 * one creator's are not worked on at the same time, and a message held back would wait a visibility
 * timeout for nothing.
 */
public final class ConvertHandler extends LambdaFunction<QueueEvent, BatchResponse> {

  private final JsonMapper json = bean(JsonMapper.class);
  private final ConvertGifts convertGifts = bean(ConvertGifts.class);
  private final CompleteTransfer completeTransfer = bean(CompleteTransfer.class);
  private final BatchFailures failures = bean(BatchFailures.class);
  private final InstantSource clock = bean(InstantSource.class);

  /** Made by Lambda. */
  public ConvertHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public ConvertHandler(Map<String, String> environment) {
    super(QueueEvent.class, environment);
  }

  /** A batch without messages, and the earnings of a creator that there is not. */
  @Override
  protected void rehearse() throws IOException {
    rehearse("{\"Records\": []}".getBytes(StandardCharsets.UTF_8));
    bean(Ledger.class).head(Earnings.BOOK.account("rehearsal-of-nobody"), true);
  }

  @Override
  protected BatchResponse handle(QueueEvent event) {
    Map<Message, RuntimeException> faults = new LinkedHashMap<>();
    // A gift may stand in several messages, and then counts for each of them.
    Map<String, Map<ConvertedGift, List<Message>>> messagesByGift = new LinkedHashMap<>();
    for (Message message : event.records()) {
      try {
        switch (ConversionsMessage.TYPE.read(json, message.body())) {
          case GiftBatch batch -> {
            var ofCreator =
                messagesByGift.computeIfAbsent(batch.creator(), creator -> new LinkedHashMap<>());
            for (ConvertedGift gift : batch.gifts()) {
              if (GiftBatch.isPossible(gift)) {
                ofCreator.computeIfAbsent(gift, key -> new ArrayList<>()).add(message);
              } else {
                faults.put(message, new PoisonException(Cause.IMPOSSIBLE_GIFT, gift.toString()));
              }
            }
          }
          case TransferMessage(Key transfer) -> completeTransfer.complete(transfer);
        }
      } catch (RuntimeException fault) {
        faults.put(message, fault);
      }
    }
    messagesByGift.forEach((creator, ofCreator) -> convert(creator, ofCreator, faults));
    event.records().stream()
        .filter(message -> !faults.containsKey(message))
        .flatMap(message -> message.sentAt().stream())
        .min(Comparator.naturalOrder())
        .ifPresent(
            oldest ->
                Metrics.millis(
                    "ConversionLag", Duration.between(oldest, clock.instant()).toMillis()));
    return failures.of(faults);
  }

  private void convert(
      String creator,
      Map<ConvertedGift, List<Message>> messagesByGift,
      Map<Message, RuntimeException> faults) {
    for (List<ConvertedGift> gifts : conversions(messagesByGift.keySet())) {
      try {
        for (ConvertedGift wrong : convertGifts.convert(creator, gifts)) {
          var fault =
              new PoisonException(
                  Cause.GIFT_MISMATCH,
                  "not in the table as the message has it: gift %s of %s"
                      .formatted(wrong.id(), wrong.sender()));
          add(faults, messagesByGift.getOrDefault(wrong, List.of()), fault);
        }
      } catch (RuntimeException fault) {
        for (ConvertedGift gift : gifts) {
          add(faults, messagesByGift.getOrDefault(gift, List.of()), fault);
        }
      }
    }
  }

  /** A fault that may pass outranks poison: the message is not done with before it has passed. */
  private static void add(
      Map<Message, RuntimeException> faults, List<Message> messages, RuntimeException fault) {
    for (Message message : messages) {
      if (fault instanceof PoisonException) faults.putIfAbsent(message, fault);
      else faults.put(message, fault);
    }
  }

  /** Lists of gifts that one entry each may convert: full, and without the same gift twice. */
  private static List<List<ConvertedGift>> conversions(Iterable<ConvertedGift> gifts) {
    // Messages that contradict each other give one gift several versions; one at most is right.
    Map<String, Integer> versions = new HashMap<>();
    Map<Integer, List<ConvertedGift>> byVersion = new LinkedHashMap<>();
    for (ConvertedGift gift : gifts) {
      int version = versions.merge(gift.sender() + "#" + gift.id(), 1, Integer::sum);
      byVersion.computeIfAbsent(version, key -> new ArrayList<>()).add(gift);
    }
    List<List<ConvertedGift>> conversions = new ArrayList<>();
    for (List<ConvertedGift> some : byVersion.values()) {
      for (int from = 0; from < some.size(); from += Conversion.GIFTS_MAX) {
        int to = Math.min(some.size(), from + Conversion.GIFTS_MAX);
        conversions.add(some.subList(from, to));
      }
    }
    return conversions;
  }
}
