package io.giftledger.testkit;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.HoldPlaced;
import io.giftledger.economy.earnings.HoldReleased;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.PayoutPaidLate;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A creator with earnings on the embedded table. */
public final class Creator extends Holder<Earnings> {

  /** A creator whom the platform does not know yet. */
  public Creator() {
    this("creator-" + UUID.randomUUID());
  }

  /** A user who may have a wallet too. */
  public Creator(String id) {
    this(id, Embedded.LEDGER);
  }

  /** A user whose deeds are done with another ledger. */
  public Creator(String id, Ledger ledger) {
    super(Earnings.BOOK.account(id), ledger);
  }

  /** The same creator, whose deeds, and those of who sends them gifts, are done at an instant. */
  public Creator at(Instant instant) {
    return new Creator(id(), Embedded.ledger(InstantSource.fixed(instant)));
  }

  /** The platform knows the creator to be in good standing. */
  public Creator known() {
    return known(profile -> profile);
  }

  /** The platform knows the creator, as a profile says that is not the usual one. */
  public Creator known(UnaryOperator<Profiles> unusual) {
    CreatorProfile profile = unusual.apply(Profiles.of(id())).build();
    Embedded.TABLE.replace(profile.item());
    return this;
  }

  /** Has a payout method. */
  public Creator paidTo(UnaryOperator<PayoutMethods> unusual) {
    PayoutMethod method = unusual.apply(PayoutMethods.bank(id())).build();
    Embedded.TABLE.replace(method.item());
    return this;
  }

  /** Has earned so many diamonds, with one gift at a commission of one half. */
  public Creator earned(long diamonds) {
    receive(Gifts.sent().roses(2 * diamonds));
    return this;
  }

  /**
   * Receives gifts, each from a viewer who bought the coins for it, and has them converted at once.
   *
   * @return the gifts as they were sent
   */
  public List<Gift> receive(Gifts... sent) {
    List<Gift> gifts =
        Arrays.stream(sent)
            .map(gift -> sender().recharge(gift.build().coins()).send(gift.to(id())))
            .toList();
    convert(gifts);
    return gifts;
  }

  /** Has gifts converted that were sent, all at once. */
  public Creator convert(List<Gift> gifts) {
    return append(new GiftsConverted(gifts.stream().map(Gifts::convertible).toList())::movement);
  }

  /** Asks for a payout of diamonds that are there; who asks, its id and its time are set here. */
  public Withdrawal withdraw(Withdrawals withdrawal) {
    IdempotentRequest<Withdrawal> request =
        IdempotentRequest.of(Withdrawal.TYPE, account(), UUID.randomUUID().toString());
    var outcome =
        ledger()
            .open(
                account(),
                request,
                (head, at) ->
                    new Decision.Accept<>(withdrawal.id(request.id()).by(id()).at(at).build()));
    return (Withdrawal) assertInstanceOf(Outcome.Opened.class, outcome).record();
  }

  /** A withdrawal is handed to its provider, and paid. */
  public Withdrawal pay(Withdrawal withdrawal) {
    Instant at = withdrawal.requestedAt();
    ledger().advance(withdrawal.submitted(at));
    assertInstanceOf(
        AppendOutcome.Posted.class,
        ledger()
            .append(
                account(),
                new PayoutPaid(withdrawal.asSubmitted(at), payoutId(withdrawal), Optional.empty())
                    ::movement));
    return withdrawal(withdrawal.id());
  }

  /** A withdrawal is handed to its provider, and fails. */
  public Withdrawal fail(Withdrawal withdrawal) {
    Instant at = withdrawal.requestedAt();
    ledger().advance(withdrawal.submitted(at));
    append(
        new PayoutFailed(withdrawal.asSubmitted(at), "account_closed", Optional.empty())::movement);
    return withdrawal(withdrawal.id());
  }

  /** A withdrawal that failed is paid all the same. */
  public Withdrawal payLate(Withdrawal failed) {
    append(new PayoutPaidLate(failed, payoutId(failed), Optional.empty())::movement);
    return withdrawal(failed.id());
  }

  private static String payoutId(Withdrawal withdrawal) {
    return "payout-" + withdrawal.id();
  }

  /** An operator puts the earnings on hold. */
  public Creator hold(String reason) {
    return append(new HoldPlaced(new OperatorAction(reason, "ann", "T-1"))::movement);
  }

  /** An operator releases them. */
  public Creator release(String reason) {
    return append(new HoldReleased(new OperatorAction(reason, "ann", "T-2"))::movement);
  }

  /**
   * Exchanges diamonds that are there, each for a coin, and dies before the coins arrive.
   *
   * @return the exchange, in transit
   */
  public Exchange exchange(long diamonds) {
    IdempotentRequest<Exchange> request =
        IdempotentRequest.of(
            Exchange.TYPE, account(), UUID.randomUUID().toString(), Long.toString(diamonds));
    var outcome =
        ledger()
            .open(
                account(),
                request,
                (_, at) ->
                    new Decision.Accept<>(
                        new Exchange(
                            request.id(),
                            id(),
                            diamonds,
                            diamonds,
                            diamonds,
                            1,
                            at,
                            Optional.empty())));
    return (Exchange) assertInstanceOf(Outcome.Opened.class, outcome).record();
  }

  private Creator append(AppendRule<Earnings> rule) {
    assertInstanceOf(AppendOutcome.Posted.class, ledger().append(account(), rule));
    return this;
  }

  /** A withdrawal as it is stored. */
  public Withdrawal withdrawal(String id) {
    return ledger().find(Withdrawal.TYPE, Withdrawal.TYPE.key(account(), id)).orElseThrow();
  }

  private Viewer sender() {
    return new Viewer("viewer-" + UUID.randomUUID(), ledger());
  }
}
