package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.earnings.BookedPayout;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Ending;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What two people say about how a withdrawal ends: the same proposals as those of the operator's
 * API, so that one may be made here and approved there. Pay-out believes nothing else.
 */
final class SaidOfWithdrawal {

  private final DynamoDbTable table;
  private final Ledger ledger;
  private final SignedOptions signed;

  SaidOfWithdrawal(DynamoDbTable table, SignedOptions signed) {
    this.table = table;
    this.ledger = Aws.ledger(table);
    this.signed = signed;
  }

  /**
   * Says that a withdrawal ends so: proposes it, or approves what another has proposed.
   *
   * @return what two people have approved by now; empty if another person has to say so, too
   * @throws IllegalStateException if another end of it was approved, or another withdrawal was paid
   *     or came back by this
   */
  Optional<Proposal> said(Withdrawal withdrawal, PayoutResolution.Kind end, String text) {
    BookedPayout.ofAnother(ledger, withdrawal, end, text)
        .ifPresent(
            booked -> {
              throw new IllegalStateException(
                  "withdrawal %s of %s %s"
                      .formatted(
                          booked.withdrawal(),
                          booked.creator(),
                          switch (booked.what()) {
                            case PAYOUT -> "was paid by this payout";
                            case RETURN -> "came back by this return";
                          }));
            });
    Account<Earnings> account = Earnings.BOOK.account(withdrawal.creator());
    Item about = PayoutResolution.about(withdrawal.id(), end.label(), text, withdrawal.amount());
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    List<Proposal> alike =
        ledger.records(Proposal.TYPE, account, Integer.MAX_VALUE).stream()
            .filter(proposal -> proposal.kind() == Proposal.Kind.RESOLUTION)
            .filter(proposal -> proposal.about().equals(about))
            .filter(proposal -> proposal.amount() == withdrawal.amount().minor())
            .toList();
    List<Proposal> open =
        alike.stream()
            .filter(proposal -> proposal.approval().isEmpty())
            .filter(proposal -> !now.isAfter(proposal.expiresAt()))
            .toList();
    Optional<Proposal> others =
        open.stream()
            .filter(proposal -> !PersonName.of(proposal.action().by()).equals(signed.by()))
            .findFirst();
    // What was approved and not carried out yet is sent again.
    Optional<Proposal> approved =
        alike.stream().filter(proposal -> proposal.approval().isPresent()).findFirst();
    if (approved.isPresent()) return approved;
    if (others.isPresent()) return Optional.of(approve(withdrawal, others.get(), now));
    if (open.isEmpty()) propose(account, end, about, withdrawal.amount().minor(), now);
    return Optional.empty();
  }

  private void propose(
      Account<Earnings> account, PayoutResolution.Kind end, Item about, long minor, Instant now) {
    IdempotentRequest<Proposal> request =
        IdempotentRequest.of(Proposal.TYPE, account, UUID.randomUUID().toString());
    Proposal.of(
            account,
            request.id(),
            Proposal.Kind.RESOLUTION,
            about,
            minor,
            new OperatorAction(end.label(), signed.by(), signed.note()),
            now)
        .register(ledger, request);
  }

  private Proposal approve(Withdrawal withdrawal, Proposal proposal, Instant now) {
    if (!proposal.isAsProposed(table)) {
      throw new IllegalStateException("the proposal is not what was proposed: " + proposal.key());
    }
    return switch (Ending.choose(ledger, withdrawal, proposal.id())) {
      case Ending.Choice.Taken(Proposal by) -> throw otherwise(PayoutResolution.of(by), by.id());
      case Ending.Choice.Free(Write decided) -> {
        var given = new Proposal.Approval(signed.by(), now, OptionalLong.empty());
        Item act = proposal.approving(PayoutResolution.APPROVED, given).item();
        boolean written =
            ledger
                .advance(proposal.approved(given), List.of(decided, new Write.Insert(act)))
                .isEmpty();
        Proposal stands = ledger.find(Proposal.TYPE, proposal.key()).orElseThrow();
        // It may be this: an answer was lost, and it was written again.
        if (!written && !stands.approval().equals(Optional.of(given))) {
          throw new IllegalStateException("somebody else was faster; say it again");
        }
        yield stands;
      }
    };
  }

  private static IllegalStateException otherwise(PayoutResolution says, String id) {
    return new IllegalStateException(
        "it was approved that it ends as %s %s, by the proposal %s"
            .formatted(says.kind().label(), says.text(), id));
  }
}
