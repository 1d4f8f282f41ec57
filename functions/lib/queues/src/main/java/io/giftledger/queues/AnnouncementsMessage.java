package io.giftledger.queues;

import io.giftledger.queues.TypedQueue.Outgoing;
import io.micronaut.serde.annotation.Serdeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message of the announcements queue: as many as a bus takes at once.
 *
 * @param announcements what is to be announced, 1 to 10
 */
@Serdeable
public record AnnouncementsMessage(List<Announcement> announcements) {

  /** EventBridge takes no more at once. */
  public static final int ANNOUNCEMENTS_MAX = 10;

  /** One that is read says something. */
  public static final MessageType<AnnouncementsMessage> TYPE =
      MessageType.of(AnnouncementsMessage.class, AnnouncementsMessage::requireWhole);

  /**
   * An announcement that is to be sent with others.
   *
   * @param record what the sender knows the record by from which it follows
   */
  public record Pending(Announcement announcement, String record) {}

  /** As few messages as there may be. */
  public static List<Outgoing<AnnouncementsMessage>> of(List<Pending> pending) {
    List<Outgoing<AnnouncementsMessage>> messages = new ArrayList<>();
    for (int from = 0; from < pending.size(); from += ANNOUNCEMENTS_MAX) {
      List<Pending> some =
          pending.subList(from, Math.min(pending.size(), from + ANNOUNCEMENTS_MAX));
      messages.add(
          new Outgoing<>(
              new AnnouncementsMessage(some.stream().map(Pending::announcement).toList()),
              Optional.empty(),
              some.stream().map(Pending::record).toList()));
    }
    return messages;
  }

  private void requireWhole() {
    if (announcements.isEmpty() || announcements.size() > ANNOUNCEMENTS_MAX) {
      throw new IllegalArgumentException("it has %d announcements".formatted(announcements.size()));
    }
  }
}
