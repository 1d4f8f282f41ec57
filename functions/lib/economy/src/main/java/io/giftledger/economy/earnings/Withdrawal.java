package io.giftledger.economy.earnings;

import io.giftledger.economy.policy.Money;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.OpeningRecord;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A creator's withdrawal of diamonds as money. Its rate is fixed here, whatever the policy becomes.
 *
 * @param id derived from the creator's idempotency key; also the payout provider's idempotency key
 * @param creator who is paid
 * @param diamonds whole diamonds that it consumes
 * @param amount what they pay
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
 */
public record Withdrawal(
    String id,
    String creator,
    long diamonds,
    Money amount,
    String payoutMethod,
    String provider,
    String payoutToken,
    long policyVersion,
    Instant requestedAt,
    Status status,
    Optional<Instant> submittedAt,
    Optional<String> payoutId,
    Optional<String> failureReason,
    Optional<Instant> settledAt)
    implements OpeningRecord<Earnings> {

  /** How withdrawals are stored. */
  public static final RecordType<Withdrawal> TYPE =
      new RecordType<>("WITHDRAWAL", Withdrawal::read);

  /** How far a withdrawal has come. */
  public enum Status {
    /** The diamonds are held. */
    REQUESTED,
    /** The provider was, or is about to be, asked to pay. */
    SUBMITTED,
    /** The provider paid. */
    PAID,
    /** The provider refused; the diamonds are back. */
    FAILED
  }

  private static Withdrawal read(Item item) {
    return new Withdrawal(
        item.key().id(),
        item.key().owner(),
        item.number("diamonds"),
        new Money(item.number("amountMinor"), item.text("currency")),
        item.text("payoutMethod"),
        item.text("provider"),
        item.text("payoutToken"),
        item.number("policyVersion"),
        item.instant("requestedAt"),
        Status.valueOf(item.text("status")),
        item.findInstant("submittedAt"),
        item.findText("payoutId"),
        item.findText("failureReason"),
        item.findInstant("settledAt"));
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
  public Draft<Earnings> draft(Head<Earnings> head) {
    long heldE4 = Math.multiplyExact(diamonds, Earnings.E4);
    return new Draft<>(
        EntryKind.WITHDRAWAL_REQUESTED,
        List.of(
            new Posting(LedgerAccount.EARNINGS, Asset.DIAMOND_E4, -heldE4),
            new Posting(LedgerAccount.EARNINGS_HELD, Asset.DIAMOND_E4, heldE4)),
        head.state().hold(diamonds, amount, requestedAt),
        key().sort(),
        policyVersion);
  }

  @Override
  public Item item() {
    return Item.builder(key())
        .number("diamonds", diamonds)
        .number("amountMinor", amount.minor())
        .text("currency", amount.currency())
        .text("payoutMethod", payoutMethod)
        .text("provider", provider)
        .text("payoutToken", payoutToken)
        .number("policyVersion", policyVersion)
        .instant("requestedAt", requestedAt)
        .text("status", status.name())
        .instant("submittedAt", submittedAt)
        .text("payoutId", payoutId)
        .text("failureReason", failureReason)
        .instant("settledAt", settledAt)
        .build();
  }
}
