package io.giftledger.local;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.local.demo.Demo;
import io.giftledger.template.TemplateException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Runs the template in the working folder until the process is told to stop. The table gets the
 * default policy and one creator; the platform's users are whoever a token is made out for.
 */
public final class Local {

  /** The creator that the table knows. */
  public static final String CREATOR = "luna";

  /** The creator's live stream in the story that a newcomer plays. */
  static final String ROOM = "luna-live-1";

  private static final Path TEMPLATE = Path.of("template.yaml");

  private static final Pattern OPERATORS_VARIABLE =
      Pattern.compile("AWS_(REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|ENDPOINT_URL_.*)");

  private Local() {}

  public static void main(String[] arguments) throws InterruptedException {
    Options options;
    try {
      options = Options.parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      stop(2, e.getMessage() + "\n" + Options.USAGE);
      return;
    }
    if (options.metrics()) sayMetrics();
    try {
      LocalRuntime runtime = LocalRuntime.start(TEMPLATE, options);
      Runtime.getRuntime().addShutdownHook(new Thread(runtime::close, "shutdown"));
      serve(runtime, options);
    } catch (TemplateException | UncheckedIOException e) {
      stop(1, String.valueOf(e.getMessage()));
    }
  }

  /** Functions have a logger for what they count, which is silent here otherwise. */
  private static void sayMetrics() {
    ((Logger) LoggerFactory.getLogger("metrics")).setLevel(Level.INFO);
  }

  private static void serve(LocalRuntime runtime, Options options) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Seed seed = new Seed(runtime.aws().dynamoDb(), runtime.aws().tableName());
    seed.policy();
    seed.creator(CreatorProfile.inGoodStanding(CREATOR, 12_500, "US"));
    if (options.demo()) {
      seed.promotion();
      Demo.play(runtime.url(), runtime.aws(), CREATOR, out);
    }
    out.println(greeting(runtime));
  }

  private static String greeting(LocalRuntime runtime) {
    return """

      Giftledger serves %1$s until you press Ctrl-C; %1$s/docs is the API's reference. Tokens of a
      viewer and of a creator, good for 12 hours:

    ALICE="Authorization: Bearer %2$s"

    LUNA="Authorization: Bearer %3$s"

      Buy coins, send a gift, see the creator's earnings:

    curl -s %1$s/v1/recharges -H "$ALICE" -H "Idempotency-Key: r-$RANDOM" -H "Content-Type: application/json" -d '{"package":"coins-1000","region":"US","channel":"web","payment_method":"sandbox_card"}'
    curl -s %1$s/v1/gifts -H "$ALICE" -H "Idempotency-Key: g-$RANDOM" -H "Content-Type: application/json" -d '{"creator":"luna","gift":"panda","quantity":1,"live_stream":"luna-live-1","coins":5}'
    curl -s %1$s/v1/earnings -H "$LUNA"

      The operator's commands (infrastructure/RUNBOOK.md) find it so:

    %4$s

      What happened, as other systems are told it (without the header: from now on):

    curl -N %1$s/events -H "Last-Event-ID: 0"

      The live room: open it in two windows, as alice and as luna, and send a gift.

    %1$s/
    """
        .formatted(
            runtime.url(), runtime.token("alice"), runtime.token(CREATOR), environment(runtime));
  }

  /**
   * What the SDK and the AWS CLI need to reach the servers here, which take any credentials; and
   * what signs a webhook of the sandbox.
   */
  private static String environment(LocalRuntime runtime) {
    String variables =
        runtime.aws().administrator().entrySet().stream()
            .filter(variable -> OPERATORS_VARIABLE.matcher(variable.getKey()).matches())
            .flatMap(variable -> named(variable.getKey(), variable.getValue()))
            .sorted()
            .collect(Collectors.joining());
    Map<String, String> audit = runtime.aws().environment("AuditFunction");
    return "export TABLE="
        + runtime.aws().tableName()
        + " WEBHOOK_SECRET="
        + runtime.aws().secret("SandboxWebhookSecret")
        + " BUCKET="
        + audit.get("DIGESTS_BUCKET")
        + " KEY="
        + audit.get("DIGESTS_KEY_ARN")
        + variables;
  }

  /** The first version of the AWS CLI knows the region by another name. */
  private static Stream<String> named(String variable, String value) {
    return Stream.of(variable, variable.replace("AWS_REGION", "AWS_DEFAULT_REGION"))
        .distinct()
        .map(name -> " " + name + "=" + value);
  }

  private static void stop(int status, String message) {
    System.err.println(message);
    System.exit(status);
  }
}
