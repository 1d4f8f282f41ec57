package io.giftledger.local;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.PolicyVersions;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.PolicyReading;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What a platform tells the table before anything can happen: the policy and its creators. */
public final class Seed {

  private static final String WELCOME =
      """
      {"id": "welcome", "bonus": {"kind": "percent", "number": 20},
       "startsAt": "2026-01-01T00:00:00Z", "endsAt": "2100-01-01T00:00:00Z",
       "packages": ["coins-1000"], "regions": ["US"],
       "oncePerViewer": true, "firstPurchaseOnly": true}\
      """;

  private final Table table;

  /**
   * @param dynamoDb reaches the table
   * @param tableName its name
   */
  public Seed(DynamoDbClient dynamoDb, String tableName) {
    this.table = new DynamoDbTable(dynamoDb, tableName);
  }

  /** Puts the default policy without waits as version 1, unless there is one. */
  public void policy() {
    table.write(List.of(new Write.Insert(Policy.trial())));
  }

  /**
   * Publishes the version after it, unless there is one: a first purchase brings more coins, and in
   * Great Britain a new payout method is good at once, as in the US, but diamonds have to mature.
   */
  public void promotion() {
    PolicyVersions versions = new PolicyVersions(table);
    if (versions.find(2).isPresent()) return;
    String document =
        Policy.trial()
            .text("document")
            .replace("\"version\": 1,", "\"version\": 2,")
            .replaceFirst("(\"GB\",(?s:.*?)\"payoutMethodHours\": )72", "$1" + 0)
            .replace("\"promotions\": []", "\"promotions\": [" + WELCOME + "]");
    if (versions.publish(document, "seed", "a welcome", Instant.now())
        instanceof PolicyReading.Faulty(var faults)) {
      throw new IllegalStateException(faults.toString());
    }
  }

  /** Puts what the platform tells of a creator. */
  public void creator(CreatorProfile profile) {
    table.replace(profile.item());
  }
}
