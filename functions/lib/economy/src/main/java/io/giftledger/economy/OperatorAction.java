package io.giftledger.economy;

import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * What an operator did to an account by hand, and why. It is stored beside its entry, which has its
 * digest, and never changed: no entry says who it was, or has free text. The {@link Act} that is
 * stored with both lists it among all that was done.
 *
 * @param reason a word for why, fit to show to the account's owner
 * @param by who did it
 * @param note where that can be looked up: a ticket, a letter
 */
public record OperatorAction(String reason, String by, String note) {

  /** What the sort key of every action begins with; the number of its entry follows. */
  public static final String SORT_KEY_PREFIX = "ACTION#";

  private static final Pattern REASON_WORD = Pattern.compile("[a-z][a-z0-9_]{0,23}");

  /** The field with the word for why. */
  public static final String REASON = "reason";

  /** The field of an entry's details with the digest of the action. */
  public static final String DIGEST = "action";

  /** Refuses a reason that is no word. */
  public OperatorAction {
    if (!REASON_WORD.matcher(reason).matches()) {
      throw new IllegalArgumentException(
          "a reason is 1 to 24 of a-z 0-9 _, the first a letter: " + reason);
    }
  }

  /**
   * The entry, and the records beside it.
   *
   * @param next the account's state after it
   */
  public <S extends State> Movement<S> movement(EntryKind kind, S next, Head<S> head, Instant at) {
    String sort = sort(head.sequence() + 1);
    Item record =
        addTo(Item.builder(new Key(head.account().partitionKey(), sort)))
            .text("kind", kind.label())
            .instant("actedAt", at)
            .build();
    return new Movement.Append<>(
        new Draft<>(kind, List.of(), next, sort, 0, figures(kind)),
        List.of(
            new Write.Insert(record),
            new Write.Insert(
                new Act(
                        at,
                        kind.label(),
                        head.account().partitionKey(),
                        by,
                        reason,
                        note,
                        Item.builder().number(Act.ENTRY, head.sequence() + 1).build())
                    .item())));
  }

  /**
   * How such an entry is told.
   *
   * @param next the account's state after it, by the state before it and the reason
   */
  public static <S extends State> Retelling<S> retelling(
      EntryKind kind, BiFunction<S, String, S> next) {
    return new Retelling<>() {
      @Override
      public Draft<S> draft(Entry<S> entry, Head<S> before) {
        Item details = entry.details();
        String reason = new OperatorAction(details.text(REASON), "", "").reason;
        return new Draft<>(
            kind,
            List.of(),
            next.apply(before.state(), reason),
            sort(entry.sequence()),
            0,
            figures(reason, details.text(DIGEST)));
      }

      @Override
      public List<Said> said(Entry<S> entry) {
        Item details = entry.details();
        return List.of(
            OperatorAction.said(
                kind,
                entry.sequence(),
                entry.at(),
                figures(details.text(REASON), details.text(DIGEST))));
      }
    };
  }

  /** What a stored action says of its entry. */
  public static Said said(Item record) {
    OperatorAction action = read(record);
    EntryKind kind = new EntryKind(record.text("kind"));
    return said(
        kind, Long.parseLong(record.key().id()), record.instant("actedAt"), action.figures(kind));
  }

  private static Said said(EntryKind kind, long sequence, Instant at, Item figures) {
    return new Said(sort(sequence), kind, sequence, at, 0, figures);
  }

  private static String sort(long sequence) {
    return SORT_KEY_PREFIX + Key.padded(sequence);
  }

  /** The action that a record tells of. */
  public static OperatorAction read(Item record) {
    return new OperatorAction(record.text(REASON), record.text("by"), record.text("note"));
  }

  /** Adds the action to the record that tells of it. */
  public Item.Builder addTo(Item.Builder record) {
    return record.text(REASON, reason).text("by", by).text("note", note);
  }

  /** What its entry says of it. */
  public Item figures(EntryKind kind) {
    return figures(reason, digest(kind));
  }

  /** What stands for it in its entry: no entry says who it was, or has free text. */
  public String digest(EntryKind kind) {
    return Hash.ofTexts("ACTION", kind.label(), reason, by, note).hex();
  }

  private static Item figures(String reason, String digest) {
    return Item.builder().text(REASON, reason).text(DIGEST, digest).build();
  }
}
