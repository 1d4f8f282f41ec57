package io.giftledger.dynamodb;

import io.giftledger.economy.Act;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.PolicyReading;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.TableBusyException;
import io.giftledger.ledger.table.Value;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The policy's versions in the table. The number of each is that of its key. */
@Singleton
public final class PolicyVersions {

  private static final int TRIES_MAX = 5;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{12}");
  private static final String DOCUMENT = "document";
  private static final String PUBLISHED_BY = "publishedBy";
  private static final String PUBLISHED_AT = "publishedAt";
  private static final String NOTE = "note";

  private final Table table;

  /**
   * @param table where versions live
   */
  public PolicyVersions(Table table) {
    this.table = table;
  }

  /** All versions, the newest first, each read from the table when it is asked for. */
  public Stream<Item> newestFirst(boolean consistent) {
    return Stream.iterate(
            below(Optional.empty(), consistent),
            Optional::isPresent,
            version -> below(version.map(item -> item.key().sort()), consistent))
        .flatMap(Optional::stream);
  }

  /** One version, if there is one. */
  public Optional<Item> find(long version) {
    return table.get(Policy.key(version), true);
  }

  /** When a version was published; empty if it was put by hand. */
  public static Optional<Instant> publishedAt(Item version) {
    try {
      return version.attributes().get(PUBLISHED_AT) instanceof Value.Text(String instant)
          ? Optional.of(Instant.parse(instant))
          : Optional.empty();
    } catch (DateTimeParseException byHand) {
      return Optional.empty();
    }
  }

  /**
   * What is told of a version in a list of them.
   *
   * @param version its number
   * @param publishedBy who published it; empty if it was put by hand, as the next two
   * @param note why
   * @param publishedAt when
   */
  public record Listed(
      long version,
      Optional<String> publishedBy,
      Optional<String> note,
      Optional<Instant> publishedAt) {}

  /**
   * Versions, the newest first.
   *
   * @param limit at most so many
   * @param below only versions with a lower number, if present
   */
  public List<Listed> list(int limit, OptionalLong below) {
    Optional<String> sort =
        below.stream().mapToObj(number -> Policy.key(number).sort()).findFirst();
    return table.newest(Policy.PARTITION_KEY, Policy.SORT_KEY_PREFIX, limit, sort, true).stream()
        .filter(version -> number(version).isPresent())
        .map(
            version ->
                new Listed(
                    number(version).getAsLong(),
                    text(version, PUBLISHED_BY),
                    text(version, NOTE),
                    publishedAt(version)))
        .toList();
  }

  private static Optional<String> text(Item version, String name) {
    return version.attributes().get(name) instanceof Value.Text(String text)
        ? Optional.of(text)
        : Optional.empty();
  }

  private Optional<Item> below(Optional<String> sortKey, boolean consistent) {
    return table
        .newest(Policy.PARTITION_KEY, Policy.SORT_KEY_PREFIX, 1, sortKey, consistent)
        .stream()
        .findFirst();
  }

  /** Reads a version. */
  public static PolicyReading read(Item version) {
    OptionalLong number = number(version);
    if (number.isEmpty()) return PolicyReading.faulty("has a key that is no version's");
    return version.attributes().get(DOCUMENT) instanceof Value.Text(String document)
        ? PolicyDocument.read(document, number)
        : PolicyReading.faulty("is missing: the item has no text " + DOCUMENT);
  }

  private static OptionalLong number(Item version) {
    String id = version.key().id();
    return NUMBER.matcher(id).matches()
        ? OptionalLong.of(Long.parseLong(id))
        : OptionalLong.empty();
  }

  /**
   * Publishes a document as the next version; it is in force everywhere a minute later. A document
   * that is the newest version already is not published again.
   *
   * @param by who publishes it
   * @param note why
   * @return the policy with its number; or what is wrong with it, and nothing was published
   * @throws TableBusyException if it is not known whether it was published: do it again
   */
  public PolicyReading publish(String document, String by, String note, Instant at) {
    Optional<Item> newest =
        newestFirst(true).filter(version -> number(version).isPresent()).findFirst();
    if (newest.filter(version -> isIts(document, version)).isPresent()) return read(newest.get());
    long number = newest.map(version -> number(version).getAsLong()).orElse(0L) + 1;
    PolicyReading reading = PolicyDocument.read(document, OptionalLong.of(number));
    return switch (reading) {
      case PolicyReading.Faulty _ -> reading;
      case PolicyReading.Whole _ ->
          put(
                  Policy.item(number, document).toBuilder()
                      .text(PUBLISHED_BY, by)
                      .text(NOTE, note)
                      .instant(PUBLISHED_AT, at)
                      .build(),
                  new Act(
                      at,
                      "policy_published",
                      Policy.PARTITION_KEY,
                      by,
                      "",
                      note,
                      Item.builder().number("version", number).build()))
              ? reading
              : PolicyReading.faulty("was not published: version " + number + " is another by now");
    };
  }

  /** Puts a version that does not exist, and who did it; false if another has its number. */
  private boolean put(Item version, Act act) {
    List<Write> writes = List.of(new Write.Insert(version), new Write.Insert(act.item()));
    String cause = "";
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      switch (table.write(writes)) {
        case WriteResult.Applied _ -> {
          return true;
        }
        case WriteResult.ConditionsFailed failed -> {
          // An earlier try of ours may have been written and not acknowledged.
          return failed.existing(version.key()).filter(version::equals).isPresent();
        }
        case WriteResult.Unsettled unsettled -> cause = unsettled.cause();
      }
    }
    throw new TableBusyException(new IllegalStateException(cause));
  }

  private static boolean isIts(String document, Item version) {
    return new Value.Text(document).equals(version.attributes().get(DOCUMENT));
  }
}
