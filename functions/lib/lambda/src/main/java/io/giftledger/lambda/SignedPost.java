package io.giftledger.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * POSTs JSON to a service of AWS, signed as IAM wants it: for a call that no client of the SDK here
 * makes. It tries once.
 */
public final class SignedPost implements AutoCloseable {

  private final URI url;
  private final String service;
  private final String region;
  private final AwsCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final SdkHttpClient http =
      UrlConnectionHttpClient.builder()
          .connectionTimeout(Duration.ofSeconds(1))
          .socketTimeout(Duration.ofSeconds(2))
          .build();

  /**
   * @param url where the service answers
   * @param service its name in a signature
   * @param region where it is
   */
  public SignedPost(URI url, String service, String region) {
    this.url = url;
    this.service = service;
    this.region = region;
  }

  /** What the service answers. */
  public record Answer(int status, byte[] body) {}

  /**
   * Makes a call.
   *
   * @param headers those that say which, beside the content's type, which is JSON's if they do not
   *     say another
   * @throws IOException if it may not have been made
   */
  public Answer send(Map<String, String> headers, byte[] body) throws IOException {
    ContentStreamProvider payload = ContentStreamProvider.fromByteArray(body);
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(url)
            .putHeader("Content-Type", "application/json")
            .putHeader("Content-Length", Integer.toString(body.length));
    headers.forEach(request::putHeader);
    SignedRequest signed =
        signer.sign(
            sign ->
                sign.identity(credentials.resolveCredentials())
                    .request(request.build())
                    .payload(payload)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    HttpExecuteResponse response =
        http.prepareRequest(
                HttpExecuteRequest.builder()
                    .request(signed.request())
                    .contentStreamProvider(signed.payload().orElse(payload))
                    .build())
            .call();
    try (InputStream read = response.responseBody().orElse(null)) {
      return new Answer(
          response.httpResponse().statusCode(), read == null ? new byte[0] : read.readAllBytes());
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
