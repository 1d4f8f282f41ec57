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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The policy's versions in the table. The number of each is that of its key. */
@Singleton
public final class PolicyVersions {

  private static final int TRIES_MAX = 5;

  /** No key of a version is higher: what sorts above it is none. */
  private static final String ABOVE_ALL = Policy.SORT_KEY_PREFIX + ":";

  /** The highest number that a key has room for. */
  private static final long NUMBER_MAX = 999_999_999_999L;

  /** So long may be who published a version, and why. */
  private static final int WORDS_MAX = 1_000;

  /** So many items are read at once. */
  private static final int PAGE_MAX = 32;

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

  /**
   * All versions, the newest first, read from the table as they are asked for. What has a key that
   * is no version's is left out, and costs nothing if it sorts above all of them.
   */
  public Stream<Item> newestFirst(boolean consistent) {
    return newestFirst(ABOVE_ALL, consistent);
  }

  /** The newest version that can be read, if there is one. */
  public Optional<Policy> inForce() {
    return newestFirst(true)
        .map(PolicyVersions::read)
        .flatMap(
            reading ->
                reading instanceof PolicyReading.Whole(Policy policy)
                    ? Stream.of(policy)
                    : Stream.empty())
        .findFirst();
  }

  private Stream<Item> newestFirst(String below, boolean consistent) {
    return Stream.iterate(
            new Page(below(below, 1, consistent), 1),
            page -> !page.items.isEmpty(),
            page -> {
              int next = Math.min(2 * page.size, PAGE_MAX);
              return new Page(below(page.items.getLast().key().sort(), next, consistent), next);
            })
        .flatMap(page -> page.items.stream())
        .filter(version -> number(version).isPresent());
  }

  /** What was read at once: first the newest alone, which is mostly all that is asked for. */
  private record Page(List<Item> items, int size) {}

  /** The sort keys of items among the versions that are none, the highest first. */
  public List<String> strays() {
    List<String> strays = new ArrayList<>();
    // Nothing that has the prefix sorts higher.
    String below = Policy.SORT_KEY_PREFIX + "\uFFFF";
    while (true) {
      List<Item> page = below(below, PAGE_MAX, true);
      if (page.isEmpty()) return strays;
      page.stream()
          .filter(item -> number(item).isEmpty())
          .forEach(item -> strays.add(item.key().sort()));
      below = page.getLast().key().sort();
    }
  }

  /** One version, if there is one; of a number that none can have there is none. */
  public Optional<Item> find(long version) {
    return version < 1 || version > NUMBER_MAX
        ? Optional.empty()
        : table.get(Policy.key(version), true);
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

  private List<Item> below(String sortKey, int limit, boolean consistent) {
    return table.newest(
        Policy.PARTITION_KEY, Policy.SORT_KEY_PREFIX, limit, Optional.of(sortKey), consistent);
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
    String from =
        below.stream().mapToObj(number -> Policy.key(number).sort()).findFirst().orElse(ABOVE_ALL);
    return newestFirst(from, true)
        .limit(limit)
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
   * that the same person has published as the newest version for the same reason is not published
   * again.
   *
   * @param by who publishes it
   * @param note why
   *     <p>A version of another number than the next is never published, and after one that was put
   *     by hand at a number far away none is, unless that is a policy.
   * @return the policy with its number; or what is wrong with it, and nothing was published
   * @throws VersionTakenException if another was published as this version meanwhile, or the same
   *     one by somebody else or for another reason: the newest has the number that the document
   *     says
   * @throws TableBusyException if it is not known whether it was published: do it again
   */
  public PolicyReading publish(String document, String by, String note, Instant at) {
    Optional<Item> newest = newest();
    if (newest.filter(version -> isIts(document, version)).isPresent()) {
      Item same = newest.get();
      if (isPublished(same, by, note)) return read(same);
      throw new VersionTakenException(number(same).orElseThrow());
    }
    if (Math.max(by.length(), note.length()) > WORDS_MAX) {
      return PolicyReading.faulty(
          "cannot be published: who and why have at most %d characters each".formatted(WORDS_MAX));
    }
    PolicyReading reading = next(document, newest);
    if (reading instanceof PolicyReading.Faulty) requireNotTaken(document, newest);
    return switch (reading) {
      case PolicyReading.Faulty _ -> reading;
      case PolicyReading.Whole(Policy policy) -> {
        long number = policy.version();
        Item version =
            Policy.item(number, document).toBuilder()
                .text(PUBLISHED_BY, by)
                .text(NOTE, note)
                .instant(PUBLISHED_AT, at.truncatedTo(ChronoUnit.MILLIS))
                .build();
        Act act =
            new Act(
                at,
                "policy_published",
                Policy.PARTITION_KEY,
                by,
                "",
                note,
                Item.builder().number("version", number).build());
        if (!put(version, act)
            && newest()
                .filter(its -> isIts(document, its) && isPublished(its, by, note))
                .isEmpty()) {
          throw new VersionTakenException(number);
        }
        yield reading;
      }
    };
  }

  /**
   * Refuses a document of which only the number is wrong: another was published as that version.
   */
  private void requireNotTaken(String document, Optional<Item> newest) {
    newest
        .filter(version -> hindrance(version).isEmpty())
        .map(version -> number(version).getAsLong())
        .filter(
            taken ->
                PolicyDocument.read(document, OptionalLong.of(taken))
                    instanceof PolicyReading.Whole)
        .ifPresent(
            taken -> {
              throw new VersionTakenException(taken);
            });
  }

  /** What would become of a document that was published now. */
  public PolicyReading check(String document) {
    Optional<Item> newest = newest();
    return newest
        .filter(version -> isIts(document, version))
        .map(PolicyVersions::read)
        .orElseGet(() -> next(document, newest));
  }

  /** Reads a document as the version that would follow on the newest. */
  private PolicyReading next(String document, Optional<Item> newest) {
    long number = newest.map(version -> number(version).getAsLong()).orElse(0L) + 1;
    return newest
        .flatMap(this::hindrance)
        .map(PolicyReading::faulty)
        .orElseGet(() -> PolicyDocument.read(document, OptionalLong.of(number)));
  }

  private Optional<Item> newest() {
    return newestFirst(true).findFirst();
  }

  /**
   * Why nothing can be published after the newest version: there is no number left, or it is no
   * policy and stands above a gap, so that what is published next would be far from its place.
   */
  private Optional<String> hindrance(Item newest) {
    long number = number(newest).orElseThrow();
    boolean isLast = number == NUMBER_MAX;
    boolean isStray =
        number > 1 && find(number - 1).isEmpty() && read(newest) instanceof PolicyReading.Faulty;
    return isLast || isStray
        ? Optional.of(
            "cannot be published: %s was put by hand, and %s. Delete that item first"
                .formatted(
                    newest.key().sort(),
                    isLast ? "no number is left above it" : "is no policy and follows on none"))
        : Optional.empty();
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

  private static boolean isPublished(Item version, String by, String note) {
    return text(version, PUBLISHED_BY).equals(Optional.of(by))
        && text(version, NOTE).equals(Optional.of(note));
  }

  private static boolean isIts(String document, Item version) {
    return new Value.Text(document).equals(version.attributes().get(DOCUMENT));
  }
}
