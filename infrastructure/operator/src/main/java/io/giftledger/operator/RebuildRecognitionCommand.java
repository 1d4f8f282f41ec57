package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.RecognitionRows;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.recognition.Rankings;
import io.giftledger.economy.recognition.Recognition;
import io.giftledger.economy.recognition.Recognition.Folded;
import io.giftledger.ledger.AccountNotUnderstoodException;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.table.Key;
import io.giftledger.verify.LedgerReader;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Folds every creator's chain into recognition's table, or says where the table differs. */
@Command(
    name = "rebuild-recognition",
    description = {
      "Counts all gifts that no row counts yet, creator by creator: of an empty table all of them.",
      "Safe at any time and any number of times, beside the function that does the same.",
      "With --check it writes nothing, makes the rows anew in memory and compares them."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:all was counted, or no row differs",
      "1:rows differ, or a creator's chain cannot be read",
      "2:it could not be done"
    })
final class RebuildRecognitionCommand implements Callable<Integer> {

  @Option(names = "--table", required = true, description = "The ledger's table.")
  private String table = "";

  @Option(
      names = "--recognition",
      required = true,
      description = "The table of fans and rooms: the stack's RecognitionTableName, or a new one.")
  private String recognition = "";

  @Option(
      names = "--check",
      description = "Only compare. Rows of a creator who is being folded may seem to differ.")
  private boolean check;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (DynamoDbClient dynamoDb = Aws.dynamoDb()) {
      TableScan chains = new TableScan(dynamoDb, table);
      RecognitionRows rows = new RecognitionRows(dynamoDb, recognition);
      Recognition folds =
          new Recognition(
              new DynamoDbTable(dynamoDb, table),
              chains,
              rows,
              InstantSource.system(),
              Aws::pause,
              Format.CURRENT);
      List<String> creators = creators(new LedgerReader(chains, Aws::pause));
      int wrong = 0;
      for (String creator : creators) {
        try {
          wrong += check ? compare(folds, creator, out) : fold(folds, creator);
        } catch (RecordAlteredException | AccountNotUnderstoodException stopped) {
          wrong++;
          out.printf("%s cannot be counted: %s%n", creator, stopped.getMessage());
        }
      }
      if (!check) new Rankings(rows, InstantSource.system()).keep();
      out.printf("%-24s%d%n", "creators", creators.size());
      out.printf("%-24s%d%n", check ? "rows that differ" : "not counted", wrong);
      return wrong == 0 ? 0 : 1;
    } finally {
      out.flush();
    }
  }

  private static int fold(Recognition folds, String creator) {
    while (folds.fold(creator) == Folded.SOME) {}
    return 0;
  }

  private static int compare(Recognition folds, String creator, PrintWriter out) {
    List<Key> different = folds.differences(creator);
    for (Key key : different) out.printf("%s %s differs%n", key.partition(), key.sort());
    return different.size();
  }

  /** All who have earnings: whoever has a first entry. */
  private static List<String> creators(LedgerReader ledger) {
    List<String> creators = new ArrayList<>();
    String first = Entry.sortKey(1);
    ledger.each(
        0,
        1,
        item -> {
          Key key = item.key();
          if (key.sort().equals(first)
              && key.partition().startsWith(Earnings.BOOK.prefix() + "#")) {
            creators.add(key.owner());
          }
        });
    return creators;
  }
}
