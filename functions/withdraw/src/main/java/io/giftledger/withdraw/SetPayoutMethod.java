package io.giftledger.withdraw;

import io.giftledger.dynamodb.Creators;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.http.Problem;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.PayoutProvider.Standing;
import io.giftledger.payments.Provider;
import io.giftledger.payments.Providers;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Stores where a creator is paid to. Withdrawals that were requested before keep the token that
 * they were requested with.
 */
@Singleton
final class SetPayoutMethod {

  private final Creators creators;
  private final Providers<PayoutProvider> providers;

  SetPayoutMethod(Creators creators, Providers<PayoutProvider> providers) {
    this.creators = creators;
    this.providers = providers;
  }

  /**
   * Stores a payout method in place of one with the same id.
   *
   * @return empty if the caller is no creator: nothing is stored then
   * @throws io.giftledger.http.ProblemException {@code invalid_request} if the provider is not one
   *     of the preferred, or never issued the token
   */
  Optional<PayoutMethod> set(String caller, String id, PayoutMethodRequest asked) {
    if (creators.current(caller).isEmpty()) return Optional.empty();
    PayoutProvider provider = preferred(asked.provider());
    Standing standing = provider.standing(asked.token());
    if (standing == Standing.UNKNOWN) {
      throw Problem.invalidField("token", "must be a token of the payout provider").exception();
    }
    PayoutMethod method =
        new PayoutMethod(caller, id, provider.name(), asked.token(), standing == Standing.VERIFIED);
    creators.store(method);
    return Optional.of(method);
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
