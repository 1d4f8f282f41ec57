package io.giftledger.emulator;

import java.net.URI;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** DynamoDB and SQS of LocalStack in a Docker container. */
final class LocalStackServers implements Servers {
  /** The last image that needs no account. */
  private static final String IMAGE = "localstack/localstack:4.14.0";

  private final LocalStackContainer container;

  private LocalStackServers(LocalStackContainer container) {
    this.container = container;
  }

  static LocalStackServers start() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new IllegalStateException(
          "GIFTLEDGER_AWS_ENDPOINT=localstack needs Docker, which does not answer here");
    }
    var container =
        new LocalStackContainer(DockerImageName.parse(IMAGE)).withServices("dynamodb", "sqs");
    container.start();
    return new LocalStackServers(container);
  }

  @Override
  public URI dynamoDb() {
    return container.getEndpoint();
  }

  @Override
  public URI sqs() {
    return container.getEndpoint();
  }

  @Override
  public void close() {
    container.stop();
  }
}
