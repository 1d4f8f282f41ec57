package io.giftledger.dispatch;

import io.giftledger.dispatch.StreamEvent.StreamRecord;
import io.giftledger.ledger.earnings.Conversion;
import io.giftledger.ledger.earnings.ConvertedGift;
import io.giftledger.ledger.earnings.GiftBatch;
import io.giftledger.ledger.earnings.PayoutMessage;
import io.giftledger.ledger.earnings.Withdrawal;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.wallet.Gift;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts committed records on the queues: gifts in batches by creator, withdrawals one by one. A
 * record may be dispatched more than once; whoever takes it from the queue finds it done.
 */
@Singleton
final class Dispatch {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  private final QueueSender sender;
  private final JsonMapper json;
  private final String conversionsQueue;
  private final String payoutsQueue;

  /**
   * @param conversionsQueue {@code CONVERSIONS_QUEUE_URL}
   * @param payoutsQueue {@code PAYOUTS_QUEUE_URL}
   */
  Dispatch(
      QueueSender sender,
      JsonMapper json,
      @Property(name = "conversions.queue.url") String conversionsQueue,
      @Property(name = "payouts.queue.url") String payoutsQueue) {
    this.sender = sender;
    this.json = json;
    this.conversionsQueue = conversionsQueue;
    this.payoutsQueue = payoutsQueue;
  }

  /**
   * Dispatches records.
   *
   * @return the sequence numbers of those that could not be; the stream delivers them again
   */
  Set<String> dispatch(List<StreamRecord> records) {
    Set<String> failed = new TreeSet<>();
    Map<String, List<Pending>> giftsByCreator = new LinkedHashMap<>();
    List<OutgoingMessage> payouts = new ArrayList<>();
    for (StreamRecord record : records) {
      try {
        Key key = new Key(record.attribute("PK"), record.attribute("SK"));
        if (key.sort().startsWith(Gift.TYPE.prefix() + "#")) {
          giftsByCreator
              .computeIfAbsent(record.attribute("creator"), creator -> new ArrayList<>())
              .add(new Pending(record.sequenceNumber(), gift(key, record)));
        } else if (key.sort().startsWith(Withdrawal.TYPE.prefix() + "#")) {
          payouts.add(payout(key, record));
        } else {
          throw new IllegalArgumentException("neither gift nor withdrawal: " + key.sort());
        }
      } catch (RuntimeException malformed) {
        LOG.atError()
            .addKeyValue("sequenceNumber", record.sequenceNumber())
            .setCause(malformed)
            .log("stream record not understood");
        failed.add(record.sequenceNumber());
      }
    }
    List<OutgoingMessage> conversions = new ArrayList<>();
    giftsByCreator.forEach(
        (creator, gifts) -> {
          for (int from = 0; from < gifts.size(); from += Conversion.GIFTS_MAX) {
            int to = Math.min(gifts.size(), from + Conversion.GIFTS_MAX);
            conversions.add(conversion(creator, gifts.subList(from, to)));
          }
        });
    failed.addAll(sender.send(conversionsQueue, conversions));
    failed.addAll(sender.send(payoutsQueue, payouts));
    return failed;
  }

  private static ConvertedGift gift(Key key, StreamRecord record) {
    return new ConvertedGift(
        key.owner(),
        key.id(),
        record.attribute("gift"),
        record.number("quantity"),
        record.number("coins"),
        record.number("points"),
        Math.toIntExact(record.number("commissionBasisPoints")),
        record.number("policyVersion"));
  }

  private OutgoingMessage conversion(String creator, List<Pending> pending) {
    return OutgoingMessage.inGroup(
        creator,
        write(GiftBatch.of(creator, pending.stream().map(Pending::gift).toList())),
        pending.stream().map(Pending::sequenceNumber).toList());
  }

  private OutgoingMessage payout(Key key, StreamRecord record) {
    return OutgoingMessage.of(
        write(new PayoutMessage(key.owner(), key.id())), List.of(record.sequenceNumber()));
  }

  private String write(Object message) {
    try {
      return new String(json.writeValueAsBytes(message), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private record Pending(String sequenceNumber, ConvertedGift gift) {}
}
