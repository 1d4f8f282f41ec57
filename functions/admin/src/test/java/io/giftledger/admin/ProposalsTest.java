package io.giftledger.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.admin.Proposals.Approved;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.earnings.DiamondsAdjusted;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.http.Problem;
import io.giftledger.http.ProblemException;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.table.Item;
import io.giftledger.queues.PayoutMessage;
import io.giftledger.queues.TypedQueue;
import io.giftledger.testkit.Creator;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.Withdrawals;
import io.micronaut.json.JsonMapper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Two tries at once: all of one happens after the other has read what it decides on. */
class ProposalsTest {

  private static final PayoutResolution.Kind END = PayoutResolution.Kind.CANCELLED;
  private static final String TEXT = "creator_asked";
  private static final OperatorAction FRED = new OperatorAction("goodwill", "fred", "T-7");

  private final Proposals proposals = proposals(InstantSource.system());
  private final ResolveWithdrawal resolving =
      new ResolveWithdrawal(
          Embedded.LEDGER,
          new TypedQueue<>(
              Embedded.AWS.sqs(),
              JsonMapper.createDefault(),
              PayoutMessage.TYPE,
              Embedded.AWS.queueUrl("Payouts")),
          InstantSource.system());
  private final Creator creator = new Creator().known().earned(20_000);

  private static Proposals proposals(InstantSource clock) {
    return new Proposals(Embedded.LEDGER, Embedded.TABLE, clock);
  }

  private static void assertUsed(Supplier<Approved> approval) {
    Problem problem = assertThrows(ProblemException.class, approval::get).problem();
    assertEquals("409 proposal_used", problem.status() + " " + problem.code());
  }

  private Outcome<Proposal> proposeEnd(Withdrawal withdrawal, Runnable meanwhile) {
    return proposals.propose(
        creator.account(),
        "key",
        Proposal.Kind.RESOLUTION,
        List.of(withdrawal.id(), END.label(), TEXT),
        FRED,
        () -> {
          meanwhile.run();
          long minor = resolving.amount(creator.id(), withdrawal.id(), END, TEXT).minor();
          return new Proposals.Content(about(withdrawal), minor);
        });
  }

  private static Item about(Withdrawal withdrawal) {
    return PayoutResolution.about(withdrawal.id(), END.label(), TEXT, withdrawal.amount());
  }

  private static String id(Outcome<Proposal> proposed) {
    return switch (proposed) {
      case Outcome.Opened<Proposal>(Proposal proposal) -> proposal.id();
      case Outcome.Replayed<Proposal>(Proposal proposal) -> proposal.id();
      case Outcome.KeyReused<Proposal> _, Outcome.Refused<Proposal> _ ->
          throw new AssertionError(proposed);
    };
  }

  private Approved approveEnd(Withdrawal withdrawal, String id, String by, Runnable meanwhile) {
    return approveEnd(proposals, withdrawal, id, by, meanwhile);
  }

  private Approved approveEnd(
      Proposals with, Withdrawal withdrawal, String id, String by, Runnable meanwhile) {
    return with.sign(
        creator.account(),
        id,
        Proposal.Kind.RESOLUTION,
        about(withdrawal),
        withdrawal.amount().minor(),
        by,
        signed -> {
          meanwhile.run();
          return resolving.approve(creator.id(), withdrawal.id(), END, TEXT, id, signed);
        });
  }

  @Test
  void who_sends_an_approval_twice_at_once_is_told_the_same_twice_and_another_that_it_is_used() {
    Withdrawal withdrawal = creator.withdraw(Withdrawals.requested());
    String id = id(proposeEnd(withdrawal, () -> {}));

    Approved second =
        approveEnd(
            withdrawal,
            id,
            "gina",
            () ->
                assertUsed(
                    () ->
                        approveEnd(
                            withdrawal,
                            id,
                            "hal",
                            () ->
                                assertFalse(
                                    approveEnd(withdrawal, id, "gina", () -> {}).again()))));

    assertTrue(second.again());
    assertEquals("gina", second.proposal().approval().orElseThrow().by());
  }

  /** Pay-out was faster than the second try: the withdrawal has ended by it. */
  @Test
  void an_approval_whose_first_try_was_carried_out_already_is_a_repeat() {
    Withdrawal withdrawal = creator.withdraw(Withdrawals.requested());
    String id = id(proposeEnd(withdrawal, () -> {}));
    Runnable carriedOut =
        () -> {
          assertFalse(approveEnd(withdrawal, id, "gina", () -> {}).again());
          creator.fail(withdrawal);
        };

    assertTrue(approveEnd(withdrawal, id, "gina", carriedOut).again());
  }

  @Test
  void an_approval_whose_first_try_was_in_time_is_a_repeat() {
    Withdrawal withdrawal = creator.withdraw(Withdrawals.requested());
    String id = id(proposeEnd(withdrawal, () -> {}));
    Proposals late =
        proposals(
            () -> {
              approveEnd(withdrawal, id, "gina", () -> {});
              return InstantSource.system().instant().plus(Proposal.LIFE).plus(Duration.ofDays(1));
            });

    assertTrue(approveEnd(late, withdrawal, id, "gina", () -> {}).again());
    assertUsed(() -> approveEnd(late, withdrawal, id, "hal", () -> {}));
  }

  /** What the first try took is what the second does not find. */
  @Test
  void diamonds_whose_approval_is_sent_twice_at_once_are_taken_once_and_both_are_told_so() {
    long all = -creator.state().diamondsE4();
    String id =
        id(
            proposals.propose(
                creator.account(),
                "key",
                Proposal.Kind.ADJUSTMENT,
                List.of("all"),
                FRED,
                () -> new Proposals.Content(Item.EMPTY, all)));

    Approved second =
        take(
            all,
            id,
            "gina",
            () ->
                assertUsed(
                    () ->
                        take(
                            all,
                            id,
                            "hal",
                            () -> assertFalse(take(all, id, "gina", () -> {}).again()))));

    assertTrue(second.again());
    assertEquals(0, creator.state().diamondsE4());
    assertEquals(2, creator.chain().size());
  }

  private Approved take(long e4, String id, String by, Runnable meanwhile) {
    return proposals.approve(
        creator.account(),
        id,
        e4,
        by,
        proposal -> {
          meanwhile.run();
          return new DiamondsAdjusted(proposal, by)::movement;
        });
  }

  /** The first try was proposed, approved and carried out before the second looked. */
  @Test
  void who_sends_a_proposal_twice_at_once_is_told_of_one() {
    Withdrawal withdrawal = creator.withdraw(Withdrawals.requested());
    Runnable first =
        () -> {
          String id = id(proposeEnd(withdrawal, () -> {}));
          approveEnd(withdrawal, id, "gina", () -> {});
          creator.fail(withdrawal);
        };

    Proposal proposal =
        switch (proposeEnd(withdrawal, first)) {
          case Outcome.Replayed<Proposal>(Proposal stands) -> stands;
          case Outcome<Proposal> other -> throw new AssertionError(other);
        };

    assertEquals("gina", proposal.approval().orElseThrow().by());
  }
}
