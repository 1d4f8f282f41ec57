package io.giftledger.operator;

import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The operator's command line: one class for each subcommand. AWS is reached as the SDK's standard
 * environment says ({@code AWS_REGION}, credentials, {@code AWS_ENDPOINT_URL_DYNAMODB} for the
 * local runtime).
 */
@Command(
    name = "operator",
    description = "What a person does to a Giftledger system.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AnnounceCommand.class,
      AuditCommand.class,
      BooksCommand.class,
      ChallengeCommand.class,
      DeadLettersCommand.class,
      EventsCommand.class,
      ExportCommand.class,
      PolicyCommand.class,
      RebuildRecognitionCommand.class,
      ReconcileCommand.class,
      RedriveCommand.class,
      RepairCommand.class,
      ResolveWithdrawalCommand.class,
      SandboxReportCommand.class,
      VerifyDigestCommand.class,
      UnappliedCommand.class,
      WalletCommand.class,
      WithdrawalsCommand.class
    })
public final class Operator {

  /** It could not be done: wrong arguments, no answer. */
  static final int EXIT_FAILED = 2;

  private Operator() {}

  /** Runs a subcommand and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The commands; what one throws is told in a line and ends with {@link #EXIT_FAILED}. */
  public static CommandLine commandLine() {
    return new CommandLine(new Operator())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (fault, command, _) -> {
              command.getErr().println("it could not be done: " + words(fault));
              return EXIT_FAILED;
            });
  }

  /** What went wrong, for a person. */
  private static String words(Exception fault) {
    return switch (fault) {
      case NoSuchFileException missing -> "there is no file " + missing.getFile();
      case CharacterCodingException _ -> "the file is no text in UTF-8";
      default ->
          Optional.ofNullable(fault.getMessage()).orElseGet(() -> fault.getClass().getSimpleName());
    };
  }
}
