package io.giftledger.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Hears server-sent events, as a browser's EventSource does. */
final class EventFeed {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private EventFeed() {}

  /** An event: its id, its type, and its data. */
  record Heard(String id, String type, JsonNode data) {

    /** What tells an event from all others that are not the same one. */
    String name() {
      return data.at("/detail/id").asText();
    }
  }

  /**
   * Hears events until they are enough, or it takes too long.
   *
   * @param lastEventId the id of the last event that was heard before; 0 for none
   * @param enough whether those that were heard are
   */
  static List<Heard> hear(String url, String lastEventId, Predicate<List<Heard>> enough)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/events"))
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", lastEventId)
            .build();
    List<Heard> heard = new ArrayList<>();
    Instant deadline = Instant.now().plus(PATIENCE);
    try (HttpClient http = HttpClient.newHttpClient()) {
      var response = http.send(request, BodyHandlers.ofInputStream());
      try (var lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
        String id = "";
        String type = "";
        // A line comes every ten seconds at least.
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("id: ")) id = line.substring(4);
          if (line.startsWith("event: ")) type = line.substring(7);
          if (line.startsWith("data: ")) {
            heard.add(new Heard(id, type, JSON.readTree(line.substring(6))));
            if (enough.test(heard)) break;
          }
          if (Instant.now().isAfter(deadline)) break;
        }
      }
      http.shutdownNow();
    }
    return heard;
  }
}
