package io.giftledger.local;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.policy.Policy;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What a platform tells the table before anything can happen: the policy and its creators. */
public final class Seed {

  private final Table table;

  /**
   * @param dynamoDb reaches the table
   * @param tableName its name
   */
  public Seed(DynamoDbClient dynamoDb, String tableName) {
    this.table = new DynamoDbTable(dynamoDb, tableName);
  }

  /** Puts the product's default policy as version 1, unless there is one. */
  public void policy() {
    table.write(List.of(new Write.Insert(Policy.standard())));
  }

  /** Puts what the platform tells of a creator. */
  public void creator(CreatorProfile profile) {
    table.replace(profile.item());
  }
}
