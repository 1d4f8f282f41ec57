package io.giftledger.bench.workload;

import java.io.ByteArrayInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * What a server answered to one call.
 *
 * @param head status and headers
 * @param body the content; empty if there was none
 */
public record Answer(SdkHttpResponse head, byte[] body) {

  HttpExecuteResponse response() {
    return HttpExecuteResponse.builder()
        .response(head)
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
        .build();
  }
}
