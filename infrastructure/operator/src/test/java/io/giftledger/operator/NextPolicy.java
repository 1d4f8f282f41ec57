package io.giftledger.operator;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.giftledger.dynamodb.PolicyVersions;
import io.giftledger.economy.policy.PolicyReading;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Table;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** The policy that follows the newest one of a table, whichever other tests have published. */
final class NextPolicy {

  private NextPolicy() {}

  /** Publishes what the newest version says, changed. */
  static void publish(Table table, UnaryOperator<String> change) {
    PolicyVersions versions = new PolicyVersions(table);
    Item newest = versions.newestFirst(true).findFirst().orElseThrow();
    long number = Long.parseLong(newest.key().id()) + 1;
    String document =
        change
            .apply(newest.text("document"))
            .replaceFirst("\"version\": *[0-9]+", "\"version\": " + number);
    PolicyReading published = versions.publish(document, "carol", "the next one", Instant.now());
    assertInstanceOf(PolicyReading.Whole.class, published, published::toString);
  }
}
