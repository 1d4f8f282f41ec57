package io.giftledger.emulator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giftledger.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.Terminated;
import org.elasticmq.server.ElasticMQServer;
import org.elasticmq.server.config.ElasticMQServerConfig;
import scala.Function0;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** ElasticMQ with its queues and messages in an H2 database file. */
final class DurableQueueServer implements QueueServer {
  private static final Duration RESTORE_MAX = Duration.ofSeconds(60);

  private final URI endpoint;
  private final Function0<Terminated> stop;

  private DurableQueueServer(URI endpoint, Function0<Terminated> stop) {
    this.endpoint = endpoint;
    this.stop = stop;
  }

  static DurableQueueServer start(Path database) {
    // WRITE_DELAY=0: a message is in the file when the sender gets its answer, not 500 ms later.
    String url = "jdbc:h2:" + database.toAbsolutePath() + ";WRITE_DELAY=0";
    QueueDatabase.Contents kept = new QueueDatabase(url).release();
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
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    awaitRestored(endpoint, kept);
    return new DurableQueueServer(endpoint, stop);
  }

  /**
   * ElasticMQ answers before it has read its database. A queue created in between would be empty
   * for good.
   */
  private static void awaitRestored(URI endpoint, QueueDatabase.Contents kept) {
    long deadline = System.nanoTime() + RESTORE_MAX.toNanos();
    try (SqsClient sqs = AwsClients.sqs(endpoint)) {
      while (!restored(sqs, kept)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("ElasticMQ does not restore " + kept);
        }
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while ElasticMQ starts", e);
    }
  }

  private static boolean restored(SqsClient sqs, QueueDatabase.Contents kept) {
    List<String> urls = sqs.listQueues().queueUrls();
    return urls.size() >= kept.queues()
        && urls.stream().mapToInt(url -> messages(sqs, url)).sum() >= kept.messages();
  }

  private static int messages(SqsClient sqs, String url) {
    return sqs
        .getQueueAttributes(
            request ->
                request
                    .queueUrl(url)
                    .attributeNames(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributesAsStrings()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
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
