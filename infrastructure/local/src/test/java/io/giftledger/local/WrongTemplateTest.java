package io.giftledger.local;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.template.TemplateException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What could not be deployed, or would not work when deployed, does not run here either. */
class WrongTemplateTest {
  private static final Path TEMPLATE = Path.of("src/test/resources/template.yaml");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          local.EchoHandler           | local.NoHandler              | Handler: io.giftledger.local.NoHandler
          local.EchoHandler           | local.Json                   | Handler: io.giftledger.local.Json
          ../../../target/test-f      | other/target/other-f         | CodeUri
          DefaultAuthorizer: Jwt      | DefaultAuthorizer: Other     | no authorizer Other
          audience:                   | Audience:                    | needs issuer and audience
          'Authorizer: NONE'          | 'Authorizer: Open'           | may only be NONE
          BatchSize: 10               | BatchSize: 11                | BatchSize must be
          VisibilityTimeout: 1        | VisibilityTimeout: 0         | visibility timeout
          MaximumRetryAttempts        | MaximumRetries               | cannot do MaximumRetries here
          TRIM_HORIZON                | BEGINNING                    | StartingPosition may not be
          'PAY_PER_REQUEST'           | ON_DEMAND                    | BillingMode
          cron(30 0 * * ? *)          | cron(30 0 * * 7 *)           | cannot do ScheduleExpression
          Mode: 'OFF'                 | Mode: FLEXIBLE               | FlexibleTimeWindow
          Type: SQS                   | Type: Kinesis                | events of type Kinesis
          """)
  void a_wrong_template_stops_the_start(String right, String wrong, String message)
      throws Exception {
    String code = Path.of("target/test-function.jar").toAbsolutePath().toString();
    String template = Files.readString(TEMPLATE).replace(right, wrong);
    Path file = folder.resolve("template.yaml");
    Files.writeString(file, template.replace("../../../target/test-function.jar", code));
    var refused =
        assertThrows(
            TemplateException.class,
            () -> LocalRuntime.start(file, 0, null, LocalRuntime.Mode.IN_PROCESS).close());
    assertTrue(String.valueOf(refused.getMessage()).contains(message), refused.getMessage());
  }
}
