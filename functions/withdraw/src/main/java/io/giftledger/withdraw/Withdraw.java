package io.giftledger.withdraw;

import io.giftledger.dynamodb.Creators;
import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Maturity;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.WithdrawalRequested;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.giftledger.http.Problem;
import io.giftledger.http.Reply;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Refusal;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.Providers;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests a withdrawal: diamonds are held, and its payout is on its way. */
@Singleton
final class Withdraw {

  private final Ledger ledger;
  private final Policies policies;
  private final Creators creators;
  private final Providers<PayoutProvider> providers;
  private final InstantSource clock;

  Withdraw(
      Ledger ledger,
      Policies policies,
      Creators creators,
      Providers<PayoutProvider> providers,
      InstantSource clock) {
    this.ledger = ledger;
    this.policies = policies;
    this.creators = creators;
    this.providers = providers;
    this.clock = clock;
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
    List<String> fingerprint = new ArrayList<>();
    fingerprint.add(Long.toString(asked.diamonds()));
    fingerprint.add(asked.payoutMethod());
    asked
        .amountShown()
        .ifPresent(
            shown -> {
              fingerprint.add(Long.toString(shown.minor()));
              fingerprint.add(shown.currency());
            });
    IdempotentRequest<Withdrawal> request =
        IdempotentRequest.of(
            Withdrawal.TYPE, earnings, idempotencyKey, fingerprint.toArray(String[]::new));
    Asked rule =
        asked(
            new WithdrawalRequested(
                request.id(),
                creator,
                asked.diamonds(),
                asked.payoutMethod(),
                asked.amountShown()));
    return ledger.open(earnings, request, (head, at) -> decide(rule, head, at));
  }

  /** What a withdrawal would pay now, or why it would be refused. Nothing is kept of it. */
  Reply quote(String creator, QuoteRequest asked) {
    Asked rule =
        asked(
            new WithdrawalRequested(
                "", creator, asked.diamonds(), asked.payoutMethod(), Optional.empty()));
    Head<Earnings> head = ledger.head(Earnings.BOOK.account(creator), true);
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return switch (decide(rule, head, at)) {
      case Decision.Refuse<Withdrawal>(Refusal refusal) -> Problem.of(refusal).reply();
      case Decision.Accept<Withdrawal>(Withdrawal withdrawal) ->
          Reply.ok(
              QuoteView.of(
                  withdrawal,
                  rule.terms().orElseThrow(),
                  head.state(),
                  maturity(rule, head, at, head.state().diamonds())));
    };
  }

  /** A request, and all that decides on it but the account. */
  private record Asked(
      WithdrawalRequested request,
      Policy policy,
      Optional<CreatorProfile> profile,
      Optional<PayoutMethod> method) {

    Optional<WithdrawalTerms> terms() {
      return profile.flatMap(known -> policy.withdrawalTerms(known.country()));
    }
  }

  private Asked asked(WithdrawalRequested request) {
    // A token says something to the provider that issued it, and to no other.
    var method =
        creators
            .payoutMethod(request.creator(), request.payoutMethod())
            .filter(
                stored ->
                    !stored.faults().isEmpty() || providers.find(stored.provider()).isPresent());
    return new Asked(request, policies.inForce(), creators.current(request.creator()), method);
  }

  private Decision<Withdrawal> decide(Asked asked, Head<Earnings> head, Instant at) {
    return asked
        .request()
        .decide(
            head,
            at,
            asked.policy(),
            asked.profile(),
            asked.method(),
            maturity(asked, head, at, asked.request().diamonds()));
  }

  private Maturity maturity(Asked asked, Head<Earnings> head, Instant at, long diamonds) {
    return Maturity.of(
        ledger,
        head,
        at,
        asked.terms().map(WithdrawalTerms::maturity).orElse(Duration.ZERO),
        diamonds);
  }
}
