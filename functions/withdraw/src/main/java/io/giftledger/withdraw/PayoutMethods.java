package io.giftledger.withdraw;

import io.giftledger.dynamodb.Creators;
import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.giftledger.http.Problem;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.PayoutProvider.Standing;
import io.giftledger.payments.Provider;
import io.giftledger.payments.Providers;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a creator is paid to. Withdrawals that were requested before keep the token that they were
 * requested with.
 */
@Singleton
final class PayoutMethods {

  /** How many ids a creator can give; an id that was given once stays given. */
  static final int IDS_MAX = 20;

  private final Creators creators;
  private final Policies policies;
  private final Providers<PayoutProvider> providers;
  private final InstantSource clock;

  PayoutMethods(
      Creators creators,
      Policies policies,
      Providers<PayoutProvider> providers,
      InstantSource clock) {
    this.creators = creators;
    this.policies = policies;
    this.providers = providers;
    this.clock = clock;
  }

  /** A creator's payout methods, by their ids. */
  PayoutMethodsView all(String caller) {
    var terms = creators.current(caller).flatMap(this::terms);
    return new PayoutMethodsView(
        creators.payoutMethods(caller, IDS_MAX).stream()
            .map(method -> PayoutMethodView.of(method, terms))
            .toList());
  }

  private Optional<WithdrawalTerms> terms(CreatorProfile profile) {
    return policies.inForce().withdrawalTerms(profile.country());
  }

  /**
   * Stores a payout method in place of one with the same id. One that pays to where that did is
   * that, as the provider sees it now; any other is new.
   *
   * @throws io.giftledger.http.ProblemException {@code unknown_creator} if the caller is none,
   *     {@code too_many_payout_methods}, or {@code invalid_request} if the provider is not one of
   *     the preferred, or never issued the token
   */
  PayoutMethodView set(String caller, String id, PayoutMethodRequest asked) {
    CreatorProfile profile =
        creators
            .current(caller)
            .orElseThrow(
                () ->
                    Problem.of(
                            RefusalCode.UNKNOWN_CREATOR.because(
                                "Only creators have payout methods."))
                        .exception());
    PayoutProvider provider = preferred(asked.provider());
    Standing standing = provider.standing(asked.token());
    if (standing == Standing.UNKNOWN) {
      throw Problem.invalidField("token", "must be a token of the payout provider").exception();
    }
    PayoutMethod method =
        new PayoutMethod(
            caller,
            id,
            provider.kind(asked.token()),
            provider.name(),
            asked.token(),
            standing != Standing.UNVERIFIED,
            standing == Standing.VERIFIED,
            now());
    var before = creators.payoutMethod(caller, id);
    PayoutMethod stored =
        before
            .filter(known -> known.isSameDestination(method))
            .map(known -> method.addedAt(known.addedAt()))
            .orElse(method);
    if (before.isPresent()) {
      creators.store(stored);
    } else if (!creators.add(stored, IDS_MAX)) {
      throw new Problem(
              422,
              "too_many_payout_methods",
              "So many payout methods cannot be kept. Use the id of one again.",
              Map.of("payout_methods_max", IDS_MAX))
          .exception();
    }
    return PayoutMethodView.of(stored, terms(profile));
  }

  /**
   * Removes a payout method; what was requested to it before is paid all the same.
   *
   * @throws io.giftledger.http.ProblemException {@code not_found} if there is none
   */
  void remove(String caller, String id) {
    creators.remove(
        creators
            .payoutMethod(caller, id)
            .orElseThrow(() -> Problem.notFound("payout method").exception()),
        now());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private PayoutProvider preferred(String name) {
    List<PayoutProvider> preferred = providers.preferred();
    return preferred.stream()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.invalidField(
                        "provider",
                        "must be "
                            + String.join(" or ", preferred.stream().map(Provider::name).toList()))
                    .exception());
  }
}
