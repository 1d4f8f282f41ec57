package io.giftledger.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.emulator.bus.BusServer;
import io.giftledger.template.Template;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

class SharedAddressTest {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

  @Test
  void a_request_arrives_with_the_signature_that_it_had_for_the_shared_address() throws Exception {
    EmbeddedAws aws = EmbeddedAws.shared();
    try (SharedAddress shared = aws.listen(new InetSocketAddress("127.0.0.1", 0), NOWHERE)) {
      long before = aws.bus().last();
      assertEquals(200, put(shared.url(), "local"));
      assertEquals(before + 1, aws.bus().last());
      assertEquals(400, put(shared.url(), "wrong"));
      assertEquals(before + 1, aws.bus().last());
    }
  }

  @Test
  void an_address_that_this_machine_does_not_have_is_named() {
    var elsewhere = new InetSocketAddress("192.0.2.1", 0);
    var failure =
        assertThrows(
            UncheckedIOException.class, () -> EmbeddedAws.shared().listen(elsewhere, NOWHERE));
    assertTrue(String.valueOf(failure.getMessage()).contains("192.0.2.1"));
  }

  private static int put(String url, String secret) throws Exception {
    String body =
        """
        {"Entries":[{"EventBusName":"%s","Source":"test","DetailType":"test","Detail":"{}"}]}\
        """
            .formatted(BusServer.BUS_ARN);
    SdkHttpRequest request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(URI.create(url + "/"))
            .putHeader("X-Amz-Target", "AWSEvents.PutEvents")
            .build();
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                sign ->
                    sign.identity(AwsCredentialsIdentity.create("any", secret))
                        .request(request)
                        .payload(() -> new ByteArrayInputStream(body.getBytes(UTF_8)))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "events")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, Template.REGION))
            .request();
    HttpRequest.Builder sent =
        HttpRequest.newBuilder(signed.getUri()).POST(HttpRequest.BodyPublishers.ofString(body));
    signed
        .headers()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase("Host")) sent.header(name, values.getFirst());
            });
    return HttpClient.newHttpClient().send(sent.build(), BodyHandlers.ofString()).statusCode();
  }
}
