package io.giftledger.lambda;

import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells CloudWatch what happened, by lines of the log in its embedded metric format: no call, and
 * nothing waits for it. Each metric has the function as a dimension, and may have another. A line
 * says in which request it was, too. Outside of an invocation nothing is told.
 */
public final class Metrics {

  private static final Logger LOG = LoggerFactory.getLogger(StructuredLog.METRICS);

  private Metrics() {}

  /** Counts something. */
  public static void count(String name, long value) {
    print(name, value, "Count", "[\"FunctionName\"]", "");
  }

  /**
   * Counts things, and says which: by the id of one of them, what every function did with it is
   * found in the logs.
   *
   * @param what the name of the list of their ids in the line
   * @param ids their ids, which need no quoting
   */
  public static void countEach(String name, String what, List<String> ids) {
    print(
        name,
        ids.size(),
        "Count",
        "[\"FunctionName\"]",
        "\"%s\":[\"%s\"],".formatted(what, String.join("\",\"", ids)));
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

  private static void print(
      String name, long value, String unit, String dimensions, String beside) {
    LambdaFunction.invocation()
        .ifPresent(
            invocation ->
                LOG.info(
                    """
                    {"_aws":{"Timestamp":%d,"CloudWatchMetrics":[{"Namespace":"Giftledger",\
                    "Dimensions":[%s],"Metrics":[{"Name":"%s","Unit":"%s"}]}]},\
                    "FunctionName":"%s","requestId":"%s",%s"%s":%d}\
                    """
                        .formatted(
                            InstantSource.system().millis(),
                            dimensions,
                            name,
                            unit,
                            invocation.getFunctionName(),
                            invocation.getAwsRequestId(),
                            beside,
                            name,
                            value)));
  }
}
