package io.giftledger.queues;

import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.table.Key;
import io.giftledger.queues.Pending.Payout;
import io.giftledger.queues.Pending.Refund;
import io.giftledger.queues.Pending.SentGift;
import io.giftledger.queues.Pending.Transferring;
import io.giftledger.queues.TypedQueue.Outgoing;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Puts committed records on the queues: gifts in batches by creator, all others one by one. A
 * record may be sent more than once; whoever takes it from the queue finds it done.
 */
@Singleton
public final class Outbox {

  private final TypedQueue<ConversionsMessage> conversions;
  private final TypedQueue<PayoutMessage> payouts;
  private final TypedQueue<RefundMessage> refunds;

  /** Sends gifts, exchanges and awards to one queue, withdrawals and refunds to the other. */
  public Outbox(
      TypedQueue<ConversionsMessage> conversions,
      TypedQueue<PayoutMessage> payouts,
      TypedQueue<RefundMessage> refunds) {
    this.conversions = conversions;
    this.payouts = payouts;
    this.refunds = refunds;
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
    List<Outgoing<PayoutMessage>> withdrawals = new ArrayList<>();
    List<Outgoing<RefundMessage>> returns = new ArrayList<>();
    List<Outgoing<ConversionsMessage>> arrivals = new ArrayList<>();
    for (Pending record : records) {
      switch (record) {
        case SentGift gift ->
            giftsByCreator.computeIfAbsent(gift.creator(), creator -> new ArrayList<>()).add(gift);
        case Payout payout ->
            withdrawals.add(
                new Outgoing<>(payout.message(), Optional.empty(), List.of(payout.id())));
        case Refund refund ->
            returns.add(new Outgoing<>(refund.message(), Optional.empty(), List.of(refund.id())));
        case Transferring transfer -> arrivals.add(outgoing(transfer, occasion));
      }
    }
    giftsByCreator.forEach(
        (creator, gifts) -> {
          for (int from = 0; from < gifts.size(); from += Conversion.GIFTS_MAX) {
            int to = Math.min(gifts.size(), from + Conversion.GIFTS_MAX);
            arrivals.add(batch(creator, gifts.subList(from, to), occasion));
          }
        });
    Set<String> failed = new TreeSet<>();
    failed.addAll(conversions.sendAll(arrivals));
    failed.addAll(payouts.sendAll(withdrawals));
    failed.addAll(refunds.sendAll(returns));
    return failed;
  }

  private static Outgoing<ConversionsMessage> outgoing(Transferring transfer, String occasion) {
    Key record = transfer.message().transfer();
    String deduplicationId = Hash.ofTexts(occasion, record.partition(), record.sort()).hex();
    return new Outgoing<>(
        transfer.message(),
        Optional.of(new FifoPlace(transfer.receiver(), deduplicationId)),
        List.of(transfer.id()));
  }

  private static Outgoing<ConversionsMessage> batch(
      String creator, List<SentGift> gifts, String occasion) {
    GiftBatch batch = new GiftBatch(creator, gifts.stream().map(SentGift::gift).toList());
    return new Outgoing<>(
        batch,
        Optional.of(new FifoPlace(creator, deduplicationId(batch, occasion))),
        gifts.stream().map(SentGift::id).toList());
  }

  /** Gifts are unique: the same ones on the same occasion are the same message sent twice. */
  private static String deduplicationId(GiftBatch batch, String occasion) {
    return Hash.ofTexts(
            Stream.concat(
                    Stream.of(occasion, batch.creator()),
                    batch.gifts().stream().map(ConvertedGift::toString))
                .toArray(String[]::new))
        .hex();
  }
}
