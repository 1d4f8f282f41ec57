package io.giftledger.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * DynamoDB Local in this process, answering on the loopback interface only: its own ServerRunner
 * would bind every interface.
 */
final class DynamoDbServer implements AutoCloseable {
  private final Server server;
  private final LocalDynamoDBRequestHandler requests;
  private final URI endpoint;

  private DynamoDbServer(Server server, LocalDynamoDBRequestHandler requests, URI endpoint) {
    this.server = server;
    this.requests = requests;
    this.endpoint = endpoint;
  }

  static DynamoDbServer start(@Nullable Path dataFolder) {
    try {
      var requests =
          dataFolder == null
              ? new LocalDynamoDBRequestHandler(0, true, null, true, false)
              : new DurableDynamoDb(
                  Files.createDirectories(dataFolder.resolve("dynamodb")).toString());
      var server = new Server();
      var connector = new ServerConnector(server);
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
      server.setHandler(new LocalDynamoDBServerHandler(requests, null));
      server.start();
      return new DynamoDbServer(
          server, requests, URI.create("http://127.0.0.1:" + connector.getLocalPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException("DynamoDB Local does not start", e);
    }
  }

  URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("DynamoDB Local does not stop", e);
    } finally {
      requests.shutdown();
    }
  }
}
