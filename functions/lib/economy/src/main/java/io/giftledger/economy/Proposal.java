package io.giftledger.economy;

import io.giftledger.ledger.Account;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * What moves value by hand: somebody proposes it, and it happens when somebody else has approved
 * it, once. The entry has the digest of both names and of the reason.
 *
 * <p>An adjustment has an entry of its own, which moves the proposal with it. What there is a
 * record of besides is done under the names of both ({@link #signed}), by the proposal's id as its
 * key, and the proposal is moved afterwards: whoever approved it and died does it again.
 *
 * @param key where it is stored: beside the account's entries
 * @param kind what is proposed
 * @param about what or whom it concerns besides the account: a creator and a tier, a recharge, a
 *     payment, a withdrawal and how it ends
 * @param amount of an adjustment coins, or ten-thousandths of a diamond, negative if they are
 *     taken; of a challenge whole diamonds; of a refund, an application and a resolution minor
 *     units
 * @param action who proposes it, and why
 * @param proposedAt when
 * @param approval who approved it; empty as long as nobody has
 */
public record Proposal(
    Key key,
    Kind kind,
    Item about,
    long amount,
    OperatorAction action,
    Instant proposedAt,
    Optional<Approval> approval)
    implements BusinessRecord {

  /** How proposals are stored. */
  public static final RecordType<Proposal> TYPE = new RecordType<>("PROPOSAL", Proposal::read);

  /** So long it can be approved. */
  public static final Duration LIFE = Duration.ofDays(7);

  /** The partition in which proposals are listed by time. */
  public static final String LIST_PARTITION = "PROPOSALS";

  /** What the sort key of each begins with there; its instant and its id follow. */
  public static final String LIST_SORT_KEY_PREFIX = "AT#";

  private static final String APPROVAL = "approval";
  private static final String AMOUNT = "amount";
  private static final String KIND = "kind";
  private static final String ABOUT = "about";
  private static final String REASON = "reason";

  /**
   * What names a person in {@link #about}: whom an award is for, whose payment or recharge it is,
   * who paid what is applied to another's.
   */
  private static final String CREATOR = "creator";

  private static final String USER = "user";

  /** Who paid the payment that is to be applied. */
  public static final String PAYER = "payer";

  private static final String DIGEST = "proposal";

  /** What can be proposed. */
  public enum Kind {
    /** An account is adjusted. */
    ADJUSTMENT,
    /** A challenge's budget grows. */
    FUNDING,
    /** A challenge awards a creator. */
    AWARD,
    /** What is left of a purchase is paid back. */
    REFUND,
    /** What is left of an unapplied payment is paid back. */
    UNAPPLIED_REFUND,
    /** An unapplied payment is applied to a recharge. */
    APPLICATION,
    /** A withdrawal ends as its payout provider told a person. */
    RESOLUTION;

    /** Whether its entry stands when it is approved; else pay-out appends one later. */
    private boolean isBookedAtOnce() {
      return switch (this) {
        case ADJUSTMENT, FUNDING, AWARD, REFUND, APPLICATION -> true;
        case UNAPPLIED_REFUND, RESOLUTION -> false;
      };
    }

    /** The word for it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private enum Status {
    PROPOSED,
    APPROVED
  }

  /** Refuses one that moves nothing. */
  public Proposal {
    if (amount == 0) throw new IllegalArgumentException("it moves nothing");
  }

  /**
   * The second person's word.
   *
   * @param by who approved it
   * @param at when: its entry's instant
   * @param entry the number of the entry; empty of an unapplied payment's refund, which has one
   *     when its provider has taken it on, and of a resolution, which has one when pay-out settles
   *     the withdrawal
   */
  public record Approval(String by, Instant at, OptionalLong entry) {

    private Item.Builder addTo(Item.Builder item) {
      item.text("approvedBy", by).instant("approvedAt", at);
      entry.ifPresent(number -> item.number(APPROVAL, number));
      return item;
    }
  }

  /** One that nobody has approved. */
  public static Proposal of(
      Account<?> account, String id, long amount, OperatorAction action, Instant at) {
    return of(account, id, Kind.ADJUSTMENT, Item.EMPTY, amount, action, at);
  }

  /** One of any kind that nobody has approved. */
  public static Proposal of(
      Account<?> account,
      String id,
      Kind kind,
      Item about,
      long amount,
      OperatorAction action,
      Instant at) {
    return new Proposal(TYPE.key(account, id), kind, about, amount, action, at, Optional.empty());
  }

  private static Proposal read(Item item) {
    Kind kind = item.findText(KIND).map(Kind::valueOf).orElse(Kind.ADJUSTMENT);
    Optional<Approval> approval =
        item.findText("approvedBy")
            .map(by -> new Approval(by, item.instant("approvedAt"), approvalOf(kind, item)));
    Status status = Status.valueOf(item.text("status"));
    Said.requireWhole(status, (status == Status.APPROVED) == approval.isPresent());
    return new Proposal(
        item.key(),
        kind,
        item.findMap(ABOUT).orElseGet(() -> Item.EMPTY),
        item.number(AMOUNT),
        new OperatorAction(item.text(REASON), item.text("by"), item.text("note")),
        item.instant("proposedAt"),
        approval);
  }

  private static OptionalLong approvalOf(Kind kind, Item item) {
    return kind.isBookedAtOnce() ? OptionalLong.of(item.number(APPROVAL)) : OptionalLong.empty();
  }

  /** The proposal's id. */
  public String id() {
    return key.id();
  }

  /**
   * Whether it moves what is somebody's: whose account it is, whom it awards, or whose payment or
   * recharge it concerns. They have no word in it.
   */
  public boolean isOf(String person) {
    return Stream.concat(
            Stream.of(key.owner()),
            Stream.of(CREATOR, USER, PAYER).flatMap(name -> about.findText(name).stream()))
        .anyMatch(person::equals);
  }

  /**
   * Whether it is what the act of who proposed it says: it has no entry that does.
   *
   * @param acts the table that has the acts
   */
  public boolean isAsProposed(Table acts) {
    return isStored(proposing(), acts);
  }

  /**
   * Whether it is what the acts of two people say, the second of whom is not the first, and neither
   * of whom it concerns.
   *
   * @param done the kind of the second one's act
   * @param acts the table that has the acts
   */
  public boolean isAsApproved(String done, Table acts) {
    return isAsProposed(acts)
        && !isOf(action.by())
        && approval
            .filter(given -> !given.by().equals(action.by()) && !isOf(given.by()))
            .filter(given -> isStored(approving(done, given), acts))
            .isPresent();
  }

  private static boolean isStored(Act act, Table acts) {
    Item item = act.item();
    return acts.get(item.key(), true).filter(item::equals).isPresent();
  }

  /**
   * Stores it, with what lists it and the act of who proposes it: all or none.
   *
   * @throws io.giftledger.ledger.LedgerBusyException if the tries are used up
   */
  public Outcome<Proposal> register(Ledger ledger, IdempotentRequest<Proposal> request) {
    return ledger
        .register(
            request,
            this,
            List.of(new Write.Insert(listed()), new Write.Insert(proposing().item())))
        .orElseThrow();
  }

  /** Until when it can be approved. */
  public Instant expiresAt() {
    return proposedAt.plus(LIFE);
  }

  /** What is listed of the first person's word. */
  public Act proposing() {
    return new Act(
        proposedAt,
        kind.label() + "_proposed",
        key.partition(),
        action.by(),
        action.reason(),
        action.note(),
        figures().build());
  }

  private Item.Builder figures() {
    return about.toBuilder().text("proposal", id()).number(AMOUNT, amount);
  }

  /** The deed as both did it: what its record and its entry say of who and why. */
  public OperatorAction signed(String approvedBy) {
    return new OperatorAction(action.reason(), action.by() + " " + approvedBy, action.note());
  }

  /** The same, of one that is approved. */
  public OperatorAction signed() {
    return signed(approval.orElseThrow().by());
  }

  /**
   * What is listed of the second person's word, when what they approved is done.
   *
   * @param done the kind of the entry, or a word for what has none yet
   */
  public Act approving(String done, Approval given) {
    Item.Builder figures = figures();
    given.entry().ifPresent(number -> figures.number(Act.ENTRY, number));
    return new Act(
        given.at(),
        done,
        key.partition(),
        given.by(),
        action.reason(),
        action.note(),
        figures.build());
  }

  /** Moves it, when what was approved is done. */
  public Write.Transition approved(Approval given) {
    return new Write.Transition(
        key,
        Set.of(Status.PROPOSED.name()),
        asked().build(),
        Set.of(APPROVAL),
        given.addTo(Item.builder().text("status", Status.APPROVED.name())).build());
  }

  /** What lists it by time. */
  public Item listed() {
    return Item.builder(
            new Key(LIST_PARTITION, LIST_SORT_KEY_PREFIX + proposedAt.toEpochMilli() + "#" + id()))
        .text("account", key.partition())
        .build();
  }

  /** Where the proposal is stored that is listed so. */
  public static Key keyOf(Item listed) {
    String sort = listed.key().sort();
    return new Key(
        listed.text("account"), TYPE.prefix() + "#" + sort.substring(sort.lastIndexOf('#') + 1));
  }

  @Override
  public Item item() {
    Item.Builder item =
        asked()
            .key(key)
            .instant("proposedAt", proposedAt)
            .text(KIND, Optional.of(kind).filter(its -> its != Kind.ADJUSTMENT).map(Kind::name))
            .text("status", (approval.isPresent() ? Status.APPROVED : Status.PROPOSED).name());
    if (!about.attributes().isEmpty()) item.map(ABOUT, about);
    approval.ifPresent(given -> given.addTo(item));
    return item.build();
  }

  private Item.Builder asked() {
    return Item.builder()
        .number(AMOUNT, amount)
        .text(REASON, action.reason())
        .text("by", action.by())
        .text("note", action.note());
  }

  /**
   * Whether the account's chain says that it was approved, whatever its record says: looked for
   * from the head back to when it was proposed.
   */
  public <S extends State> boolean isInChain(Ledger ledger, Account<S> account) {
    return ledger
        .newest(
            account,
            entry -> entry.ref().equals(key.sort()),
            entry -> entry.at().isBefore(proposedAt))
        .isPresent();
  }

  /**
   * The entry, and with it the proposal as approved and the act of who approves it; stale if it is
   * too late.
   *
   * @param by who approves it
   * @param drafting what the entry posts, by the amount, and the state after it
   */
  public <S extends State> Movement<S> movement(
      EntryKind kind,
      String by,
      Head<S> head,
      Instant at,
      BiFunction<Long, Head<S>, Draft<S>> drafting) {
    if (at.isAfter(expiresAt())) return new Movement.Stale<>();
    Approval given = new Approval(by, at, OptionalLong.of(head.sequence() + 1));
    return new Movement.Append<>(
        draft(key.sort(), figures(kind, by), drafting.apply(amount, head)),
        List.of(approved(given), new Write.Insert(approving(kind.label(), given).item())));
  }

  private static <S extends State> Draft<S> draft(String ref, Item figures, Draft<S> draft) {
    Item details = draft.details().toBuilder().all(figures).build();
    return new Draft<>(draft.kind(), draft.postings(), draft.state(), ref, 0, details);
  }

  /** How such an entry is told. */
  public static <S extends State> Retelling<S> retelling(
      EntryKind kind, BiFunction<Long, Head<S>, Draft<S>> drafting) {
    return new Retelling<>() {
      @Override
      public Draft<S> draft(Entry<S> entry, Head<S> before) {
        Said said = said(entry).getFirst();
        return Proposal.draft(
            said.record(), said.figures(), drafting.apply(said.figures().number(AMOUNT), before));
      }

      @Override
      public List<Said> said(Entry<S> entry) {
        Item details = entry.details();
        return List.of(
            new Said(
                TYPE.keyOf(entry.item()).sort(),
                kind,
                entry.sequence(),
                entry.at(),
                0,
                figures(details.number(AMOUNT), details.text(REASON), details.text(DIGEST))));
      }
    };
  }

  /**
   * What a stored proposal says of its entry; nothing as long as nobody has approved it.
   *
   * @param kind the kind of the entries that adjust accounts of its book
   */
  public static List<Said> said(Item record, EntryKind kind) {
    Proposal proposal = TYPE.read(record);
    // What is done besides an adjustment has a record of its own that says so.
    if (proposal.kind != Kind.ADJUSTMENT) return List.of();
    return proposal.approval.stream()
        .map(
            given ->
                new Said(
                    proposal.key.sort(),
                    kind,
                    given.entry().orElseThrow(),
                    given.at(),
                    0,
                    proposal.figures(kind, given.by())))
        .toList();
  }

  private Item figures(EntryKind kind, String approvedBy) {
    String digest =
        Hash.ofTexts(
                "PROPOSAL",
                kind.label(),
                id(),
                Long.toString(amount),
                action.reason(),
                action.by(),
                action.note(),
                approvedBy)
            .hex();
    return figures(amount, action.reason(), digest);
  }

  private static Item figures(long amount, String reason, String digest) {
    return Item.builder().number(AMOUNT, amount).text(REASON, reason).text(DIGEST, digest).build();
  }
}
