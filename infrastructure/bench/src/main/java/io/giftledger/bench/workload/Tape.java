package io.giftledger.bench.workload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * The network of a client: first it answers and its answers are recorded, then they are played
 * again and again in their order. What is left of a call is what the SDK does in this process.
 */
final class Tape implements SdkHttpClient {

  private final SdkHttpClient network = UrlConnectionHttpClient.create();
  private final List<Answer> answers = new ArrayList<>();
  private boolean plays;
  private int next;

  /** The answers since this was last asked. */
  List<Answer> take() {
    List<Answer> taken = List.copyOf(answers);
    answers.clear();
    return taken;
  }

  /** From now on plays answers. */
  void play(List<Answer> recorded) {
    answers.clear();
    answers.addAll(recorded);
    plays = true;
    next = 0;
  }

  /**
   * Plays from the beginning.
   *
   * @throws IllegalStateException unless all of it was played since then, and no more
   */
  void rewind() {
    if (next != answers.size()) {
      throw new IllegalStateException("%d of %d answers played".formatted(next, answers.size()));
    }
    next = 0;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return plays ? played(request) : recorded(network.prepareRequest(request));
  }

  private ExecutableHttpRequest recorded(ExecutableHttpRequest call) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return record(call.call());
      }

      @Override
      public void abort() {
        call.abort();
      }
    };
  }

  private ExecutableHttpRequest played(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        if (request.contentStreamProvider().isPresent()) {
          send(request.contentStreamProvider().get());
        }
        return answers.get(next++).response();
      }

      @Override
      public void abort() {}
    };
  }

  private HttpExecuteResponse record(HttpExecuteResponse response) throws IOException {
    byte[] body = new byte[0];
    if (response.responseBody().isPresent()) {
      try (InputStream content = response.responseBody().get()) {
        body = content.readAllBytes();
      }
    }
    Answer answer =
        new Answer(
            SdkHttpResponse.builder()
                .statusCode(response.httpResponse().statusCode())
                .headers(response.httpResponse().headers())
                .build(),
            body);
    answers.add(answer);
    return answer.response();
  }

  /** A network would read the request. */
  private static void send(ContentStreamProvider content) throws IOException {
    try (InputStream body = content.newStream()) {
      body.transferTo(OutputStream.nullOutputStream());
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
