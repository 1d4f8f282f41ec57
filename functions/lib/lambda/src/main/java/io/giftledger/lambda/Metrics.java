package io.giftledger.lambda;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells CloudWatch what happened, by lines of the log in its embedded metric format: no call, and
 * nothing waits for it. Each metric has the function as a dimension, and may have another. Outside
 * of an invocation nothing is told.
 */
public final class Metrics {

  private static final Logger LOG = LoggerFactory.getLogger(StructuredLog.METRICS);

  private Metrics() {}

  /** Counts something. */
  public static void count(String name, long value) {
    print(name, value, "Count", "[\"FunctionName\"]", "");
  }

  /** Tells how long something took, or how old it is, in milliseconds. */
  public static void millis(String name, long value) {
    print(name, value, "Milliseconds", "[\"FunctionName\"]", "");
  }

  /**
   * Counts something, and what kind of it apart. Each kind is a metric of its own, and has its
   * price: there must be few.
   *
   * @param dimension what tells the kinds apart
   * @param kind one of them, a word
   */
  public static void count(String name, long value, String dimension, String kind) {
    print(
        name,
        value,
        "Count",
        "[\"FunctionName\"],[\"FunctionName\",\"%s\"]".formatted(dimension),
        "\"%s\":\"%s\",".formatted(dimension, kind.replaceAll("[^A-Za-z0-9_.-]", "_")));
  }

  private static void print(String name, long value, String unit, String dimensions, String kind) {
    LambdaFunction.nameOfInvoked()
        .ifPresent(
            function ->
                LOG.info(
                    """
                    {"_aws":{"Timestamp":%d,"CloudWatchMetrics":[{"Namespace":"Giftledger",\
                    "Dimensions":[%s],"Metrics":[{"Name":"%s","Unit":"%s"}]}]},\
                    "FunctionName":"%s",%s"%s":%d}\
                    """
                        .formatted(
                            InstantSource.system().millis(),
                            dimensions,
                            name,
                            unit,
                            function,
                            kind,
                            name,
                            value)));
  }
}
