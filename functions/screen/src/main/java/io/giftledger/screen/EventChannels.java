package io.giftledger.screen;

import io.giftledger.lambda.SignedPost;
import io.giftledger.live.Frames.Published;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channels of AppSync Events: there is no client of the SDK's for it, so it is a POST, signed
 * as IAM wants it. Each call is tried twice; when one has failed, what is left of its batch is
 * dropped, so that nothing waits for a service that does not answer.
 */
@Singleton
final class EventChannels {

  private static final Logger LOG = LoggerFactory.getLogger(EventChannels.class);

  /** A request brings no more. */
  private static final int EVENTS_MAX = 5;

  private static final int TRIES = 2;
  private static final int AT_ONCE = 16;

  private final SignedPost post;
  private final JsonMapper json;

  /**
   * @param url {@code EVENTS_URL}
   * @param region {@code AWS_REGION}
   */
  EventChannels(
      @Property(name = "events.url") String url,
      @Property(name = "aws.region") String region,
      JsonMapper json) {
    this.post = new SignedPost(URI.create(url), "appsync", region);
    this.json = json;
  }

  /**
   * What is posted.
   *
   * @param channel where the events go
   * @param events each a JSON text
   */
  @Serdeable
  record Message(String channel, List<String> events) {}

  /**
   * Publishes frames, those of one channel in their order.
   *
   * @return how many were dropped
   */
  int publish(List<Published> frames) {
    List<Message> messages = messages(frames);
    AtomicBoolean failed = new AtomicBoolean();
    Semaphore slots = new Semaphore(AT_ONCE);
    List<Future<Integer>> dropped = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Message message : messages) {
        dropped.add(
            threads.submit(
                () -> {
                  slots.acquire();
                  try {
                    if (!failed.get() && isPublished(message)) return 0;
                    failed.set(true);
                    return message.events().size();
                  } finally {
                    slots.release();
                  }
                }));
      }
    }
    return dropped.stream().mapToInt(Future::resultNow).sum();
  }

  private static List<Message> messages(List<Published> frames) {
    Map<String, List<String>> channels = new LinkedHashMap<>();
    for (Published frame : frames) {
      channels.computeIfAbsent(frame.channel(), _ -> new ArrayList<>()).add(frame.json());
    }
    List<Message> messages = new ArrayList<>();
    channels.forEach(
        (channel, events) -> {
          for (int at = 0; at < events.size(); at += EVENTS_MAX) {
            messages.add(
                new Message(channel, events.subList(at, Math.min(events.size(), at + EVENTS_MAX))));
          }
        });
    return messages;
  }

  private boolean isPublished(Message message) {
    String fault = "";
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      try {
        int status = post.send(Map.of(), json.writeValueAsBytes(message)).status();
        if (status == 200) return true;
        fault = "status " + status;
        if (status < 500 && status != 429) break;
      } catch (IOException | RuntimeException unreachable) {
        fault = unreachable.toString();
      }
    }
    LOG.atWarn()
        .addKeyValue("channel", message.channel())
        .addKeyValue("fault", fault)
        .log("frame dropped");
    return false;
  }

  @PreDestroy
  void close() {
    post.close();
  }
}
