package io.giftledger.payments.sandbox;

import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.wallet.Adjustment.Cause;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.payments.sandbox.SandboxPayments.After;
import io.giftledger.payments.sandbox.SandboxPayments.Kind;
import io.giftledger.payments.sandbox.SandboxPayments.Method;
import io.giftledger.payments.sandbox.SandboxPayouts.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The money that the sandbox moved, as a provider's report would have it. The sandbox remembers
 * nothing: what it did follows from what it was asked for, which a record says. Nothing is taken
 * from the ledger's entries, so that a webhook which was lost is missing there.
 */
public final class SandboxStatement {

  /**
   * Money that it moved.
   *
   * @param id the sandbox's id for that
   * @param at when
   * @param category Stripe's word for what it is
   * @param source the sandbox's id for what moved it
   * @param payment its id for the payment; empty of a payout
   * @param gross how much; negative if it went out
   * @param fee what the sandbox keeps, in minor units; negative if it gives that back
   * @param ours our id, which it gives back: a return's, a withdrawal's
   */
  public record Line(
      String id,
      Instant at,
      String category,
      String source,
      Optional<String> payment,
      Money gross,
      long fee,
      Optional<String> ours) {}

  private SandboxStatement() {}

  /** What it did for a recharge. */
  public static List<Line> of(Recharge recharge) {
    List<Line> lines = new ArrayList<>();
    Method method = Method.of(recharge.paymentMethod()).orElseThrow();
    boolean isPaid =
        method.declineReason.isEmpty()
            && (recharge.paymentId().isPresent() || method.kind == Kind.STORE_RECEIPT);
    if (!isPaid) return lines;
    String payment = SandboxPayments.id("sbxpay_", recharge.id());
    Instant at = recharge.openedAt().plus(method.delay);
    lines.add(charge(payment, at, recharge.quote().price()));
    for (After after : method.afterwards) {
      at = at.plus(Sandbox.AFTERWARDS);
      lines.add(line(recharge, after, payment, at));
    }
    lines.addAll(returned(recharge.adjustments(), payment, one -> one.refundId().isPresent()));
    if (method == Method.SANDBOX_CARD_REFUND_LOST) {
      List.copyOf(lines.subList(1, lines.size())).forEach(refund -> lines.add(lost(refund)));
    }
    return lines;
  }

  /** What it did for a payment that is applied to no recharge: the payment is the recharge's. */
  public static List<Line> of(UnappliedPayment payment) {
    return returned(payment.adjustments(), payment.paymentId(), one -> one.booked().isPresent());
  }

  /** What it did for a withdrawal. */
  public static List<Line> of(Withdrawal withdrawal) {
    Optional<Instant> submitted = withdrawal.submittedAt();
    Optional<Token> known = Token.of(withdrawal.payoutToken());
    if (submitted.isEmpty() || known.isEmpty()) return List.of();
    Token token = known.get();
    Line paid =
        payout(
            withdrawal,
            "transfer",
            "sbxpo_",
            submitted.get().plus(settling(token)),
            -withdrawal.amount().minor(),
            token == Token.FEE ? SandboxPayouts.FEE_MINOR : 0);
    return switch (token) {
      case OK, OTHER_NAME, PAYPAL, TIMEOUT, LATE, SLOW, FEE, PAID_LATE -> List.of(paid);
      case RETURNED ->
          List.of(
              paid,
              payout(
                  withdrawal,
                  "transfer_reversal",
                  "sbxre_",
                  paid.at().plus(Sandbox.AFTERWARDS),
                  withdrawal.amount().minor(),
                  0));
      // It said that it had paid the last of them, and had not.
      case CLOSED, UNVERIFIED, LATE_REFUSAL, CONTRADICTING -> List.of();
    };
  }

  private static Duration settling(Token token) {
    return switch (token) {
      case TIMEOUT, LATE -> SandboxPayouts.SETTLING;
      case SLOW, PAID_LATE -> Sandbox.AFTERWARDS;
      default -> Duration.ZERO;
    };
  }

  private static Line charge(String payment, Instant at, Money price) {
    return new Line(
        SandboxPayments.id("sbxtxn_", payment),
        at,
        "charge",
        payment,
        Optional.of(payment),
        price,
        0,
        Optional.empty());
  }

  private static Line line(Recharge recharge, After after, String payment, Instant at) {
    Money price = recharge.quote().price();
    String source = SandboxPayments.id(after.idPrefix(), recharge.id());
    long minor = after.minor(price.minor());
    return switch (after.type()) {
      case SandboxEvent.SUCCEEDED ->
          charge(SandboxPayments.id("sbxpay_again_", recharge.id()), at, price);
      case SandboxEvent.REFUNDED -> moved("refund", source, payment, at, price, -minor, 0);
      case SandboxEvent.REFUND_FAILED ->
          moved("refund_failure", source, payment, at, price, minor, 0);
      case SandboxEvent.DISPUTED -> moved("dispute", source, payment, at, price, -minor, 0);
      case SandboxEvent.DISPUTE_WON ->
          moved("dispute_reversal", source, payment, at, price, minor, 0);
      case SandboxEvent.FEE_CHARGED -> moved("fee", source, payment, at, price, 0, minor);
      case SandboxEvent.FEE_RETURNED -> moved("fee", source, payment, at, price, 0, -minor);
      default -> throw new IllegalStateException("it moves no money: " + after.type());
    };
  }

  private static Line moved(
      String category,
      String source,
      String payment,
      Instant at,
      Money price,
      long gross,
      long fee) {
    return new Line(
        SandboxPayments.id("sbxtxn_", category + source),
        at,
        category,
        source,
        Optional.of(payment),
        new Money(gross, price.currency()),
        fee,
        Optional.empty());
  }

  /** What we asked it to pay back. */
  private static List<Line> returned(
      Adjustments adjustments, String payment, Predicate<Adjustments.One> isTakenOn) {
    return adjustments.all().stream()
        .filter(one -> one.adjustment().cause() == Cause.RETURN)
        .filter(isTakenOn)
        .map(
            one -> {
              String ours = one.adjustment().id();
              Money amount = one.adjustment().amount();
              String source = SandboxPayments.id("sbxref_", ours);
              return new Line(
                  SandboxPayments.id("sbxtxn_", source),
                  one.booked().orElseThrow().at(),
                  "refund",
                  source,
                  Optional.of(payment),
                  new Money(-amount.minor(), amount.currency()),
                  0,
                  Optional.of(ours));
            })
        .toList();
  }

  private static Line lost(Line refund) {
    return new Line(
        SandboxPayments.id("sbxtxn_", "refund_failure" + refund.source()),
        refund.at().plus(Sandbox.AFTERWARDS),
        "refund_failure",
        refund.source(),
        refund.payment(),
        new Money(-refund.gross().minor(), refund.gross().currency()),
        0,
        refund.ours());
  }

  private static Line payout(
      Withdrawal withdrawal, String category, String prefix, Instant at, long gross, long fee) {
    String source = SandboxPayouts.id(prefix, withdrawal.id());
    return new Line(
        SandboxPayments.id("sbxtxn_", source),
        at,
        category,
        source,
        Optional.empty(),
        new Money(gross, withdrawal.amount().currency()),
        fee,
        Optional.of(withdrawal.id()));
  }
}
