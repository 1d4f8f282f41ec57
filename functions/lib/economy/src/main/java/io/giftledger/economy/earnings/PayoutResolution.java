package io.giftledger.economy.earnings;

import io.giftledger.economy.Money;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.Said;
import io.giftledger.economy.earnings.Withdrawal.Status;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a withdrawal ends that a person settles, because the payout provider gives the definite
 * answer to a person only. It is stored beside the entry that it leads to, and never changed.
 *
 * @param kind how it ends
 * @param text the provider's id for the payout if it is paid, for the return if it is returned,
 *     else a word for why not, fit to show to the creator
 * @param by who settles it
 * @param note where the answer can be looked up: a ticket, a letter
 */
public record PayoutResolution(Kind kind, String text, String by, String note) {

  /** How a withdrawal ends. */
  public enum Kind {
    /** It is SUBMITTED, and the provider said that it paid. */
    PAID(Status.SUBMITTED, Status.PAID, PayoutPaid.KIND),
    /** It is SUBMITTED, and the provider said that it did not pay and never will. */
    REFUSED(Status.SUBMITTED, Status.FAILED, PayoutFailed.KIND),
    /** It is REQUESTED: the provider was never asked, and now never will be. */
    CANCELLED(Status.REQUESTED, Status.FAILED, PayoutFailed.KIND),
    /** It is PAID, and the provider said that the money came back. */
    RETURNED(Status.PAID, Status.RETURNED, PayoutReturned.KIND),
    /** It is FAILED, and the provider paid it all the same: its diamonds are taken again. */
    PAID_LATE(Status.FAILED, Status.PAID, PayoutPaidLate.KIND);

    private final Status from;
    private final Status to;
    private final EntryKind entry;

    Kind(Status from, Status to, EntryKind entry) {
      this.from = from;
      this.to = to;
      this.entry = entry;
    }

    /** The one of a word. */
    public static Kind of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** The word for it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The status of a withdrawal of which it can be true. */
    public Status from() {
      return from;
    }

    /** The status that it leads to. */
    public Status to() {
      return to;
    }

    /** What of the provider's is booked by it, under its text; empty if nothing is. */
    Optional<BookedPayout.What> books() {
      return switch (this) {
        case PAID, PAID_LATE -> Optional.of(BookedPayout.What.PAYOUT);
        case RETURNED -> Optional.of(BookedPayout.What.RETURN);
        case REFUSED, CANCELLED -> Optional.empty();
      };
    }
  }

  /** What the act of the second person is called, whose word has pay-out end it. */
  public static final String APPROVED = "payout_resolved";

  /** What a proposal concerns besides the account: which withdrawal, and how it ends. */
  private static final String WITHDRAWAL = "withdrawal";

  private static final String END = "end";
  private static final String TEXT = "text";

  /**
   * What the proposal of a resolution concerns besides the account.
   *
   * @param withdrawal the withdrawal's id
   * @param end how it ends, in a word of the caller's
   * @param amount what the withdrawal pays
   */
  public static Item about(String withdrawal, String end, String text, Money amount) {
    return Item.builder()
        .text(WITHDRAWAL, withdrawal)
        .text(END, end)
        .text(TEXT, text)
        .text("currency", amount.currency())
        .build();
  }

  /** What two people said who proposed and approved it. */
  public static PayoutResolution of(Proposal approved) {
    OperatorAction signed = approved.signed();
    return new PayoutResolution(
        Kind.of(approved.about().text(END)),
        approved.about().text(TEXT),
        signed.by(),
        signed.note());
  }

  /** Whether a proposal is about how a withdrawal ends. */
  public static boolean isIn(Proposal proposal, String withdrawal) {
    return proposal.kind() == Proposal.Kind.RESOLUTION
        && proposal.about().findText(WITHDRAWAL).equals(Optional.of(withdrawal));
  }

  private static final Pattern PROVIDERS_ID = Pattern.compile("[\\x21-\\x7e]{1,255}");

  /** Refuses a provider's id that cannot stand in an entry. */
  public PayoutResolution {
    if (kind.to != Status.FAILED && !PROVIDERS_ID.matcher(text).matches()) {
      throw new IllegalArgumentException("no id of a payout or return: " + text);
    }
  }

  /** What the sort key of every resolution begins with; the number of its entry follows. */
  public static final String SORT_KEY_PREFIX = "RESOLUTION#";

  /**
   * A withdrawal's end, and beside it that what it came by is booked, and who said so, if a person
   * did.
   */
  static List<Write> beside(
      Write.Transition end,
      Write booked,
      Optional<PayoutResolution> resolution,
      Head<Earnings> head,
      Instant at) {
    List<Write> changes = beside(end, resolution, head, at);
    changes.add(booked);
    return changes;
  }

  /** A withdrawal's end, and beside it who said so, if a person did. */
  static List<Write> beside(
      Write.Transition end,
      Optional<PayoutResolution> resolution,
      Head<Earnings> head,
      Instant at) {
    List<Write> changes = new ArrayList<>();
    changes.add(end);
    resolution.ifPresent(said -> changes.add(new Write.Insert(said.item(end.key(), head, at))));
    return changes;
  }

  private static final String DIGEST = "resolution";

  /** What the entry says of it, so that nobody can say later that somebody else said it. */
  static Item digest(Optional<PayoutResolution> resolution, Key withdrawal) {
    return digest(resolution.map(said -> said.digest(withdrawal.id())));
  }

  /** What an entry says of a resolution; empty if it says nothing of one. */
  static Item digest(Entry<Earnings> entry) {
    return digest(entry.details().findText(DIGEST));
  }

  private static Item digest(Optional<String> digest) {
    return Item.builder().text(DIGEST, digest).build();
  }

  private String digest(String withdrawal) {
    return Hash.ofTexts("RESOLUTION", withdrawal, kind.name(), text, by, note).hex();
  }

  /**
   * What an entry that ended a withdrawal says: of the withdrawal, and of the resolution that led
   * to it, if one did.
   */
  static List<Said> with(Said ofWithdrawal, Entry<Earnings> entry) {
    List<Said> said = new ArrayList<>();
    said.add(ofWithdrawal);
    Item digest = digest(entry);
    if (!digest.isEmpty()) {
      said.add(said(entry.kind(), entry.sequence(), entry.at(), digest));
    }
    return said;
  }

  /** What a stored resolution says of its entry. */
  public static Said said(Item record) {
    PayoutResolution resolution =
        new PayoutResolution(
            record.word("kind", Kind.class),
            record.text("text"),
            record.text("by"),
            record.text("note"));
    return said(
        resolution.kind.entry,
        Long.parseLong(record.key().id()),
        record.instant("resolvedAt"),
        digest(Optional.of(resolution.digest(record.text("withdrawal")))));
  }

  private static Said said(EntryKind kind, long sequence, Instant at, Item digest) {
    return new Said(SORT_KEY_PREFIX + Key.padded(sequence), kind, sequence, at, 0, digest);
  }

  private Item item(Key withdrawal, Head<Earnings> head, Instant at) {
    String sort = SORT_KEY_PREFIX + Key.padded(head.sequence() + 1);
    return Item.builder(new Key(withdrawal.partition(), sort))
        .text("withdrawal", withdrawal.id())
        .text("kind", kind.name())
        .text("text", text)
        .text("by", by)
        .text("note", note)
        .instant("resolvedAt", at)
        .build();
  }
}
