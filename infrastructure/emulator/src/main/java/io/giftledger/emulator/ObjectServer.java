package io.giftledger.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The few calls of S3 that functions make, on the loopback address: PutObject (also with {@code
 * If-None-Match: *} and in chunks), GetObject, ListObjectsV2. Objects are in memory, and in the
 * data folder if there is one.
 */
final class ObjectServer implements AutoCloseable {

  private final HttpServer server;
  private final @Nullable Path folder;
  private final Map<String, NavigableMap<String, byte[]>> buckets = new ConcurrentHashMap<>();

  private ObjectServer(HttpServer server, @Nullable Path folder) {
    this.server = server;
    this.folder = folder;
  }

  static ObjectServer start(@Nullable Path dataFolder) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      var objects =
          new ObjectServer(server, dataFolder == null ? null : dataFolder.resolve("objects"));
      server.createContext("/", objects::answer);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return objects;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Makes a bucket, with the objects that the data folder has of it. */
  void create(String bucket) {
    NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    buckets.put(bucket, objects);
    if (folder == null) return;
    try {
      Path of = Files.createDirectories(folder.resolve(bucket));
      try (var files = Files.list(of)) {
        for (Path file : files.toList()) objects.put(objectName(file), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The objects of a bucket, by name. */
  NavigableMap<String, byte[]> objects(String bucket) {
    NavigableMap<String, byte[]> objects = buckets.get(bucket);
    if (objects == null) throw new IllegalArgumentException("no bucket " + bucket);
    return objects;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      // Path style: /<bucket>/<key>
      String[] path = exchange.getRequestURI().getPath().split("/", 3);
      NavigableMap<String, byte[]> objects = buckets.get(path[1]);
      String key = path.length < 3 ? "" : path[2];
      if (objects == null) {
        refuse(exchange, 404, "NoSuchBucket");
      } else if (exchange.getRequestMethod().equals("PUT") && !key.isEmpty()) {
        put(exchange, path[1], objects, key);
      } else if (exchange.getRequestMethod().equals("GET")) {
        if (key.isEmpty()) list(exchange, objects);
        else get(exchange, objects, key);
      } else {
        refuse(exchange, 501, "NotImplemented");
      }
    }
  }

  private void put(
      HttpExchange exchange, String bucket, NavigableMap<String, byte[]> objects, String key)
      throws IOException {
    byte[] content = body(exchange);
    boolean onlyNew = exchange.getRequestHeaders().containsKey("If-None-Match");
    byte[] before = onlyNew ? objects.putIfAbsent(key, content) : objects.put(key, content);
    if (onlyNew && before != null) {
      refuse(exchange, 412, "PreconditionFailed");
      return;
    }
    if (folder != null) store(folder, bucket, key, content);
    exchange.getResponseHeaders().add("ETag", "\"local\"");
    exchange.sendResponseHeaders(200, -1);
  }

  private static void store(Path folder, String bucket, String key, byte[] content)
      throws IOException {
    Path file = folder.resolve(bucket).resolve(fileName(key));
    Path draft = Files.createTempFile(folder, "object", ".draft");
    Files.write(draft, content);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void get(HttpExchange exchange, Map<String, byte[]> objects, String key)
      throws IOException {
    byte[] content = objects.get(key);
    if (content == null) refuse(exchange, 404, "NoSuchKey");
    else send(exchange, 200, "binary/octet-stream", content);
  }

  /** All that have the prefix, in one page. */
  private static void list(HttpExchange exchange, NavigableMap<String, byte[]> objects)
      throws IOException {
    String prefix = parameter(exchange, "prefix").orElse("");
    StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
    objects.tailMap(prefix, true).keySet().stream()
        .takeWhile(key -> key.startsWith(prefix))
        .forEach(key -> xml.append("<Contents><Key>").append(key).append("</Key></Contents>"));
    xml.append("</ListBucketResult>");
    send(exchange, 200, "application/xml", xml.toString().getBytes(UTF_8));
  }

  private static Optional<String> parameter(HttpExchange exchange, String name) {
    String query = exchange.getRequestURI().getRawQuery();
    return List.of((query == null ? "" : query).split("&")).stream()
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), UTF_8))
        .findFirst();
  }

  private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
    String xml = "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>";
    send(exchange, status, "application/xml", xml.getBytes(UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] content)
      throws IOException {
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    exchange.getResponseBody().write(content);
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    InputStream body = exchange.getRequestBody();
    return exchange.getRequestHeaders().containsKey("X-amz-decoded-content-length")
        ? chunks(body)
        : body.readAllBytes();
  }

  /** The content of chunks, each {@code <size in hex>[;signature]}, CR LF, bytes, CR LF. */
  private static byte[] chunks(InputStream body) throws IOException {
    var content = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(body).split(";", 2)[0], 16);
      if (size == 0) break;
      content.write(body.readNBytes(size));
      line(body);
    }
    body.readAllBytes();
    return content.toByteArray();
  }

  private static String line(InputStream body) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int octet = body.read(); octet >= 0 && octet != '\n'; octet = body.read()) {
      if (octet != '\r') line.write(octet);
    }
    return line.toString(UTF_8);
  }

  private static String fileName(String key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
  }

  private static String objectName(Path file) {
    return new String(Base64.getUrlDecoder().decode(file.getFileName().toString()), UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
