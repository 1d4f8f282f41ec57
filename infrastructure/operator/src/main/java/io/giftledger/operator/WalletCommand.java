package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.economy.wallet.WalletReleased;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.Ledger;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Freezes a viewer's wallet, and releases it. */
@Command(
    name = "wallet",
    description = "Freezes a viewer's wallet, and releases it.",
    mixinStandardHelpOptions = true)
final class WalletCommand {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Whose wallet, and why. */
  private static final class Asked {

    @Mixin private SignedOptions signed = new SignedOptions();

    @Option(names = "--user", required = true, description = "Whose wallet it is.")
    private String user = "";

    @Option(
        names = "--reason",
        required = true,
        description = "A word for why (a-z 0-9 _), which the viewer sees. Example: fraud")
    private String reason = "";

    private OperatorAction action() {
      return new OperatorAction(reason, signed.by(), signed.note());
    }
  }

  @Command(
      description = {
        "Freezes a wallet: its viewer neither buys coins nor sends gifts.",
        "What payment providers tell is booked all the same."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit status:%n",
      exitCodeList = {"0:it is frozen", "1:it was frozen before", "2:it could not be done"})
  int freeze(@Mixin Asked asked) {
    return append(asked, new WalletFrozen(asked.action())::movement, "it was frozen before");
  }

  @Command(
      description = "Releases a wallet that is frozen, for whatever reason; nobody their own.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit status:%n",
      exitCodeList = {"0:it is released", "1:it was not frozen", "2:it could not be done"})
  int release(@Mixin Asked asked) {
    asked.signed.requireNotOf(asked.user);
    return append(asked, new WalletReleased(asked.action())::movement, "it was not frozen");
  }

  private int append(Asked asked, AppendRule<Wallet> rule, String otherwise) {
    PrintWriter out = spec.commandLine().getOut();
    try (DynamoDbClient dynamoDb = Aws.dynamoDb()) {
      Ledger ledger = Aws.ledger(new DynamoDbTable(dynamoDb, asked.signed.table()));
      return switch (ledger.append(Wallet.BOOK.account(asked.user), rule)) {
        case AppendOutcome.Posted<Wallet>(var entry) -> {
          out.printf("%s: entry %d%n", entry.kind().label(), entry.sequence());
          yield 0;
        }
        case AppendOutcome.Stale<Wallet> _ -> {
          out.println(otherwise);
          yield 1;
        }
        case AppendOutcome.Overtaken<Wallet>(var records) ->
            throw new IllegalStateException(
                "a record stands where this action's shall be: " + records.keySet());
      };
    } finally {
      out.flush();
    }
  }
}
