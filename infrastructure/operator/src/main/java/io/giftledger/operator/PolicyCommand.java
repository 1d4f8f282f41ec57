package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.PolicyDocument;
import io.giftledger.dynamodb.PolicyVersions;
import io.giftledger.economy.policy.PolicyReading;
import io.giftledger.payments.stripe.StripePrices;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Checks and publishes versions of the policy, as they are read when they are loaded. */
@Command(
    name = "policy",
    description = "Checks and publishes the policy: prices, rates and limits.",
    mixinStandardHelpOptions = true)
final class PolicyCommand {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      description = "Names everything that is wrong with a policy.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit status:%n",
      exitCodeList = {"0:it may be published", "1:it has faults", "2:it could not be done"})
  int check(@Parameters(paramLabel = "FILE", description = "The policy, as JSON.") Path file)
      throws IOException {
    return told(PolicyDocument.read(Files.readString(file), OptionalLong.empty()), "no faults");
  }

  @Command(
      description = {
        "Checks a policy and publishes it as the next version, whose number it says itself.",
        "It is in force within a minute."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit status:%n",
      exitCodeList = {
        "0:it is published",
        "1:it has faults, and nothing was published",
        "2:it could not be done"
      })
  int publish(
      @Parameters(paramLabel = "FILE", description = "The policy, as JSON.") Path file,
      @Mixin SignedOptions signed)
      throws IOException {
    String document = Files.readString(file);
    try (DynamoDbClient dynamoDb = Aws.dynamoDb()) {
      PolicyVersions versions = new PolicyVersions(new DynamoDbTable(dynamoDb, signed.table()));
      int status =
          told(
              versions.publish(
                  document, signed.by(), signed.note(), InstantSource.system().instant()),
              "published");
      PrintWriter err = spec.commandLine().getErr();
      versions
          .strays()
          .forEach(key -> err.printf("%s is no version's key: it means nothing, delete it%n", key));
      err.flush();
      return status;
    }
  }

  /** Tells what a policy turned out to be, and the command's status. */
  private int told(PolicyReading reading, String well) {
    PrintWriter out = spec.commandLine().getOut();
    int status =
        switch (reading) {
          case PolicyReading.Whole(var policy) -> {
            PrintWriter err = spec.commandLine().getErr();
            StripePrices.uncharged(policy.prices()).forEach(it -> err.println("warning: " + it));
            err.flush();
            out.printf("version %d: %s%n", policy.version(), well);
            yield 0;
          }
          case PolicyReading.Faulty(var faults) -> {
            faults.forEach(out::println);
            out.printf("faults: %d%n", faults.size());
            yield 1;
          }
        };
    out.flush();
    return status;
  }
}
