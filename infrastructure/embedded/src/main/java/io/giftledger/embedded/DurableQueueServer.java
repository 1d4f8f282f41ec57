package io.giftledger.embedded;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.apache.pekko.actor.Terminated;
import org.elasticmq.server.ElasticMQServer;
import org.elasticmq.server.config.ElasticMQServerConfig;
import scala.Function0;

/** ElasticMQ with its queues and messages in an H2 database file. */
final class DurableQueueServer implements QueueServer {
  private final URI endpoint;
  private final Function0<Terminated> stop;

  private DurableQueueServer(URI endpoint, Function0<Terminated> stop) {
    this.endpoint = endpoint;
    this.stop = stop;
  }

  static DurableQueueServer start(Path database) {
    // WRITE_DELAY=0: a message is in the file when the sender gets its answer, not 500 ms later.
    String url = "jdbc:h2:" + database.toAbsolutePath() + ";WRITE_DELAY=0";
    int port = freePort();
    Config config =
        ConfigFactory.parseMap(
                Map.of(
                    "rest-sqs.bind-hostname",
                    "127.0.0.1",
                    "rest-sqs.bind-port",
                    port,
                    "node-address.host",
                    "127.0.0.1",
                    "node-address.port",
                    port,
                    "aws.region",
                    Template.REGION,
                    "aws.accountId",
                    Template.ACCOUNT_ID,
                    "messages-storage.enabled",
                    true,
                    "messages-storage.uri",
                    url))
            .withFallback(ConfigFactory.load());
    Function0<Terminated> stop = new ElasticMQServer(new ElasticMQServerConfig(config)).start();
    return new DurableQueueServer(URI.create("http://127.0.0.1:" + port), stop);
  }

  /** ElasticMQ's full server does not tell which port it got, so it is given one. */
  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    stop.apply();
  }
}
