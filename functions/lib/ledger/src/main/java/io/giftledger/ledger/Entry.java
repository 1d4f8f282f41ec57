package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One immutable link of an account's chain: a view of the item that is stored, which is the truth.
 * How it is stored and hashed is written down in FORMAT.md. Each method may throw {@link
 * IllegalStateException} or {@link IllegalArgumentException} if the item is no entry.
 *
 * @param account whose chain it is on
 * @param item the entry as it is stored
 */
public record Entry<S extends State>(Account<S> account, Item item) {

  /** What the sort key of every entry begins with. */
  public static final String SORT_KEY_PREFIX = "ENTRY#";

  static final String FORMAT = "format";
  static final String AT = "at";
  static final String KIND = "kind";
  static final String POSTINGS = "postings";
  static final String STATE = "state";
  static final String REF = "ref";
  static final String POLICY_VERSION = "policyVersion";
  static final String DETAILS = "details";
  static final String PREVIOUS_HASH = "previousHash";
  static final String HASH = "hash";

  private static final long SEQUENCE_MAX = 999_999_999_999L;

  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /**
   * The next link after a head.
   *
   * @param format the format that it is written in
   * @throws IllegalStateException if the draft breaks the ledger: its postings do not sum to zero,
   *     or do not lead from the balances before to the balances after
   */
  public static <S extends State> Entry<S> append(
      Head<S> head, Instant at, Draft<S> draft, Format format) {
    requireBalanced(head, draft);
    Account<S> account = head.account();
    Item.Builder item =
        Item.builder(new Key(account.partitionKey(), sortKey(head.sequence() + 1)))
            .number(FORMAT, format.after(head))
            .text(AT, INSTANT.format(at))
            .text(KIND, draft.kind().label())
            .texts(POSTINGS, draft.postings().stream().map(Posting::toString).toList())
            .map(STATE, draft.state().fields())
            .text(REF, draft.ref())
            .number(POLICY_VERSION, draft.policyVersion())
            .bytes(PREVIOUS_HASH, head.hash().bytes());
    if (!draft.details().isEmpty()) item.map(DETAILS, draft.details());
    return new Entry<>(account, item.bytes(HASH, hashOf(item.build()).bytes()).build());
  }

  /** The sort key of the entry with this sequence. */
  public static String sortKey(long sequence) {
    if (sequence < 1 || sequence > SEQUENCE_MAX) {
      throw new IllegalArgumentException("no entry has the sequence " + sequence);
    }
    return SORT_KEY_PREFIX + Key.padded(sequence);
  }

  /** Whether an item is an entry, of whatever account. */
  public static boolean isEntry(Key key) {
    return key.sort().startsWith(SORT_KEY_PREFIX);
  }

  /** The version of the format that it is written in. */
  public long format() {
    return item.number(FORMAT);
  }

  /** Its place in the chain, from 1 without gaps. */
  public long sequence() {
    return sequence(item.key());
  }

  /**
   * The sequence that a sort key names.
   *
   * @throws IllegalArgumentException if it is no entry's
   */
  public static long sequence(Key key) {
    String sort = key.sort();
    if (isEntry(key)) {
      long sequence = Long.parseLong(sort.substring(SORT_KEY_PREFIX.length()));
      if (sortKey(sequence).equals(sort)) return sequence;
    }
    throw new IllegalArgumentException("no entry has the sort key " + sort);
  }

  /** When it was written; never earlier than the entry before it. */
  public Instant at() {
    Instant at = item.instant(AT);
    if (INSTANT.format(at).equals(item.text(AT))) return at;
    throw new IllegalArgumentException("no entry has the instant " + item.text(AT));
  }

  /** Why it was written. */
  public EntryKind kind() {
    return new EntryKind(item.text(KIND));
  }

  /** The double entry. */
  public List<Posting> postings() {
    return item.texts(POSTINGS).stream().map(Posting::parse).toList();
  }

  /** The account's full state after it, as far as this code knows its fields. */
  public S state() {
    return account.book().reader().apply(item.map(STATE));
  }

  /** The sort key of the business record that caused it; empty if none did. */
  public String ref() {
    return item.text(REF);
  }

  /** The policy that was applied; 0 if none. */
  public long policyVersion() {
    return item.number(POLICY_VERSION);
  }

  /**
   * What else whoever follows up on it has to know; fields that a reader does not know mean
   * nothing.
   */
  public Item details() {
    return item.findMap(DETAILS).orElse(Item.EMPTY);
  }

  /** The hash of the entry before it; {@link Hash#ZERO} for the first. */
  public Hash previousHash() {
    return Hash.ofDigest(item.bytes(PREVIOUS_HASH));
  }

  /** SHA-256 of the previous entry's hash and this entry's canonical bytes. */
  public Hash hash() {
    return Hash.ofDigest(item.bytes(HASH));
  }

  /** What the account stands at when this is its newest entry, as far as this code knows. */
  public Head<S> head() {
    return new Head<>(account, sequence(), format(), at(), hash(), state());
  }

  /** Whether a stored entry, of whatever account, is what was written: by itself alone. */
  public static boolean isWhole(Item item) {
    try {
      return Hash.ofDigest(item.bytes(HASH)).equals(hashOf(item));
    } catch (IllegalArgumentException | IllegalStateException malformed) {
      return false;
    }
  }

  /** Why it is not what was written, by itself alone: its hash does not follow from it. */
  Optional<Flaw> flaw() {
    return hash().equals(hashOf(item))
        ? Optional.empty()
        : Flaw.of(Flaw.Code.HASH_MISMATCH, "the hash does not follow from what is stored");
  }

  /**
   * This entry, which is what was written.
   *
   * @throws AccountBrokenException if it is not
   */
  public Entry<S> verified() {
    flaw()
        .ifPresent(
            flaw -> {
              throw new AccountBrokenException(
                  account, "entry " + sequence() + ": " + flaw.words());
            });
    return this;
  }

  /** The first state field or asset that this code does not know, in words; empty if none. */
  Optional<String> unknown() {
    Book<S> book = account.book();
    for (String field : item.map(STATE).attributes().keySet()) {
      if (!book.fields().contains(field)) return Optional.of("the state field " + field);
    }
    return postings().stream()
        .map(Posting::asset)
        .filter(asset -> !book.assets().test(asset))
        .findFirst()
        .map(asset -> "the asset " + asset.code());
  }

  /** Whether this entry is an unbroken continuation of a head: it has no {@link #flawAfter}. */
  public boolean follows(Head<S> head) {
    return flawAfter(head).isEmpty();
  }

  /**
   * Why this entry is not an unbroken continuation of a head: the next sequence, not earlier, in no
   * older format, with postings that balance, and with the hash that follows from both. Empty if it
   * is one.
   */
  public Optional<Flaw> flawAfter(Head<S> head) {
    long sequence = sequence();
    if (sequence != head.sequence() + 1) {
      return Flaw.of(Flaw.Code.GAP, "entry " + sequence + " comes after " + head.sequence());
    }
    if (format() > Format.CURRENT.reads()) {
      return Flaw.of(Flaw.Code.NOT_UNDERSTOOD, "this version does not know format " + format());
    }
    if (format() < Math.max(1, head.format())) {
      return Flaw.of(
          Flaw.Code.WRONG_FORMAT, "format " + format() + " comes after " + head.format());
    }
    if (at().isBefore(head.at())) {
      return Flaw.of(Flaw.Code.WRONG_TIME, at() + " is earlier than the entry before it");
    }
    kind(); // a word, whichever
    Optional<String> unknown = unknown();
    if (unknown.isPresent()) {
      return Flaw.of(Flaw.Code.NOT_UNDERSTOOD, "this version does not know " + unknown.get());
    }
    Optional<Flaw> imbalance = imbalance(head, postings(), state());
    if (imbalance.isPresent()) return imbalance;
    if (!previousHash().equals(head.hash())) {
      return Flaw.of(
          Flaw.Code.HASH_MISMATCH, "the hash before it is not that of the entry before it");
    }
    return flaw();
  }

  private static Hash hashOf(Item item) {
    return Hash.of(item.bytes(PREVIOUS_HASH), CanonicalText.of(item));
  }

  private static <S extends State> void requireBalanced(Head<S> head, Draft<S> draft) {
    imbalance(head, draft.postings(), draft.state())
        .ifPresent(
            flaw -> {
              throw new IllegalStateException(
                  "an entry that does not balance: " + flaw.words() + " in " + draft);
            });
  }

  private static Optional<Flaw> imbalance(
      Head<? extends State> head, List<Posting> postings, State stateAfter) {
    try {
      return difference(head, postings, stateAfter);
    } catch (ArithmeticException overflow) {
      return Flaw.of(Flaw.Code.UNBALANCED, "amounts overflow");
    }
  }

  private static Optional<Flaw> difference(
      Head<? extends State> head, List<Posting> postings, State stateAfter) {
    Book<?> book = head.account().book();
    Map<Asset, Long> sums = new HashMap<>();
    Map<List<Object>, Long> owned = new HashMap<>();
    for (Posting posting : postings) {
      sums.merge(posting.asset(), posting.amount(), Math::addExact);
      if (book.states(posting.account())) add(owned, posting, posting.amount());
    }
    for (Posting before : head.state().balances()) add(owned, before, before.amount());
    for (Posting after : stateAfter.balances()) {
      if (!book.mayHold(after)) {
        return Flaw.of(Flaw.Code.WRONG_BALANCE, after + " has the wrong sign");
      }
      add(owned, after, Math.negateExact(after.amount()));
    }
    sums.values().removeIf(sum -> sum == 0);
    if (!sums.isEmpty()) return Flaw.of(Flaw.Code.UNBALANCED, "postings sum to " + sums);
    owned.values().removeIf(difference -> difference == 0);
    return owned.isEmpty()
        ? Optional.empty()
        : Flaw.of(Flaw.Code.WRONG_BALANCE, "postings and state differ by " + owned);
  }

  private static void add(Map<List<Object>, Long> owned, Posting of, long amount) {
    owned.merge(List.of(of.account(), of.asset()), amount, Math::addExact);
  }
}
