package io.giftledger.withdraw;

import io.giftledger.dynamodb.Creators;
import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.HoldRule;
import io.giftledger.economy.earnings.Maturity;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.WithdrawalRequested;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Policy.HoldTerms;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.giftledger.http.Problem;
import io.giftledger.http.Reply;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests a withdrawal: diamonds are held, and its payout is on its way. */
@Singleton
final class Withdraw {

  private static final Logger LOG = LoggerFactory.getLogger(Withdraw.class);

  private final Ledger ledger;
  private final Policies policies;
  private final Creators creators;
  private final Providers<PayoutProvider> providers;
  private final CountedGifts counted;
  private final InstantSource clock;

  Withdraw(
      Ledger ledger,
      Policies policies,
      Creators creators,
      Providers<PayoutProvider> providers,
      CountedGifts counted,
      InstantSource clock) {
    this.ledger = ledger;
    this.policies = policies;
    this.creators = creators;
    this.providers = providers;
    this.counted = counted;
    this.clock = clock;
  }

  /**
   * Requests a withdrawal once, however often it is asked with the same key. What the platform
   * tells of the creator is read as it is now, never from memory. One that breaks a {@link
   * HoldRule} is refused, and puts the earnings on hold; if this dies between the two, nothing is
   * paid, and the next one does.
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
    Outcome<Withdrawal> outcome =
        ledger.open(earnings, request, (head, at) -> decide(rule, head, at));
    if (outcome instanceof Outcome.Refused<Withdrawal>(Refusal refusal)
        && refusal.code() == RefusalCode.EARNINGS_HELD) {
      placeHold(rule, earnings);
    }
    return outcome;
  }

  /** Puts the earnings on hold, unless they are, if the request breaks a rule as they stand now. */
  private void placeHold(Asked asked, Account<Earnings> earnings) {
    AppendOutcome<Earnings> outcome =
        ledger.append(
            earnings,
            (head, at) ->
                judge(asked, head, at) instanceof Judged.Held(HoldRule rule, Withdrawal withdrawal)
                    ? rule.hold(withdrawal).movement(head, at)
                    : new Movement.Stale<>());
    if (outcome instanceof AppendOutcome.Posted<Earnings>(Entry<Earnings> entry)) {
      LOG.atWarn()
          .addKeyValue("creator", earnings.owner())
          .addKeyValue("reason", entry.state().onHold().orElseThrow())
          .addKeyValue("entry", entry.sequence())
          .log("earnings put on hold");
    }
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

  /** What becomes of a request, by the rules of withdrawals and then by those of holds. */
  private sealed interface Judged {

    /** What the rules of withdrawals say, if none of holds is broken. */
    record Decided(Decision<Withdrawal> decision) implements Judged {}

    /** A rule that puts the earnings on hold, instead of what would be withdrawn. */
    record Held(HoldRule rule, Withdrawal withdrawal) implements Judged {}
  }

  private Decision<Withdrawal> decide(Asked asked, Head<Earnings> head, Instant at) {
    return switch (judge(asked, head, at)) {
      case Judged.Decided(Decision<Withdrawal> decision) -> decision;
      case Judged.Held(HoldRule rule, _) -> new Decision.Refuse<>(rule.refusal());
    };
  }

  private Judged judge(Asked asked, Head<Earnings> head, Instant at) {
    Maturity maturity = maturity(asked, head, at, asked.request().diamonds());
    Decision<Withdrawal> decision =
        asked.request().decide(head, at, asked.policy(), asked.profile(), asked.method(), maturity);
    if (!(decision instanceof Decision.Accept<Withdrawal>(Withdrawal withdrawal))) {
      return new Judged.Decided(decision);
    }
    WithdrawalTerms terms = asked.terms().orElseThrow();
    if (terms.holds().isEmpty()) return new Judged.Decided(decision);
    HoldTerms holds = terms.holds().get();
    Instant before = at.minus(holds.cashOutWindow());
    Optional<HoldRule> broken =
        HoldRule.broken(
            holds,
            head.state(),
            ledger.boundary(head, entry -> !entry.at().isAfter(before)).last().state(),
            withdrawal,
            terms.diamondRate(),
            maturity.diamonds(head.state()),
            Maturity.earnedUntil(ledger, head, before.minus(terms.maturity())));
    if (broken.isEmpty()
        && holds.payers().isPresent()
        && !HoldRule.isCleared(head.state(), withdrawal)) {
      if (!counted.isCounted(head, at, HoldRule.takenWithE4(head.state(), withdrawal))) {
        return new Judged.Decided(new Decision.Refuse<>(HoldRule.notCounted()));
      }
      broken = HoldRule.broken(holds.payers().get(), counted.payers(head, at));
    }
    return broken
        .<Judged>map(rule -> new Judged.Held(rule, withdrawal))
        .orElseGet(() -> new Judged.Decided(decision));
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
