package io.giftledger.payments;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks a provider over HTTP, for a bounded time and a bounded answer. */
public final class ProviderHttp implements AutoCloseable {

  /** With the answer it fits well into a function's time-out. */
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

  private static final int ANSWER_BYTES_MAX = 1 << 20;

  private final String provider;
  private final Duration answerTimeout;

  private @Nullable HttpClient http;

  /**
   * @param provider the provider's name
   * @param answerTimeout how long to wait for an answer with all of its body
   */
  public ProviderHttp(String provider, Duration answerTimeout) {
    this.provider = provider;
    this.answerTimeout = answerTimeout;
  }

  /**
   * Sends a request.
   *
   * @throws PaymentProviderException if there is no answer: it may have been done or not
   */
  public HttpResponse<byte[]> send(HttpRequest request) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http()
            .sendAsync(
                request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    try {
      return answer.get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException noAnswer) {
      throw new PaymentProviderException(provider, provider + " did not answer", noAnswer);
    } catch (TimeoutException noAnswer) {
      throw new PaymentProviderException(
          provider, provider + " did not answer in " + answerTimeout);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while asking " + provider, stopped);
    } finally {
      answer.cancel(true);
    }
  }

  /** Made when the provider is first asked: it costs a quarter of a second. */
  private synchronized HttpClient http() {
    HttpClient made = http;
    if (made == null) {
      made =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(CONNECTION_TIMEOUT)
              .build();
      http = made;
    }
    return made;
  }

  @Override
  public synchronized void close() {
    if (http != null) http.shutdownNow();
  }
}
