package io.giftledger.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Lambda's runtime API for one execution environment: the runtime asks for the next event, and
 * posts its reply or its error. One that is started for SnapStart first asks to be put into a
 * snapshot, and goes on when it is restored.
 */
public final class RuntimeApi implements AutoCloseable {
  private static final String ROOT = "/2018-06-01/runtime/";

  private final HttpServer server;
  private final String functionArn;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LinkedBlockingQueue<Pending> events = new LinkedBlockingQueue<>();
  private final Map<String, CompletableFuture<byte[]>> replies = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> prepared = new CompletableFuture<>();
  private final CompletableFuture<Void> restored = new CompletableFuture<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<FunctionFault> gone = new CompletableFuture<>();

  private record Pending(String requestId, byte[] event, long deadlineMillis) {}

  private RuntimeApi(HttpServer server, String functionArn) {
    this.server = server;
    this.functionArn = functionArn;
  }

  /** Starts one on a free port of this machine. */
  public static RuntimeApi start(String functionArn) {
    try {
      var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
      var api = new RuntimeApi(HttpServer.create(address, 0), functionArn);
      api.server.createContext(ROOT, api::answer);
      api.server.setExecutor(api.threads);
      api.server.start();
      return api;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the runtime finds in AWS_LAMBDA_RUNTIME_API. */
  public String hostAndPort() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Completes when the runtime first asks for an event; fails if the function cannot be made. */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /** Completes when the runtime has prepared for its snapshot; fails if the function cannot be. */
  public CompletableFuture<Void> prepared() {
    return prepared;
  }

  /** Has the runtime go on as a copy of its snapshot does that is woken. */
  public void restore() {
    restored.complete(null);
  }

  /** The reply completes when the runtime posts it; it fails with a {@link FunctionFault}. */
  public CompletableFuture<byte[]> invoke(byte[] event, Duration timeout) {
    String requestId = UUID.randomUUID().toString();
    var reply = new CompletableFuture<byte[]>();
    replies.put(requestId, reply);
    events.add(new Pending(requestId, event, System.currentTimeMillis() + timeout.toMillis()));
    gone.thenAccept(reply::completeExceptionally);
    return reply;
  }

  /** Fails whatever waits or is still to come: the runtime is gone. */
  public void gone(String reason) {
    var fault = new FunctionFault(reason);
    unmade(fault);
    gone.complete(fault);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().substring(ROOT.length()).split("/", -1);
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (path.length == 2 && path[1].equals("next")) {
        if (path[0].equals("restore")) snapshot(exchange);
        else next(exchange);
      } else if (path.length == 2) {
        unmade(new FunctionFault(new String(body, StandardCharsets.UTF_8)));
        accept(exchange);
      } else if (path.length == 3 && path[0].equals("invocation")) {
        complete(path[1], path[2], body);
        accept(exchange);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The function cannot be made, or not be woken. */
  private void unmade(FunctionFault fault) {
    prepared.completeExceptionally(fault);
    ready.completeExceptionally(fault);
  }

  private void snapshot(HttpExchange exchange) throws IOException {
    prepared.complete(null);
    restored.join();
    exchange.sendResponseHeaders(200, -1);
  }

  private void next(HttpExchange exchange) throws IOException, InterruptedException {
    ready.complete(null);
    Pending pending = events.take();
    var headers = exchange.getResponseHeaders();
    // Without a content type the runtime interface client's native code crashes.
    headers.set("Content-Type", "application/json");
    headers.set("Lambda-Runtime-Aws-Request-Id", pending.requestId());
    headers.set("Lambda-Runtime-Deadline-Ms", String.valueOf(pending.deadlineMillis()));
    headers.set("Lambda-Runtime-Invoked-Function-Arn", functionArn);
    exchange.sendResponseHeaders(200, pending.event().length);
    exchange.getResponseBody().write(pending.event());
  }

  private void complete(String requestId, String outcome, byte[] body) {
    CompletableFuture<byte[]> reply = replies.remove(requestId);
    if (reply == null) return;
    if (outcome.equals("response")) reply.complete(body);
    else reply.completeExceptionally(new FunctionFault(new String(body, StandardCharsets.UTF_8)));
  }

  private static void accept(HttpExchange exchange) throws IOException {
    byte[] ok = "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(202, ok.length);
    exchange.getResponseBody().write(ok);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
