package io.giftledger.dispatch;

import io.giftledger.ledger.table.Item;
import io.giftledger.queues.Announcement;
import io.giftledger.queues.AnnouncementsMessage;
import io.giftledger.queues.TypedQueue;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Hands on what the platform's own systems are to be told. The queue between is for their bus: if
 * that does not answer, announcements wait, and no conversion does. Without a bus there is no
 * queue, and nothing is done.
 */
@Singleton
final class Announcer {

  private final Optional<TypedQueue<AnnouncementsMessage>> queue;
  private final boolean gifts;

  /**
   * @param url {@code ANNOUNCEMENTS_QUEUE_URL}, absent without a bus
   * @param gifts {@code ANNOUNCE_GIFTS}: whether each gift that is sent is announced, too
   */
  Announcer(
      SqsClient sqs,
      JsonMapper json,
      @Property(name = "announcements.queue.url") Optional<String> url,
      @Property(name = "announce.gifts") Optional<Boolean> gifts) {
    this.queue = url.map(at -> new TypedQueue<>(sqs, json, AnnouncementsMessage.TYPE, at));
    this.gifts = gifts.orElse(false);
  }

  /** Whether something may be announced of an item. */
  boolean concerns(Item item) {
    return queue.isPresent() && Announcement.concerns(item);
  }

  /**
   * What is to be announced of an item.
   *
   * @param record what the item's record is known by
   * @throws RuntimeException if nothing can be: it is not what was written
   */
  List<AnnouncementsMessage.Pending> of(String record, Item item) {
    if (!concerns(item) || (!gifts && Announcement.isOfGift(item))) return List.of();
    return Announcement.of(item).stream()
        .map(announcement -> new AnnouncementsMessage.Pending(announcement, record))
        .toList();
  }

  /**
   * Sends them to the queue.
   *
   * @return the records of those that may not have arrived
   */
  List<String> send(List<AnnouncementsMessage.Pending> announcements) {
    return queue
        .map(announcing -> announcing.sendAll(AnnouncementsMessage.of(announcements)))
        .orElse(List.of());
  }
}
