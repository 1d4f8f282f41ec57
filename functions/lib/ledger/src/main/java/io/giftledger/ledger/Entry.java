package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One immutable link of an account's chain. How it is stored and hashed is written down in
 * FORMAT.md.
 *
 * @param account whose chain it is on
 * @param sequence its place in the chain, from 1 without gaps
 * @param at when it was written; never earlier than the entry before it
 * @param kind why it was written
 * @param postings the double entry
 * @param state the account's full state after it
 * @param ref the sort key of the business record that caused it; empty if none did
 * @param policyVersion the policy that was applied; 0 if none
 * @param details what else whoever follows up on it has to know of the record; empty if nothing
 * @param hash SHA-256 of the previous entry's hash and this entry's canonical bytes
 */
public record Entry<S extends State>(
    Account<S> account,
    long sequence,
    Instant at,
    EntryKind kind,
    List<Posting> postings,
    S state,
    String ref,
    long policyVersion,
    String details,
    Hash hash) {

  /** What the sort key of every entry begins with. */
  public static final String SORT_KEY_PREFIX = "ENTRY#";

  private static final long SEQUENCE_MAX = 999_999_999_999L;

  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /**
   * The next link after a head.
   *
   * @throws IllegalStateException if the draft breaks the ledger: its postings do not sum to zero,
   *     or do not lead from the balances before to the balances after
   */
  static <S extends State> Entry<S> append(Head<S> head, Instant at, Draft<S> draft) {
    requireBalanced(head, draft);
    Entry<S> unhashed =
        new Entry<>(
            head.account(),
            head.sequence() + 1,
            at,
            draft.kind(),
            List.copyOf(draft.postings()),
            draft.state(),
            draft.ref(),
            draft.policyVersion(),
            draft.details(),
            Hash.ZERO);
    return unhashed.withHash(Hash.of(head.hash().bytes(), unhashed.canonicalBytes()));
  }

  /** Reads a stored entry as it stands; {@link #flawAfter} says whether it can be trusted. */
  public static <S extends State> Entry<S> of(Account<S> account, Item item) {
    return new Entry<>(
        account,
        Long.parseLong(item.key().sort().substring(SORT_KEY_PREFIX.length())),
        Instant.parse(item.text("at")),
        EntryKind.ofLabel(item.text("kind")),
        item.texts("postings").stream().map(Posting::parse).toList(),
        account.book().reader().apply(item.map("state")),
        item.text("ref"),
        item.number("policyVersion"),
        item.findText("details").orElse(""),
        Hash.ofDigest(item.bytes("hash")));
  }

  /** The sort key of the entry with this sequence. */
  public static String sortKey(long sequence) {
    if (sequence < 1 || sequence > SEQUENCE_MAX) {
      throw new IllegalArgumentException("no entry has the sequence " + sequence);
    }
    return SORT_KEY_PREFIX + Key.padded(sequence);
  }

  /** The entry as it is stored. */
  public Item item() {
    return Item.builder(new Key(account.partitionKey(), sortKey(sequence)))
        .text("at", AT.format(at))
        .text("kind", kind.label())
        .texts("postings", postings.stream().map(Posting::toString).toList())
        .map("state", state.fields())
        .text("ref", ref)
        .number("policyVersion", policyVersion)
        .text("details", Optional.of(details).filter(text -> !text.isEmpty()))
        .bytes("hash", hash.bytes())
        .build();
  }

  /** What the account stands at when this is its newest entry. */
  public Head<S> head() {
    return new Head<>(account, sequence, at, hash, state);
  }

  /** Whether a stored item is this very entry. */
  boolean isStoredAs(Item item) {
    return hash.equals(Hash.ofDigest(item.bytes("hash")));
  }

  /** Whether this entry is an unbroken continuation of a head: it has no {@link #flawAfter}. */
  public boolean follows(Head<S> head) {
    return flawAfter(head).isEmpty();
  }

  /**
   * Why this entry is not an unbroken continuation of a head: the next sequence, not earlier, with
   * postings that balance, and with the hash that follows from both. Empty if it is one.
   */
  public Optional<Flaw> flawAfter(Head<S> head) {
    if (sequence != head.sequence() + 1) {
      return Flaw.of(Flaw.Code.GAP, "entry " + sequence + " comes after " + head.sequence());
    }
    if (at.isBefore(head.at())) {
      return Flaw.of(Flaw.Code.WRONG_TIME, at + " is earlier than the entry before it");
    }
    if (!at.equals(at.truncatedTo(ChronoUnit.MILLIS))) {
      return Flaw.of(Flaw.Code.WRONG_TIME, at + " is finer than a millisecond");
    }
    Optional<Flaw> imbalance = imbalance(head, postings, state);
    if (imbalance.isPresent()) return imbalance;
    return hash.equals(Hash.of(head.hash().bytes(), canonicalBytes()))
        ? Optional.empty()
        : Flaw.of(Flaw.Code.HASH_MISMATCH, "the hash does not follow from what is stored");
  }

  /** The bytes that are hashed: see FORMAT.md. */
  byte[] canonicalBytes() {
    StringBuilder text = new StringBuilder(512);
    line(text, "giftledger entry", "1");
    line(text, "account", account.partitionKey());
    line(text, "sequence", Long.toString(sequence));
    line(text, "at", AT.format(at));
    line(text, "kind", kind.label());
    line(text, "ref", ref);
    line(text, "policy", Long.toString(policyVersion));
    if (!details.isEmpty()) line(text, "details", details);
    for (Posting posting : postings) line(text, "posting", posting.toString());
    state.fields().forEach((name, value) -> line(text, "state " + name, value.toString()));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void line(StringBuilder text, String name, String value) {
    if (value.indexOf('\n') >= 0) throw new IllegalArgumentException("a line break in " + name);
    text.append(name).append(' ').append(value).append('\n');
  }

  private Entry<S> withHash(Hash hash) {
    return new Entry<>(
        account, sequence, at, kind, postings, state, ref, policyVersion, details, hash);
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
    Map<Asset, Long> sums = new HashMap<>();
    Map<List<Object>, Long> owned = new HashMap<>();
    for (Posting posting : postings) {
      sums.merge(posting.asset(), posting.amount(), Math::addExact);
      if (posting.account().isOwners()) add(owned, posting, posting.amount());
    }
    for (Posting before : head.state().balances()) add(owned, before, before.amount());
    for (Posting after : stateAfter.balances()) {
      if (after.amount() < 0) return Flaw.of(Flaw.Code.WRONG_BALANCE, after + " is negative");
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
