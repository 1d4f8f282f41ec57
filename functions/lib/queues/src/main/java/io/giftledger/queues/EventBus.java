package io.giftledger.queues;

/** Where the platform's own systems hear what happened. */
public interface EventBus extends AutoCloseable {

  /**
   * Announces all of a message.
   *
   * @throws RuntimeException if one of them may not have been announced: do it again
   */
  void put(AnnouncementsMessage message);

  @Override
  void close();
}
