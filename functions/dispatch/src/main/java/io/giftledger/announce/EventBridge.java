package io.giftledger.announce;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.lambda.Metrics;
import io.giftledger.lambda.SignedPost;
import io.giftledger.queues.Announcement;
import io.giftledger.queues.AnnouncementsMessage;
import io.giftledger.queues.EventBus;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A bus of Amazon EventBridge. PutEvents may take some and refuse others: those are tried once
 * more. What is left then fails with its message, which comes again as a whole, so that what was
 * taken may be heard twice.
 */
final class EventBridge implements EventBus {

  /** The source of all its events. */
  private static final String SOURCE = "giftledger";

  private static final Map<String, String> PUT_EVENTS =
      Map.of("X-Amz-Target", "AWSEvents.PutEvents", "Content-Type", "application/x-amz-json-1.1");

  private static final int TRIES = 2;

  private final SignedPost post;
  private final JsonMapper json;
  private final String bus;

  /**
   * @param post reaches EventBridge
   * @param bus the bus's ARN
   */
  EventBridge(SignedPost post, JsonMapper json, String bus) {
    this.post = post;
    this.json = json;
    this.bus = bus;
  }

  @Serdeable
  record Request(@JsonProperty("Entries") List<Map<String, Object>> entries) {}

  @Serdeable
  record Response(@JsonProperty("Entries") List<Result> results) {}

  /** What became of an entry; one without a code was taken. */
  @Serdeable
  record Result(
      @JsonProperty("ErrorCode") @Nullable String code,
      @JsonProperty("ErrorMessage") @Nullable String message) {}

  @Override
  public void put(AnnouncementsMessage message) {
    List<Announcement> left = message.announcements();
    String fault = "";
    for (int attempt = 1; attempt <= TRIES && !left.isEmpty(); attempt++) {
      try {
        List<Result> results = putOnce(left);
        fault = faults(results);
        left = refused(left, results);
      } catch (IOException unreachable) {
        fault = unreachable.toString();
      }
    }
    if (!left.isEmpty()) {
      throw new IllegalStateException(left.size() + " not announced: " + fault);
    }
    Metrics.count("Announcements", message.announcements().size());
  }

  private static List<Announcement> refused(List<Announcement> put, List<Result> results)
      throws IOException {
    if (results.size() != put.size()) throw new IOException(results.size() + " results");
    List<Announcement> refused = new ArrayList<>();
    for (int at = 0; at < put.size(); at++) {
      if (results.get(at).code() != null) refused.add(put.get(at));
    }
    return refused;
  }

  private static String faults(List<Result> results) {
    return results.stream()
        .filter(result -> result.code() != null)
        .map(result -> result.code() + " " + result.message())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private List<Result> putOnce(List<Announcement> announcements) throws IOException {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (Announcement announcement : announcements) entries.add(entry(announcement));
    SignedPost.Answer answer = post.send(PUT_EVENTS, json.writeValueAsBytes(new Request(entries)));
    if (answer.status() != 200) throw new IOException("status " + answer.status());
    return Objects.requireNonNull(json.readValue(answer.body(), Response.class)).results();
  }

  private Map<String, Object> entry(Announcement announcement) throws IOException {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("EventBusName", bus);
    entry.put("Source", SOURCE);
    entry.put("DetailType", announcement.name());
    // To the second, as AWS keeps it; a version of the policy that was put by hand says no time.
    if (announcement.detail().get("occurred_at") instanceof String at) {
      entry.put("Time", Instant.parse(at).getEpochSecond());
    }
    entry.put("Detail", json.writeValueAsString(announcement.detail()));
    return entry;
  }

  @Override
  public void close() {
    post.close();
  }
}
