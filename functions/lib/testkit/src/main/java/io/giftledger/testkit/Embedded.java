package io.giftledger.testkit;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.policy.Policy;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Table;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** The deployed stack inside this process, started once for all tests of a JVM. */
public final class Embedded {

  /** The template's resources. */
  public static final EmbeddedAws AWS = EmbeddedAws.shared();

  /** The template's table; it holds the default policy without waits. */
  public static final Table TABLE = new DynamoDbTable(AWS.dynamoDb(), AWS.tableName());

  /** A ledger on that table, which does not wait between tries. */
  public static final Ledger LEDGER = ledger(InstantSource.system());

  static {
    TABLE.replace(Policy.trial());
  }

  private Embedded() {}

  /** A ledger on that table with another clock, which does not wait between tries. */
  static Ledger ledger(InstantSource clock) {
    return new Ledger(TABLE, clock, (lost, attempt) -> true, Format.CURRENT);
  }

  /** A function's environment, by the function's logical id in the template. */
  public static Map<String, String> environment(String function) {
    return AWS.environment(function);
  }

  /** A function's environment in which one variable has another value. */
  public static Map<String, String> environment(String function, String name, String value) {
    Map<String, String> environment = new HashMap<>(environment(function));
    environment.put(name, value);
    return environment;
  }
}
