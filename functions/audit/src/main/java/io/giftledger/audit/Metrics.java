package io.giftledger.audit;

import io.giftledger.verify.Counts;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** Tells CloudWatch of finished audits, by a line of the log in its embedded metric format. */
@Singleton
final class Metrics {

  private final InstantSource clock;
  private final String function;

  /**
   * @param function {@code AWS_LAMBDA_FUNCTION_NAME}: the metrics' one dimension
   */
  Metrics(InstantSource clock, @Property(name = "aws.lambda.function.name") String function) {
    this.clock = clock;
    this.function = function;
  }

  /** A trial balance that does not come out at zero is a fault, too. */
  void audited(Counts counts, Duration took) {
    IO.println(
        """
        {"_aws":{"Timestamp":%d,"CloudWatchMetrics":[{"Namespace":"Giftledger",\
        "Dimensions":[["FunctionName"]],"Metrics":[{"Name":"AuditFaults","Unit":"Count"},\
        {"Name":"AuditEntries","Unit":"Count"},{"Name":"AuditAccounts","Unit":"Count"},\
        {"Name":"AuditSeconds","Unit":"Seconds"}]}]},"FunctionName":"%s","AuditFaults":%d,\
        "AuditEntries":%d,"AuditAccounts":%d,"AuditSeconds":%d}\
        """
            .formatted(
                clock.instant().toEpochMilli(),
                function,
                counts.faults() + counts.unbalanced().size(),
                counts.entries(),
                counts.accounts(),
                took.toSeconds()));
  }
}
