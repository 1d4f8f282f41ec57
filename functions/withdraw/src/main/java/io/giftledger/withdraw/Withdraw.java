package io.giftledger.withdraw;

import io.giftledger.dynamodb.Creators;
import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.WithdrawalRequested;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Outcome;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.Providers;
import jakarta.inject.Singleton;

/** Requests a withdrawal: diamonds are held, and its payout is on its way. */
@Singleton
final class Withdraw {

  private final Ledger ledger;
  private final Policies policies;
  private final Creators creators;
  private final Providers<PayoutProvider> providers;

  Withdraw(
      Ledger ledger, Policies policies, Creators creators, Providers<PayoutProvider> providers) {
    this.ledger = ledger;
    this.policies = policies;
    this.creators = creators;
    this.providers = providers;
  }

  /**
   * Requests a withdrawal once, however often it is asked with the same key. What the platform
   * tells of the creator is read as it is now, never from memory.
   *
   * @param creator who is to be paid
   * @param idempotencyKey the creator's key for this withdrawal
   */
  Outcome<Withdrawal> request(String creator, String idempotencyKey, WithdrawalRequest asked) {
    Account<Earnings> earnings = Earnings.BOOK.account(creator);
    IdempotentRequest<Withdrawal> request =
        IdempotentRequest.of(
            Withdrawal.TYPE,
            earnings,
            idempotencyKey,
            Long.toString(asked.diamonds()),
            asked.payoutMethod());
    WithdrawalRequested withdrawal =
        new WithdrawalRequested(request.id(), creator, asked.diamonds(), asked.payoutMethod());
    var policy = policies.inForce();
    var profile = creators.current(creator);
    // A token says something to the provider that issued it, and to no other.
    var method =
        creators
            .payoutMethod(creator, asked.payoutMethod())
            .filter(
                stored ->
                    !stored.faults().isEmpty() || providers.find(stored.provider()).isPresent());
    return ledger.open(
        earnings, request, (head, at) -> withdrawal.decide(head, at, policy, profile, method));
  }
}
