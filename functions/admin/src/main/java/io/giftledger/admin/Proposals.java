package io.giftledger.admin;

import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.RefusalCode;
import io.giftledger.http.Problem;
import io.giftledger.http.ProblemException;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Adjustments by hand: one person proposes them, another approves them. */
@Singleton
final class Proposals {

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
   * Stores a proposal once, however often it is asked with the same key. It moves nothing.
   *
   * @param amount coins, or ten-thousandths of a diamond; negative to take them
   */
  Outcome<Proposal> propose(
      Account<?> account, String idempotencyKey, long amount, OperatorAction action) {
    IdempotentRequest<Proposal> request =
        IdempotentRequest.of(
            Proposal.TYPE,
            account,
            idempotencyKey,
            Long.toString(amount),
            action.reason(),
            action.by(),
            action.note());
    Proposal proposal =
        Proposal.of(
            account, request.id(), amount, action, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return ledger
        .register(
            request,
            proposal,
            List.of(
                new Write.Insert(proposal.listed()), new Write.Insert(proposal.proposing().item())))
        .orElseThrow();
  }

  /**
   * Approves a proposal, which moves what it says: once, however often it is approved.
   *
   * @param amount what who approves it was shown
   * @param by who approves it
   * @param movement what it moves
   * @throws ProblemException {@code not_found}, {@code own_proposal}, {@code proposal_used}, {@code
   *     proposal_expired}, {@code proposal_differs} or {@code insufficient_diamonds}: nothing was
   *     moved
   */
  <S extends State> Approved approve(
      Account<S> account,
      String id,
      long amount,
      String by,
      Function<Proposal, AppendRule<S>> movement) {
    Proposal proposal = find(account, id);
    if (proposal.approval().isPresent()) return before(proposal, by);
    if (proposal.action().by().equals(by)) {
      throw new Problem(403, "own_proposal", "Somebody else has to approve what you proposed.")
          .exception();
    }
    if (proposal.amount() != amount) {
      throw new Problem(
              409,
              "proposal_differs",
              "The proposal is another than you approve.",
              Map.of("amount", proposal.amount()))
          .exception();
    }
    // Somebody was faster; or its status was set back, and it is used all the same.
    if (proposal.isInChain(ledger, account)) return before(find(account, id), by);
    return switch (ledger.append(account, movement.apply(proposal))) {
      case AppendOutcome.Posted<S> _ -> new Approved(find(account, id), false);
      case AppendOutcome.Overtaken<S> _ -> before(find(account, id), by);
      case AppendOutcome.Stale<S> _ -> throw stale(proposal);
    };
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
        ? new Problem(
                409,
                "proposal_expired",
                "The proposal has expired. Propose it again.",
                Map.of("expires_at", proposal.expiresAt()))
            .exception()
        : Problem.of(
                RefusalCode.INSUFFICIENT_DIAMONDS.because(
                    "There are fewer diamonds than are to be taken."))
            .exception();
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
  List<Proposal> newest(int limit, Optional<Key> after) {
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

  private Proposal listed(Item item) {
    return ledger.find(Proposal.TYPE, Proposal.keyOf(item)).orElseThrow();
  }
}
