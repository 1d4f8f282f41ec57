package io.giftledger.admin;

import io.giftledger.economy.Money;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedApplied;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.payment.UnappliedPayment.Status;
import io.giftledger.http.Problem;
import io.giftledger.http.ProblemException;
import io.giftledger.http.view.MoneyView;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.payments.booking.SettleRecharge;
import io.giftledger.payments.booking.UnappliedPayments;
import io.giftledger.queues.TypedQueue;
import io.giftledger.queues.UnappliedRefundMessage;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Payments that are applied to no recharge: which there are, and what two people may do with one.
 * What follows from that (the provider is asked, the recharge credited) comes after the approval is
 * stored, and again when it is given again: neither is done twice.
 */
@Singleton
final class UnappliedDeeds {

  /** More are for the operator's command. */
  private static final int LISTED_MAX = 5_000;

  private final UnappliedPayments payments;
  private final SettleRecharge settleRecharge;
  private final TypedQueue<UnappliedRefundMessage> refunds;
  private final InstantSource clock;

  UnappliedDeeds(
      UnappliedPayments payments,
      SettleRecharge settleRecharge,
      TypedQueue<UnappliedRefundMessage> refunds,
      InstantSource clock) {
    this.payments = payments;
    this.settleRecharge = settleRecharge;
    this.refunds = refunds;
    this.clock = clock;
  }

  /**
   * A payment as a path names it.
   *
   * @param account the provider's account
   * @param id the provider's id for it
   */
  record Named(Account<Unapplied> account, String id) {

    String provider() {
      return account.owner();
    }

    private Item.Builder about(Money amount) {
      return Item.builder().text("payment", id).text("currency", amount.currency());
    }
  }

  /**
   * A page of a provider's, the newest first.
   *
   * @param all those of which nothing is left, too
   * @param after only those before the entry with this key, if there was a page
   * @throws ProblemException {@code too_many_unapplied_payments}; {@code invalid_request} if the
   *     key is another provider's
   */
  UnappliedPaymentView.Page page(
      Account<Unapplied> account, boolean all, int limit, Optional<Key> after) {
    if (after.filter(key -> !key.partition().equals(account.partitionKey())).isPresent()) {
      throw Problem.invalidField("cursor", "must be the next of an earlier page").exception();
    }
    List<UnappliedPayment> read = payments.newestFirst(account.owner(), LISTED_MAX + 1);
    if (read.size() > LISTED_MAX) {
      throw new Problem(
              422,
              "too_many_unapplied_payments",
              "So many payments are no list. The operator's command has them all.",
              Map.of("payments_max", LISTED_MAX))
          .exception();
    }
    long below = after.map(key -> Long.parseLong(key.id())).orElse(Long.MAX_VALUE);
    List<UnappliedPayment> rest =
        read.stream()
            .filter(payment -> payment.booking().sequence() < below)
            .filter(payment -> all || !payment.isSettled())
            .toList();
    List<UnappliedPayment> page = rest.subList(0, Math.min(limit, rest.size()));
    return new UnappliedPaymentView.Page(
        page.stream().map(UnappliedPaymentView::of).toList(),
        rest.size() > limit
            ? Optional.of(
                Cursor.after(
                    new Key(
                        account.partitionKey(),
                        Entry.sortKey(page.getLast().booking().sequence()))))
            : Optional.empty());
  }

  /** What the proposal of a refund concerns besides the account: who paid gets it back. */
  Item about(Named named, Money amount) {
    return named.about(amount).text("user", payer(named)).build();
  }

  /**
   * What the proposal of an application concerns besides the account: who paid, too, whoever is to
   * have its coins.
   */
  Item about(Named named, Money amount, String user, String recharge) {
    return named
        .about(amount)
        .text("user", user)
        .text("recharge", recharge)
        .text(Proposal.PAYER, payer(named))
        .build();
  }

  private Optional<String> payer(Named named) {
    return payments.find(named.provider(), named.id()).flatMap(UnappliedPayment::user);
  }

  /** What is left of a payment, to be paid back, if it is not being paid back already. */
  Money left(Named named) {
    UnappliedPayment payment = find(named);
    if (payment.isSettled() || payment.status() == Status.REFUNDING) {
      throw settled(payment).exception();
    }
    return payment.left();
  }

  /** What a payment paid, all of which is left to be applied. */
  Money whole(Named named) {
    UnappliedPayment payment = find(named);
    if (payment.status() != Status.UNAPPLIED || !payment.left().equals(payment.amount())) {
      throw settled(payment).exception();
    }
    return payment.amount();
  }

  /**
   * Has what is left of a payment be paid back from then on, and applied no more: with the
   * approval, so that there is one for it.
   *
   * @param shown what who approves it was shown
   */
  Optional<Proposals.Deed> refund(Named named, Money shown, OperatorAction signed) {
    UnappliedPayment payment = find(named);
    Money left = payment.left();
    if (payment.isSettled()) throw settled(payment).exception();
    payments.requireAsItsEntriesSay(payment);
    if (!left.equals(shown)) {
      throw Problem.of(
              RefusalCode.AMOUNT_CHANGED.because(
                  "Another amount is left of the payment now.",
                  Map.of("amount", shown.figure(), "amount_now", left.figure())))
          .exception();
    }
    return Optional.of(
        new Proposals.Deed(
            "unapplied_refund_approved",
            signed,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            OptionalLong.empty(),
            List.of(payment.refunding())));
  }

  /** Has pay-out ask the provider for it, as long as it waits for that. */
  void ask(Named named, Proposal approved) {
    if (find(named).status() != Status.REFUNDING) return;
    OperatorAction signed = approved.signed();
    refunds.send(
        new UnappliedRefundMessage(named.provider(), named.id(), signed.by(), signed.note()));
  }

  /** Has a payment be a recharge's from now on. */
  Optional<Proposals.Deed> apply(Named named, String user, String recharge, OperatorAction signed) {
    if (!Account.isOwner(user) || recharge.length() != RecordType.ID_LENGTH) {
      throw Problem.notFound("recharge").exception();
    }
    return switch (payments.apply(
        named.provider(), named.id(), user, recharge, signed.by(), signed.note())) {
      case DONE -> {
        UnappliedPayment.Application done = find(named).applied().orElseThrow();
        yield Optional.of(
            new Proposals.Deed(
                UnappliedApplied.KIND,
                new OperatorAction(signed.reason(), done.by(), done.note()),
                done.place().at(),
                done.place().sequence()));
      }
      case SETTLED_OTHERWISE -> throw settled(find(named)).exception();
      case DOES_NOT_FIT ->
          throw new Problem(
                  409, "recharge_does_not_fit", "The recharge is paid, or costs something else.")
              .exception();
      case UNKNOWN_RECHARGE -> throw Problem.notFound("recharge").exception();
      case UNKNOWN -> throw unknown();
    };
  }

  /** Credits the recharge that a payment is applied to. */
  void credit(Named named) {
    settleRecharge.settleApplied(named.provider(), named.id());
  }

  private UnappliedPayment find(Named named) {
    return payments.find(named.provider(), named.id()).orElseThrow(UnappliedDeeds::unknown);
  }

  private static ProblemException unknown() {
    return Problem.notFound("unapplied payment").exception();
  }

  private static Problem settled(UnappliedPayment payment) {
    return new Problem(
        409,
        "payment_settled",
        "The payment, or a part of it, was or is being paid back, or is applied to a recharge.",
        Map.of(
            "payment_status",
            UnappliedPaymentView.status(payment),
            "left",
            MoneyView.of(payment.left())));
  }
}
