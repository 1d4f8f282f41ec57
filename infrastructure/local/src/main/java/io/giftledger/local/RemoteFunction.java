package io.giftledger.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.template.FunctionDefinition;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * A function that runs elsewhere, behind Lambda's API, under its logical id: in a container of
 * {@code sam local start-lambda}, for example.
 */
final class RemoteFunction implements LocalFunction {

  /** How long a container may take to be there; its function's own timeout comes on top. */
  private static final Duration START_MAX = Duration.ofMinutes(1);

  private final FunctionDefinition definition;
  private final URI invocations;
  private final HttpClient client = HttpClient.newHttpClient();

  /** A container that is kept warm takes one event at a time. */
  private final Semaphore permit = new Semaphore(1, true);

  /**
   * @param lambda where Lambda's API answers
   */
  RemoteFunction(FunctionDefinition definition, URI lambda) {
    this.definition = definition;
    this.invocations =
        lambda.resolve("/2015-03-31/functions/%s/invocations".formatted(definition.logicalId()));
  }

  @Override
  public FunctionDefinition definition() {
    return definition;
  }

  @Override
  public byte[] invoke(byte[] event) throws FunctionFault, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(invocations)
            .timeout(definition.timeout().plus(START_MAX))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(event))
            .build();
    permit.acquire();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      boolean failed = response.headers().firstValue("X-Amz-Function-Error").isPresent();
      if (response.statusCode() == 200 && !failed) return response.body();
      throw new FunctionFault(
          definition.logicalId() + " failed: " + new String(response.body(), UTF_8));
    } catch (IOException e) {
      throw new FunctionFault(definition.logicalId() + " does not answer at " + invocations, e);
    } finally {
      permit.release();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
