package io.giftledger.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RuntimeApiTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void a_runtime_that_is_put_into_a_snapshot_gets_no_event_before_it_is_restored()
      throws Exception {
    try (var api = RuntimeApi.start("arn:aws:lambda:us-east-1:000000000000:function:echo");
        var client = HttpClient.newHttpClient()) {
      api.invoke("hello".getBytes(StandardCharsets.UTF_8), LONG);

      CompletableFuture<HttpResponse<String>> asleep = ask(client, api, "restore/next");
      api.prepared().get(LONG.toSeconds(), TimeUnit.SECONDS);
      assertFalse(asleep.isDone());
      assertFalse(api.ready().isDone());

      api.restore();
      assertEquals(200, asleep.get(LONG.toSeconds(), TimeUnit.SECONDS).statusCode());
      var next = ask(client, api, "invocation/next").get(LONG.toSeconds(), TimeUnit.SECONDS);
      assertEquals("hello", next.body());
      assertTrue(api.ready().isDone());
    }
  }

  private static CompletableFuture<HttpResponse<String>> ask(
      HttpClient client, RuntimeApi api, String what) {
    var uri = URI.create("http://" + api.hostAndPort() + "/2018-06-01/runtime/" + what);
    return client.sendAsync(
        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
