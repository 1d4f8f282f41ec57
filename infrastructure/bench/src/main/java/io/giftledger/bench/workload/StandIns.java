package io.giftledger.bench.workload;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.ledger.Backoff;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * What takes the place of all that a function has from outside.
 *
 * @param backoff waits between two tries of a write
 */
public record StandIns(DynamoDbClient dynamoDb, SqsClient sqs, Backoff backoff) {

  private static @Nullable StandIns starting;

  /**
   * Starts one of the template's functions with these.
   *
   * @param name its logical id in the template
   */
  public RequestStreamHandler start(EmbeddedAws aws, String name) {
    Map<String, String> environment = new HashMap<>(aws.environment(name));
    environment.put(StandInBeans.VARIABLE, "true");
    starting = this;
    try {
      return Class.forName(
              aws.template().resource("AWS::Serverless::Function", name).string("Handler"))
          .asSubclass(RequestStreamHandler.class)
          .getConstructor(Map.class)
          .newInstance(environment);
    } catch (ReflectiveOperationException wrong) {
      throw new IllegalStateException("cannot start " + name, wrong);
    }
  }

  static StandIns ofStartingFunction() {
    return Objects.requireNonNull(starting, "no function is starting with stand-ins");
  }
}
