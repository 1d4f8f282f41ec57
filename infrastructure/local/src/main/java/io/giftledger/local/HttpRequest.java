package io.giftledger.local;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.util.UUID;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

/**
 * A request that arrived whole.
 *
 * @param path as it was sent, not decoded
 * @param query as it was sent; empty if there is none
 */
record HttpRequest(
    String id,
    String method,
    String path,
    String query,
    String protocol,
    String sourceIp,
    Headers headers,
    byte[] body) {

  /** What API Gateway takes: 10 MB. */
  static final int BODY_BYTES_MAX = 10 * 1024 * 1024;

  /**
   * Reads the request, and of its body at most one byte more than is allowed.
   *
   * @throws IOException if the client goes away
   */
  static HttpRequest read(Request request) throws IOException {
    String query = request.getHttpURI().getQuery();
    var headers = new Headers();
    for (HttpField field : request.getHeaders()) {
      headers.add(field.getName(), field.getValue() == null ? "" : field.getValue());
    }
    return new HttpRequest(
        UUID.randomUUID().toString(),
        request.getMethod(),
        request.getHttpURI().getPath(),
        query == null ? "" : query,
        request.getConnectionMetaData().getProtocol(),
        Request.getRemoteAddr(request),
        headers,
        Request.asInputStream(request).readNBytes(BODY_BYTES_MAX + 1));
  }

  /** A header's first value; empty if there is none. */
  String header(String name) {
    String value = headers.getFirst(name);
    return value == null ? "" : value;
  }
}
