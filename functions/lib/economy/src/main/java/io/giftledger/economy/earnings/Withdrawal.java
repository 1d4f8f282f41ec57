package io.giftledger.economy.earnings;

import io.giftledger.economy.Money;
import io.giftledger.economy.Said;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.OpeningRecord;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A creator's withdrawal of diamonds as money. Its rate is fixed here, whatever the policy becomes.
 *
 * @param id derived from the creator's idempotency key; also the payout provider's idempotency key
 * @param creator who is paid
 * @param askedDiamonds whole diamonds that the creator asked to withdraw
 * @param diamonds whole diamonds that it consumes: the fewest that are worth the amount and the fee
 * @param amount what is paid to the creator
 * @param feeMinor what they pay for that, in minor units of the same currency: the rest of what the
 *     diamonds are worth
 * @param payoutMethod the creator's id for where it is paid to
 * @param provider the payout provider
 * @param payoutToken the provider's token for where it is paid to
 * @param policyVersion the policy that set rate and limits
 * @param requestedAt when it was asked for
 * @param status how far it has come
 * @param submittedAt when it was first handed to the provider
 * @param payoutId the provider's id for the payout, once it answered
 * @param failureReason why the provider refused, if it did
 * @param settledAt when it was paid or refused
 * @param late that it was paid although it had been refused
 * @param returned what came of it afterwards, if the bank sent the money back
 */
public record Withdrawal(
    String id,
    String creator,
    long askedDiamonds,
    long diamonds,
    Money amount,
    long feeMinor,
    String payoutMethod,
    String provider,
    String payoutToken,
    long policyVersion,
    Instant requestedAt,
    Status status,
    Optional<Instant> submittedAt,
    Optional<String> payoutId,
    Optional<String> failureReason,
    Optional<Instant> settledAt,
    Optional<Late> late,
    Optional<Return> returned)
    implements OpeningRecord<Earnings> {

  /**
   * What is known of a payout that was paid after it had been refused.
   *
   * @param at when it was booked
   * @param shortE4 how many of its diamonds had been spent since they came back, in ten-thousandths
   */
  public record Late(Instant at, long shortE4) {}

  /**
   * What is known of a payout that came back after it had been paid.
   *
   * @param id the provider's id for the return
   * @param reason why, in a word that is fit to show to the creator
   * @param at when it was booked
   */
  public record Return(String id, String reason, Instant at) {}

  /** How withdrawals are stored. */
  public static final RecordType<Withdrawal> TYPE =
      new RecordType<>("WITHDRAWAL", Withdrawal::read);

  /** How far a withdrawal has come. */
  public enum Status {
    /** The diamonds are held. */
    REQUESTED,
    /** The provider was, or is about to be, asked to pay. */
    SUBMITTED,
    /** The provider paid, perhaps after it had failed. */
    PAID,
    /** The provider refused; the diamonds are back. */
    FAILED,
    /** The provider paid, and the bank sent the money back; the diamonds are back. */
    RETURNED
  }

  private static Withdrawal read(Item item) {
    return new Withdrawal(
        item.key().id(),
        item.key().owner(),
        item.number("askedDiamonds"),
        item.number("diamonds"),
        new Money(item.number("amountMinor"), item.text("currency")),
        item.number("feeMinor"),
        item.text("payoutMethod"),
        item.text("provider"),
        item.text("payoutToken"),
        item.number("policyVersion"),
        item.instant("requestedAt"),
        item.word("status", Status.class),
        item.findInstant("submittedAt"),
        item.findText("payoutId"),
        item.findText("failureReason"),
        item.findInstant("settledAt"),
        item.findInstant(PAID_LATE_AT).map(at -> new Late(at, PayoutPaidLate.shortE4(item))),
        item.findText("returnId")
            .map(id -> new Return(id, item.text("returnReason"), item.instant("returnedAt"))));
  }

  /** When it was paid, be it after it had failed, or refused. */
  public Optional<Instant> decidedAt() {
    return late.map(Late::at).or(() -> settledAt);
  }

  /** What its diamonds are worth: the amount and the fee. */
  public Money gross() {
    return amount.plus(new Money(feeMinor, amount.currency()));
  }

  @Override
  public Key key() {
    return TYPE.key(Earnings.BOOK.account(creator), id);
  }

  @Override
  public Instant at() {
    return requestedAt;
  }

  @Override
  public Item details() {
    return asked().text("destination", destination().hex()).build();
  }

  /**
   * Where it is paid to, as its entry says it: a digest, since a token is deleted with the person
   * it belongs to, and an entry never is.
   */
  private Hash destination() {
    return Hash.ofTexts("DESTINATION", id, provider, payoutToken);
  }

  private Item.Builder asked() {
    return Item.builder()
        .number("askedDiamonds", askedDiamonds)
        .number("diamonds", diamonds)
        .number("amountMinor", amount.minor())
        .text("currency", amount.currency())
        .number("feeMinor", feeMinor)
        .text("payoutMethod", payoutMethod)
        .text("provider", provider);
  }

  @Override
  public Draft<Earnings> draft(Head<Earnings> head) {
    return WithdrawalRequested.draft(this, head);
  }

  /** The withdrawal as it is handed to the provider, if it was not yet. */
  public Write.Transition submitted(Instant at) {
    return moved(
        Status.REQUESTED,
        Item.builder().text("status", Status.SUBMITTED.name()).instant("submittedAt", at));
  }

  /** The attribute with the number of the entry that ended it. */
  private static final String SETTLEMENT = "settlement";

  /** The attribute with the number of the entry that gave it back after it was paid. */
  private static final String RETURN_ENTRY = "returnEntry";

  /** The attributes with the number and the instant of the entry that paid it after it failed. */
  private static final String LATE_ENTRY = "lateEntry";

  private static final String PAID_LATE_AT = "paidLateAt";

  /**
   * What a stored withdrawal says of the entries that made it true, that ended it, that paid it
   * late, and that gave it back.
   *
   * @param place the number of the entry that makes it true
   * @throws RuntimeException if it does not say of itself what its status needs
   */
  public static List<Said> said(Item item, long place) {
    Withdrawal withdrawal = TYPE.read(item);
    boolean settled = withdrawal.isSettled();
    boolean paidLate = item.findNumber(LATE_ENTRY).isPresent();
    Said.requireWhole(
        withdrawal.status,
        settled == withdrawal.settledAt.isPresent()
            && settled == item.findNumber(SETTLEMENT).isPresent()
            && withdrawal.wasPaid() == withdrawal.payoutId.isPresent()
            && (withdrawal.status == Status.FAILED || paidLate)
                == withdrawal.failureReason.isPresent()
            && (!paidLate || withdrawal.wasPaid())
            && paidLate == withdrawal.late.isPresent()
            && (withdrawal.status == Status.RETURNED) == withdrawal.returned.isPresent()
            && withdrawal.returned.isPresent() == item.findNumber(RETURN_ENTRY).isPresent()
            && switch (withdrawal.status) {
              case REQUESTED -> withdrawal.submittedAt.isEmpty();
              case SUBMITTED, PAID, RETURNED -> withdrawal.submittedAt.isPresent();
              case FAILED -> true;
            });
    List<Said> said = new ArrayList<>();
    said.add(WithdrawalRequested.said(withdrawal, place));
    if (settled) {
      long sequence = item.number(SETTLEMENT);
      Instant at = withdrawal.settledAt.orElseThrow();
      said.add(
          withdrawal.failureReason.isPresent()
              ? PayoutFailed.said(withdrawal, sequence, at)
              : PayoutPaid.said(withdrawal, withdrawal.payoutId.orElseThrow(), sequence, at));
    }
    withdrawal.late.ifPresent(
        late ->
            said.add(
                PayoutPaidLate.said(
                    withdrawal, withdrawal.payoutId.orElseThrow(), item.number(LATE_ENTRY), late)));
    withdrawal.returned.ifPresent(
        back -> said.add(PayoutReturned.said(withdrawal, back, item.number(RETURN_ENTRY))));
    return said;
  }

  /** The withdrawal as it is paid by an entry, if it stands where it is known to stand. */
  Write.Transition paid(String id, long sequence, Instant at) {
    return moved(
        status,
        Item.builder()
            .text("status", Status.PAID.name())
            .text("payoutId", id)
            .instant("settledAt", at)
            .number(SETTLEMENT, sequence));
  }

  /** The withdrawal as it fails by an entry, if it stands where it is known to stand. */
  Write.Transition failed(String reason, long sequence, Instant at) {
    return moved(
        status,
        Item.builder()
            .text("status", Status.FAILED.name())
            .text("failureReason", reason)
            .instant("settledAt", at)
            .number(SETTLEMENT, sequence));
  }

  /** The withdrawal as it is paid by an entry although it stands as failed. */
  Write.Transition paidLate(String id, long sequence, Late how) {
    return new Write.Transition(
        key(),
        Set.of(Status.FAILED.name()),
        asked().text("payoutToken", payoutToken).build(),
        Set.of(LATE_ENTRY),
        PayoutPaidLate.addShort(how.shortE4, Item.builder())
            .text("status", Status.PAID.name())
            .text("payoutId", id)
            .instant(PAID_LATE_AT, how.at)
            .number(LATE_ENTRY, sequence)
            .build());
  }

  /** The withdrawal as it is returned by an entry, if it stands as paid by its payout. */
  Write.Transition returned(Return back, long sequence) {
    return new Write.Transition(
        key(),
        Set.of(Status.PAID.name()),
        asked().text("payoutToken", payoutToken).text("payoutId", payoutId).build(),
        Set.of(RETURN_ENTRY),
        Item.builder()
            .text("status", Status.RETURNED.name())
            .text("returnId", back.id())
            .text("returnReason", back.reason())
            .instant("returnedAt", back.at())
            .number(RETURN_ENTRY, sequence)
            .build());
  }

  /** It moves only as what it is known to be: what was altered meanwhile stays where it is. */
  private Write.Transition moved(Status from, Item.Builder set) {
    return new Write.Transition(
        key(), Set.of(from.name()), asked().text("payoutToken", payoutToken).build(), set.build());
  }

  /** The withdrawal as it is after being handed to the provider. */
  public Withdrawal asSubmitted(Instant at) {
    return read(submitted(at).applied(Optional.of(item())));
  }

  /** Whether an account may still hold its diamonds. */
  boolean isHeldBy(Earnings earnings) {
    return !isSettled() && earnings.holds(diamonds);
  }

  /** The word for why one failed that its creator took back. */
  public static final String CANCELLED = "cancelled";

  /** Whether it was taken back before any provider was asked. */
  public boolean isCancelled() {
    return status == Status.FAILED && submittedAt.isEmpty();
  }

  /** Whether its payout has come to an end: paid, perhaps returned since, or failed. */
  public boolean isSettled() {
    return switch (status) {
      case REQUESTED, SUBMITTED -> false;
      case PAID, FAILED, RETURNED -> true;
    };
  }

  /** Whether it was paid, and perhaps returned since. */
  private boolean wasPaid() {
    return status == Status.PAID || status == Status.RETURNED;
  }

  /**
   * Whether it stands as its account's chain says, which is hashed while a status is not: the
   * newest entry that names it is looked for from the head back to when it was requested.
   */
  public boolean isAsItsEntriesSay(Ledger ledger) {
    Optional<Entry<Earnings>> newest =
        ledger.newest(
            Earnings.BOOK.account(creator),
            entry -> entry.ref().equals(key().sort()),
            entry -> entry.at().isBefore(requestedAt));
    return newest.filter(this::isAsSaidBy).isPresent();
  }

  private boolean isAsSaidBy(Entry<Earnings> newest) {
    return switch (status) {
      case REQUESTED, SUBMITTED -> newest.kind().equals(WithdrawalRequested.KIND);
      case PAID ->
          (newest.kind().equals(PayoutPaid.KIND) || newest.kind().equals(PayoutPaidLate.KIND))
              && newest.details().findText("payoutId").equals(payoutId);
      case FAILED -> newest.kind().equals(PayoutFailed.KIND);
      case RETURNED ->
          newest.kind().equals(PayoutReturned.KIND)
              && newest.details().findText("returnId").equals(returned.map(Return::id));
    };
  }

  @Override
  public Item item() {
    return PayoutPaidLate.addShort(late.map(Late::shortE4).orElse(0L), asked())
        .key(key())
        .text("payoutToken", payoutToken)
        .number("policyVersion", policyVersion)
        .instant("requestedAt", requestedAt)
        .text("status", status.name())
        .instant("submittedAt", submittedAt)
        .text("payoutId", payoutId)
        .text("failureReason", failureReason)
        .instant("settledAt", settledAt)
        .instant(PAID_LATE_AT, late.map(Late::at))
        .text("returnId", returned.map(Return::id))
        .text("returnReason", returned.map(Return::reason))
        .instant("returnedAt", returned.map(Return::at))
        .build();
  }
}
