package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.Act;
import io.giftledger.ledger.table.Item;
import io.giftledger.verify.LedgerReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * What two people have to say before a command does it: the first one's word is listed among what
 * operators did, and holds for a while; the second one's follows it.
 */
final class TwoPeople {

  /** What the first person is told. */
  static final String PROPOSED = "proposed; it is done when somebody else says so, too";

  /** So long the first person's word holds. */
  private static final Duration LIFE = Duration.ofDays(7);

  private final DynamoDbTable table;
  private final String kind;
  private final String subject;
  private final String by;
  private final String reason;
  private final String note;
  private final Instant now;

  /** Who proposed what, the newest of each that are others than who speaks now. */
  private final Map<Item, String> others = new HashMap<>();

  private final Map<Item, String> own = new HashMap<>();

  /**
   * @param kind the word by which the first one's is listed
   * @param subject the partition of the account that it concerns
   * @param by who speaks now
   * @param reason a word for why; may be empty
   * @param note why
   */
  TwoPeople(
      DynamoDbTable table,
      LedgerReader reader,
      String kind,
      String subject,
      String by,
      String reason,
      String note,
      Instant now) {
    this.table = table;
    this.kind = kind;
    this.subject = subject;
    this.by = by;
    this.reason = reason;
    this.note = note;
    this.now = now;
    Instant since = now.minus(LIFE);
    Stream.of(Act.month(since), Act.month(now))
        .distinct()
        .forEach(
            month ->
                reader.pages(
                    Act.partitionKey(month),
                    Act.SORT_KEY_PREFIX,
                    page ->
                        page.stream()
                            .map(Act::read)
                            .filter(act -> act.kind().equals(kind))
                            .filter(act -> act.subject().equals(subject))
                            .filter(act -> act.reason().equals(reason))
                            .filter(act -> !act.at().isBefore(since))
                            .forEach(
                                act ->
                                    (PersonName.of(act.by()).equals(by) ? own : others)
                                        .put(act.figures(), act.by()))));
  }

  /** As somebody signs a command. */
  static TwoPeople of(
      SignedOptions signed,
      DynamoDbClient dynamoDb,
      String kind,
      String subject,
      String reason,
      Instant now) {
    return new TwoPeople(
        new DynamoDbTable(dynamoDb, signed.table()),
        new LedgerReader(new TableScan(dynamoDb, signed.table()), Aws::pause),
        kind,
        subject,
        signed.by(),
        reason,
        signed.note(),
        now);
  }

  /** Who else has proposed it; if nobody has, it is proposed now. */
  Optional<String> first(Item figures) {
    Optional<String> other = Optional.ofNullable(others.get(figures));
    if (other.isEmpty() && own.put(figures, by) == null) {
      table.replace(new Act(now, kind, subject, by, reason, note, figures).item());
    }
    return other;
  }

  /** Both, as what they did is stored in their name. */
  String both(String first) {
    return first + " " + by;
  }

  /** What is listed of what the one who speaks now does, and who proposed it. */
  Act act(String word, String first, Instant at, Item figures) {
    return new Act(
        at, word, subject, by, reason, note, figures.toBuilder().text("proposedBy", first).build());
  }
}
