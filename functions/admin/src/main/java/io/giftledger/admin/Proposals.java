package io.giftledger.admin;

import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.RefusalCode;
import io.giftledger.http.Problem;
import io.giftledger.http.ProblemException;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What moves value by hand: one person proposes it, another approves it. */
@Singleton
final class Proposals {

  private static final Logger LOG = LoggerFactory.getLogger(Proposals.class);

  private final Ledger ledger;
  private final Table table;
  private final InstantSource clock;

  Proposals(Ledger ledger, Table table, InstantSource clock) {
    this.ledger = ledger;
    this.table = table;
    this.clock = clock;
  }

  /**
   * A proposal that was approved.
   *
   * @param again whether it had been before, by the same person
   */
  record Approved(Proposal proposal, boolean again) {}

  /**
   * What is proposed.
   *
   * @param about what or whom it concerns besides the account
   * @param amount in the unit of its kind
   */
  record Content(Item about, long amount) {}

  /**
   * Stores a proposal once, however often it is asked with the same key. It moves nothing.
   *
   * @param asked what tells the request from others besides who asks and why
   * @param content what is proposed; asked for the first time only
   * @throws ProblemException {@code own_account}: nothing was stored
   */
  Outcome<Proposal> propose(
      Account<?> account,
      String idempotencyKey,
      Proposal.Kind kind,
      List<String> asked,
      OperatorAction action,
      Supplier<Content> content) {
    List<String> fingerprint = new ArrayList<>(List.of(kind.label()));
    fingerprint.addAll(asked);
    fingerprint.addAll(List.of(action.reason(), action.by(), action.note()));
    IdempotentRequest<Proposal> request =
        IdempotentRequest.of(
            Proposal.TYPE, account, idempotencyKey, fingerprint.toArray(String[]::new));
    return ledger
        .replay(request)
        .orElseGet(
            () -> {
              // Before they are told how it stands, what is theirs.
              requireNotOf(request.key().owner(), action.by());
              try {
                return register(account, request, kind, action, content.get());
              } catch (ProblemException refusal) {
                // What another try of the same proposed may be why it can be no more.
                return ledger.replay(request).orElseThrow(() -> refusal);
              }
            });
  }

  private Outcome<Proposal> register(
      Account<?> account,
      IdempotentRequest<Proposal> request,
      Proposal.Kind kind,
      OperatorAction action,
      Content content) {
    Proposal proposal =
        Proposal.of(
            account,
            request.id(),
            kind,
            content.about(),
            content.amount(),
            action,
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    requireNotTheirs(proposal, action.by());
    return proposal.register(ledger, request);
  }

  /**
   * Approves a proposal, which moves what it says: once, however often it is approved.
   *
   * @param amount what who approves it was shown
   * @param by who approves it
   * @param movement what it moves
   * @throws ProblemException {@code not_found}, {@code own_proposal}, {@code own_account}, {@code
   *     proposal_used}, {@code proposal_expired}, {@code proposal_differs} or {@code
   *     insufficient_diamonds}: nothing was moved
   * @throws RecordAlteredException if the proposal is not what was proposed
   */
  <S extends State> Approved approve(
      Account<S> account,
      String id,
      long amount,
      String by,
      Function<Proposal, AppendRule<S>> movement) {
    Proposal proposal = asProposed(account, id, Proposal.Kind.ADJUSTMENT);
    requireAlike(proposal, Item.EMPTY, amount);
    if (proposal.approval().isPresent()) return before(proposal, by);
    requireOthers(proposal, by);
    // Somebody was faster; or its status was set back, and it is used all the same.
    if (proposal.isInChain(ledger, account)) return before(find(account, id), by);
    return switch (ledger.append(account, movement.apply(proposal))) {
      case AppendOutcome.Posted<S> _ -> new Approved(find(account, id), false);
      case AppendOutcome.Overtaken<S> _ -> before(find(account, id), by);
      case AppendOutcome.Stale<S> _ -> refuse(account, id, by, stale(proposal));
    };
  }

  /**
   * What was done under two names.
   *
   * @param kind the kind of its entry, or a word for what has none yet
   * @param action who did it, and why, as it is stored
   * @param at when
   * @param entry the number of its entry, if it has one
   * @param rest what is to be written of it with the approval
   */
  record Deed(
      String kind, OperatorAction action, Instant at, OptionalLong entry, List<Write> rest) {

    /** One that an entry says. */
    Deed(EntryKind kind, OperatorAction action, Instant at, long entry) {
      this(kind.label(), action, at, OptionalLong.of(entry), List.of());
    }
  }

  /**
   * Approves a proposal, and does what it says: once, however often it is approved, or another that
   * says the same. Whatever breaks off in between is completed by whoever approves it again.
   *
   * @param kind what who approves it was shown, as the next two
   * @param doing does it under both names by the proposal's id, or knows that it was done; empty if
   *     it was done under others
   * @throws ProblemException as {@link #approve}, or why it cannot be done; {@code already_done} if
   *     it was done by the approval of another proposal
   */
  Approved sign(
      Account<?> account,
      String id,
      Proposal.Kind kind,
      Item about,
      long amount,
      String by,
      Function<OperatorAction, Optional<Deed>> doing) {
    Proposal proposal = asProposed(account, id, kind);
    requireAlike(proposal, about, amount);
    if (proposal.approval().isPresent()) return before(proposal, by);
    requireOthers(proposal, by);
    try {
      return sign(account, proposal, by, doing);
    } catch (ProblemException refusal) {
      return refuse(account, id, by, refusal);
    }
  }

  private Approved sign(
      Account<?> account,
      Proposal proposal,
      String by,
      Function<OperatorAction, Optional<Deed>> doing) {
    if (clock.instant().isAfter(proposal.expiresAt())) throw expired(proposal);
    OperatorAction signed = proposal.signed(by);
    Deed done = done(proposal, signed, doing);
    Proposal.Approval given = new Proposal.Approval(by, done.at(), done.entry());
    List<Write> beside = new ArrayList<>(done.rest());
    beside.add(new Write.Insert(proposal.approving(done.kind(), given).item()));
    boolean approved = ledger.advance(proposal.approved(given), beside).isEmpty();
    Proposal stands = find(account, proposal.id());
    if (approved) return new Approved(stands, false);
    // An entry has one act: that of another approval stood in the way, if not this proposal's own.
    if (stands.approval().isEmpty()) {
      // What stands in the way by now may say so itself.
      done(proposal, signed, doing);
      throw alreadyDone();
    }
    return before(stands, by);
  }

  /**
   * Does it, or knows that it was done. What is done by the proposal's id was done by an approval
   * of it, also if that is not stored yet; the rest may have been done by an equal one.
   */
  private static Deed done(
      Proposal proposal, OperatorAction signed, Function<OperatorAction, Optional<Deed>> doing) {
    return doing
        .apply(signed)
        .filter(its -> its.action().equals(signed))
        .orElseThrow(
            () ->
                switch (proposal.kind()) {
                  case FUNDING, REFUND -> used();
                  case ADJUSTMENT, AWARD, UNAPPLIED_REFUND, APPLICATION, RESOLUTION ->
                      alreadyDone();
                });
  }

  /**
   * Refuses an approval, unless the proposal is approved by now: then another try of the same may
   * have been faster, and what came of it is why this one is refused.
   */
  private Approved refuse(Account<?> account, String id, String by, ProblemException refusal) {
    Proposal stands = find(account, id);
    if (stands.approval().isEmpty()) throw refusal;
    return before(stands, by);
  }

  /** That it was done, but not because of this proposal and this approval. */
  private static ProblemException alreadyDone() {
    return new Problem(409, "already_done", "It was done before, by another approval.").exception();
  }

  private static void requireOthers(Proposal proposal, String by) {
    if (proposal.action().by().equals(by)) {
      throw new Problem(403, "own_proposal", "Somebody else has to approve what you proposed.")
          .exception();
    }
    requireNotTheirs(proposal, by);
  }

  private static void requireNotTheirs(Proposal proposal, String by) {
    if (proposal.isOf(by)) throw theirs();
  }

  private static ProblemException theirs() {
    return new Problem(403, "own_account", "Others have to decide on what is yours.").exception();
  }

  /**
   * Refuses what somebody does to an account of their own.
   *
   * @throws ProblemException {@code own_account}
   */
  static void requireNotOf(String owner, String by) {
    if (owner.equals(by)) throw theirs();
  }

  private static void requireAlike(Proposal proposal, Item about, long amount) {
    if (proposal.amount() != amount || !proposal.about().equals(about)) {
      throw new Problem(
              409,
              "proposal_differs",
              "The proposal is another than you approve.",
              Map.of("amount", proposal.amount()))
          .exception();
    }
  }

  private static ProblemException expired(Proposal proposal) {
    return new Problem(
            409,
            "proposal_expired",
            "The proposal has expired. Propose it again.",
            Map.of("expires_at", proposal.expiresAt()))
        .exception();
  }

  /** What was approved before: by the same person it is a repeat. */
  private static Approved before(Proposal proposal, String by) {
    if (proposal.approval().filter(given -> given.by().equals(by)).isEmpty()) throw used();
    return new Approved(proposal, true);
  }

  private static ProblemException used() {
    return new Problem(409, "proposal_used", "The proposal was approved before.").exception();
  }

  private ProblemException stale(Proposal proposal) {
    return clock.instant().isAfter(proposal.expiresAt())
        ? expired(proposal)
        : Problem.of(
                RefusalCode.INSUFFICIENT_DIAMONDS.because(
                    "There are fewer diamonds than are to be taken."))
            .exception();
  }

  /**
   * A proposal that is what its first person's act says: it has no entry that does.
   *
   * @throws RecordAlteredException if it is not: nothing may follow from it
   */
  private Proposal asProposed(Account<?> account, String id, Proposal.Kind kind) {
    Proposal proposal = find(account, id);
    if (!proposal.isAsProposed(table)) throw new RecordAlteredException(proposal.key());
    if (proposal.kind() != kind) throw Problem.notFound("proposal").exception();
    return proposal;
  }

  private Proposal find(Account<?> account, String id) {
    return ledger
        .find(Proposal.TYPE, Proposal.TYPE.key(account, id))
        .orElseThrow(() -> Problem.notFound("proposal").exception());
  }

  /**
   * Proposals by when they were made, the newest first.
   *
   * @param limit at most so many
   * @param after only those that come after the one that is listed with this key, if present
   */
  List<Listed> newest(int limit, Optional<Key> after) {
    return table
        .newest(
            Proposal.LIST_PARTITION,
            Proposal.LIST_SORT_KEY_PREFIX,
            limit,
            after.map(Key::sort),
            true)
        .stream()
        .map(this::listed)
        .toList();
  }

  private Listed listed(Item item) {
    Key key = Proposal.keyOf(item);
    try {
      return new Listed(item.key(), key, ledger.find(Proposal.TYPE, key));
    } catch (RecordAlteredException altered) {
      LOG.atError().setCause(altered).log("proposal unreadable");
      return new Listed(item.key(), key, Optional.empty());
    }
  }

  /**
   * One of a list.
   *
   * @param place where it is listed
   * @param key where it is stored
   * @param proposal what it says; empty if it cannot be read, or is there no more
   */
  record Listed(Key place, Key key, Optional<Proposal> proposal) {}
}
