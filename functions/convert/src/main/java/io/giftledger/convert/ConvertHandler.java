package io.giftledger.convert;

import io.giftledger.lambda.BatchResponse;
import io.giftledger.lambda.LambdaFunction;
import io.giftledger.lambda.QueueEvent;
import io.giftledger.lambda.QueueEvent.Message;
import io.giftledger.ledger.earnings.Conversion;
import io.giftledger.ledger.earnings.ConvertedGift;
import io.giftledger.ledger.earnings.GiftBatch;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles messages of the conversions queue. Messages for the same creator are converted together,
 * so that a rush of small ones costs as little as a few full ones.
 */
public final class ConvertHandler extends LambdaFunction<QueueEvent, BatchResponse> {

  private static final Logger LOG = LoggerFactory.getLogger(ConvertHandler.class);

  private final JsonMapper json = bean(JsonMapper.class);
  private final ConvertGifts convertGifts = bean(ConvertGifts.class);

  /** Made by Lambda. */
  public ConvertHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public ConvertHandler(Map<String, String> environment) {
    super(QueueEvent.class, environment);
  }

  @Override
  protected BatchResponse handle(QueueEvent event) {
    Set<String> failed = new LinkedHashSet<>();
    // A gift may stand in several messages, and then counts for each of them.
    Map<String, Map<ConvertedGift, List<String>>> messagesByGift = new LinkedHashMap<>();
    for (Message message : event.records()) {
      try {
        GiftBatch batch = Objects.requireNonNull(json.readValue(message.body(), GiftBatch.class));
        Map<ConvertedGift, List<String>> ofCreator =
            messagesByGift.computeIfAbsent(batch.creator(), creator -> new LinkedHashMap<>());
        for (ConvertedGift gift : batch.parsed()) {
          ofCreator.computeIfAbsent(gift, key -> new ArrayList<>()).add(message.messageId());
        }
      } catch (IOException | RuntimeException malformed) {
        logFailure(message.messageId(), malformed);
        failed.add(message.messageId());
      }
    }
    messagesByGift.forEach(
        (creator, ofCreator) -> {
          List<ConvertedGift> gifts = List.copyOf(ofCreator.keySet());
          for (int from = 0; from < gifts.size(); from += Conversion.GIFTS_MAX) {
            int to = Math.min(gifts.size(), from + Conversion.GIFTS_MAX);
            for (ConvertedGift gift : unconverted(creator, gifts.subList(from, to))) {
              failed.addAll(ofCreator.getOrDefault(gift, List.of()));
            }
          }
        });
    return BatchResponse.failed(failed);
  }

  private List<ConvertedGift> unconverted(String creator, List<ConvertedGift> gifts) {
    try {
      return convertGifts.convert(creator, gifts);
    } catch (RuntimeException fault) {
      logFailure(creator, fault);
      return gifts;
    }
  }

  private static void logFailure(String what, Exception fault) {
    LOG.atError().addKeyValue("what", what).setCause(fault).log("conversion failed");
  }
}
