package io.giftledger.local;

import io.giftledger.ledger.creator.CreatorProfile;
import io.giftledger.ledger.policy.Policy;
import io.giftledger.ledger.table.DynamoDbTable;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What a platform tells the table before anything can happen: the policy and its creators. */
public final class Seed {

  private static final String POLICY = "/io/giftledger/ledger/policy/policy-1.json";

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
    try (InputStream document = Objects.requireNonNull(Policy.class.getResourceAsStream(POLICY))) {
      String json = new String(document.readAllBytes(), StandardCharsets.UTF_8);
      table.write(
          List.of(new Write.Insert(Item.builder(Policy.key(1)).text("document", json).build())));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Puts what the platform tells of a creator. */
  public void creator(CreatorProfile profile) {
    table.replace(profile.item());
  }
}
