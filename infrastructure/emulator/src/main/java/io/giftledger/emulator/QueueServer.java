package io.giftledger.emulator;

import io.giftledger.template.Template;
import java.net.URI;
import java.nio.file.Path;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.jspecify.annotations.Nullable;

/** ElasticMQ in this process, answering on the loopback interface only. */
interface QueueServer extends AutoCloseable {
  URI endpoint();

  @Override
  void close();

  static QueueServer start(@Nullable Path dataFolder) {
    return dataFolder == null ? inMemory() : DurableQueueServer.start(dataFolder.resolve("queues"));
  }

  private static QueueServer inMemory() {
    SQSRestServer server =
        SQSRestServerBuilder.withInterface("127.0.0.1")
            .withDynamicPort()
            .withAWSRegion(Template.REGION)
            .withAWSAccountId(Template.ACCOUNT_ID)
            .start();
    URI endpoint =
        URI.create("http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort());
    return new QueueServer() {
      @Override
      public URI endpoint() {
        return endpoint;
      }

      @Override
      public void close() {
        server.stopAndWait();
      }
    };
  }
}
