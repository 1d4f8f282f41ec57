package io.giftledger.withdraw;

import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.policy.Money;
import io.giftledger.economy.policy.Policy;
import io.giftledger.http.view.MoneyView;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Code;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The rules for withdrawing diamonds.
 *
 * @param id the withdrawal's id
 * @param creator who shall be paid
 * @param diamonds how many whole diamonds to withdraw at most, at least 1
 * @param payoutMethod the creator's id for where to pay
 */
record WithdrawalOrder(String id, String creator, long diamonds, String payoutMethod) {

  /**
   * Decides on an account's state.
   *
   * @param profile what the platform tells of the creator, if it knows them
   * @param method where to pay, if the creator has it
   */
  Decision<Withdrawal> decide(
      Head<Earnings> head,
      Instant at,
      Policy policy,
      Optional<CreatorProfile> profile,
      Optional<PayoutMethod> method) {
    if (profile.isEmpty()) {
      return refuse(Code.UNKNOWN_CREATOR, "Only creators can withdraw.", Map.of());
    }
    if (profile.get().suspended()) {
      return refuse(Code.CREATOR_SUSPENDED, "The platform has suspended you.", Map.of());
    }
    if (!profile.get().identityVerified()) {
      return refuse(
          Code.IDENTITY_NOT_VERIFIED, "Verify your identity before you withdraw.", Map.of());
    }
    if (method.isEmpty()) {
      return refuse(
          Code.UNKNOWN_PAYOUT_METHOD,
          "You have no such payout method.",
          Map.of("payout_method", payoutMethod));
    }
    if (!method.get().verified()) {
      return refuse(
          Code.PAYOUT_METHOD_NOT_VERIFIED,
          "The payout provider has not verified this payout method.",
          Map.of("payout_method", payoutMethod));
    }
    var terms = policy.withdrawalTerms(profile.get().country());
    if (terms.isEmpty()) {
      return refuse(
          Code.COUNTRY_NOT_SUPPORTED,
          "Creators in this country cannot withdraw yet.",
          Map.of("country", profile.get().country()));
    }
    Earnings earnings = head.state();
    if (diamonds > earnings.diamonds()) {
      return refuse(
          Code.INSUFFICIENT_DIAMONDS,
          "You have fewer diamonds than you want to withdraw.",
          Map.of("diamonds", diamonds, "available_diamonds", earnings.diamonds()));
    }
    Money minimum = terms.get().minimum();
    Money amount = new Money(terms.get().diamondRate().minorFor(diamonds), minimum.currency());
    // Not even a policy without a minimum lets a withdrawal of nothing become a payout.
    if (amount.minor() < Math.max(1, minimum.minor())) {
      return refuse(
          Code.BELOW_MINIMUM_WITHDRAWAL,
          "The diamonds are worth less than the least that is paid out.",
          Map.of(
              "diamonds", diamonds,
              "amount", MoneyView.of(amount),
              "minimum", MoneyView.of(minimum)));
    }
    Money weeklyMaximum = terms.get().weeklyMaximum();
    Money withdrawn = earnings.withdrawnInWeek(at);
    // A week counts in one currency. A creator whose country changed within the week has used up a
    // limit that this one cannot be compared to, and would otherwise have two: they wait for
    // Monday.
    boolean comparable = withdrawn.minor() == 0 || withdrawn.currency().equals(amount.currency());
    if (!comparable || amount.minor() > weeklyMaximum.minor() - withdrawn.minor()) {
      return refuse(
          Code.WEEKLY_LIMIT_EXCEEDED,
          "The withdrawal would exceed what can be paid in this week (Monday to Sunday, UTC).",
          Map.of(
              "amount", MoneyView.of(amount),
              "withdrawn_this_week",
                  MoneyView.of(
                      comparable ? new Money(withdrawn.minor(), amount.currency()) : withdrawn),
              "weekly_maximum", MoneyView.of(weeklyMaximum)));
    }
    return new Decision.Accept<>(
        new Withdrawal(
            id,
            creator,
            terms.get().diamondRate().diamondsFor(amount.minor()),
            amount,
            payoutMethod,
            method.get().provider(),
            method.get().token(),
            policy.version(),
            at,
            Withdrawal.Status.REQUESTED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private static Decision<Withdrawal> refuse(
      Code code, String detail, Map<String, Object> numbers) {
    return new Decision.Refuse<>(new Refusal(code, detail, numbers));
  }
}
