package io.giftledger.queues;

import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.GiftBatch;
import io.giftledger.queues.OutgoingMessage.Group;
import io.giftledger.queues.Pending.Payout;
import io.giftledger.queues.Pending.SentGift;
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
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Puts committed records on the queues: gifts in batches by creator, withdrawals one by one. A
 * record may be sent more than once; whoever takes it from the queue finds it done.
 */
@Singleton
public final class Outbox {

  private final QueueSender sender;
  private final JsonMapper json;
  private final String conversionsQueue;
  private final String payoutsQueue;

  /**
   * @param conversionsQueue {@code CONVERSIONS_QUEUE_URL}
   * @param payoutsQueue {@code PAYOUTS_QUEUE_URL}
   */
  public Outbox(
      SqsClient sqs,
      JsonMapper json,
      @Property(name = "conversions.queue.url") String conversionsQueue,
      @Property(name = "payouts.queue.url") String payoutsQueue) {
    this.sender = new QueueSender(sqs);
    this.json = json;
    this.conversionsQueue = conversionsQueue;
    this.payoutsQueue = payoutsQueue;
  }

  /**
   * Sends records.
   *
   * @return the {@link Pending#id}s of those that may not have arrived; send them again
   */
  public Set<String> send(List<Pending> records) {
    return send(records, "");
  }

  /**
   * Sends records that were sent before.
   *
   * @param occasion what tells this time from the others: a FIFO queue drops a message that it was
   *     sent in the last five minutes
   * @return the {@link Pending#id}s of those that may not have arrived; send them again
   */
  public Set<String> send(List<Pending> records, String occasion) {
    Map<String, List<SentGift>> giftsByCreator = new LinkedHashMap<>();
    List<OutgoingMessage> payouts = new ArrayList<>();
    for (Pending record : records) {
      switch (record) {
        case SentGift gift ->
            giftsByCreator.computeIfAbsent(gift.creator(), creator -> new ArrayList<>()).add(gift);
        case Payout payout ->
            payouts.add(OutgoingMessage.of(write(payout.message()), List.of(payout.id())));
      }
    }
    List<OutgoingMessage> conversions = new ArrayList<>();
    giftsByCreator.forEach(
        (creator, gifts) -> {
          for (int from = 0; from < gifts.size(); from += Conversion.GIFTS_MAX) {
            int to = Math.min(gifts.size(), from + Conversion.GIFTS_MAX);
            conversions.add(conversion(creator, gifts.subList(from, to), occasion));
          }
        });
    Set<String> failed = new TreeSet<>();
    failed.addAll(sender.send(conversionsQueue, conversions));
    failed.addAll(sender.send(payoutsQueue, payouts));
    return failed;
  }

  private OutgoingMessage conversion(String creator, List<SentGift> gifts, String occasion) {
    return OutgoingMessage.inGroup(
        new Group(creator, occasion),
        write(GiftBatch.of(creator, gifts.stream().map(SentGift::gift).toList())),
        gifts.stream().map(SentGift::id).toList());
  }

  private String write(Object message) {
    try {
      return new String(json.writeValueAsBytes(message), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
