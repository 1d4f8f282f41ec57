package io.giftledger.operator.reconcile;

import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.WithdrawalRequested;
import io.giftledger.economy.payment.PaymentUnapplied;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedApplied;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import io.giftledger.operator.reconcile.CashMoved.Kind;
import io.giftledger.verify.LedgerReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells the cash that entries moved at one provider. Which provider a refund or a payout is of,
 * only the purchase or the withdrawal before it on the account says, so all entries are shown to
 * it, and those of an account in order.
 */
public final class ProviderCash {

  /** What an entry may call it by. */
  private static final List<String> IDS =
      List.of("paymentId", "adjustment", "payoutId", "returnId");

  private final String provider;

  /** The providers of what is on {@link #account}, by the record's sort key. */
  private final Map<String, String> providers = new HashMap<>();

  private final Set<String> applied;
  private String account = "";
  private boolean isKnown;

  /**
   * @param provider its name
   * @param ledger where it is seen which payments were unapplied first, and became a recharge's
   *     then: the ledger has those twice, and the provider once, when they came
   */
  public ProviderCash(String provider, LedgerReader ledger) {
    this.provider = provider;
    this.applied = new HashSet<>();
    ledger.pages(
        Unapplied.of(provider).partitionKey(),
        Entry.SORT_KEY_PREFIX,
        page ->
            page.stream()
                .filter(item -> item.text("kind").equals(UnappliedApplied.KIND.label()))
                .forEach(item -> applied.add(recordId(item.text("ref")))));
  }

  /** What an entry moved at the provider, in its order. */
  public List<CashMoved> moved(Entry<?> entry) {
    if (!entry.account().partitionKey().equals(account)) {
      account = entry.account().partitionKey();
      providers.clear();
    }
    if (!provider.equals(providerOf(entry))) return List.of();
    isKnown = true;
    if (entry.kind().equals(UnappliedApplied.KIND)) return List.of();
    if (entry.kind().equals(Recharged.KIND)
        && applied.contains(entry.details().text("paymentId"))) {
      return List.of();
    }
    List<CashMoved> moved = new ArrayList<>();
    for (Posting posting : entry.postings()) {
      if (!posting.account().equals(ChartOfAccounts.CASH)) continue;
      // What is paid to a creator comes first, then what the provider takes for that.
      Kind kind =
          Adjustment.isOfFees(entry.details()) || !moved.isEmpty() ? Kind.FEES : kind(entry);
      moved.add(
          new CashMoved(
              entry.at(),
              kind,
              new Money(posting.amount(), posting.asset().code()),
              ids(entry),
              account + " entry " + entry.sequence() + " " + entry.kind().label(),
              payment(entry),
              returned(entry)));
    }
    return moved;
  }

  /** Whether an entry that was shown to it is of the provider. */
  public boolean isKnown() {
    return isKnown;
  }

  private static Optional<String> payment(Entry<?> entry) {
    if (entry.kind().equals(Recharged.KIND)) return entry.details().findText("paymentId");
    return entry.kind().equals(PaymentUnapplied.KIND)
        ? Optional.of(recordId(entry.ref()))
        : Optional.empty();
  }

  private static Optional<String> returned(Entry<?> entry) {
    Item details = entry.details();
    return details
        .findText("cause")
        .filter(Adjustment.Cause.RETURN.label()::equals)
        .flatMap(_ -> details.findText("adjustment"));
  }

  private String providerOf(Entry<?> entry) {
    if (entry.account().book().equals(Unapplied.BOOK)) return entry.account().owner();
    if (entry.kind().equals(Recharged.KIND) || entry.kind().equals(WithdrawalRequested.KIND)) {
      providers.put(entry.ref(), entry.details().text("provider"));
    }
    return providers.getOrDefault(entry.ref(), "");
  }

  private static Kind kind(Entry<?> entry) {
    return entry.account().book().equals(Earnings.BOOK) ? Kind.PAYOUTS : Kind.PAYMENTS;
  }

  /** Those of its details, and its record's: a payout is made under the withdrawal's id. */
  private static List<String> ids(Entry<?> entry) {
    Item details = entry.details();
    return Stream.concat(
            IDS.stream().flatMap(name -> details.findText(name).stream()),
            details.findText("adjustment").isPresent()
                ? Stream.of()
                : Stream.of(recordId(entry.ref())))
        .toList();
  }

  private static String recordId(String ref) {
    return ref.substring(ref.indexOf('#') + 1);
  }
}
