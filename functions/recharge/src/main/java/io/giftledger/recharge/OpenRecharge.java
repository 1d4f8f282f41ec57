package io.giftledger.recharge;

import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.Money;
import io.giftledger.economy.policy.Buyer;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Promotion;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Allowance;
import io.giftledger.economy.wallet.OpenRecharges;
import io.giftledger.economy.wallet.PromotionClaim;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.RechargeOpened;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.table.Write;
import io.giftledger.payments.PaymentProvider;
import io.giftledger.payments.Provider;
import io.giftledger.payments.Providers;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Opens a recharge: chooses its provider, gives it its promotion, holds its price against the
 * viewer's limits and stores it. The recharge is stored before its payment is opened, so that no
 * webhook can name one that is not there.
 */
@Singleton
final class OpenRecharge {

  private final Ledger ledger;
  private final Policies policies;
  private final Providers<PaymentProvider> providers;
  private final InstantSource clock;

  OpenRecharge(
      Ledger ledger, Policies policies, Providers<PaymentProvider> providers, InstantSource clock) {
    this.ledger = ledger;
    this.policies = policies;
    this.providers = providers;
    this.clock = clock;
  }

  /**
   * Opens a recharge once, however often it is asked with the same key. A new one goes to the first
   * of the preferred providers that can be paid as the viewer wants to.
   *
   * @param viewer who buys
   * @param profile what the platform tells of them, if it does
   * @param buyer what is known of them as a buyer
   * @param idempotencyKey the viewer's key for this recharge
   * @return the recharge, whose payment may have been opened or not
   */
  Outcome<Recharge> open(
      String viewer,
      Optional<ViewerProfile> profile,
      Buyer buyer,
      String idempotencyKey,
      RechargeRequest asked) {
    IdempotentRequest<Recharge> request =
        IdempotentRequest.of(
            Recharge.TYPE,
            Wallet.BOOK.account(viewer),
            idempotencyKey,
            Objects.requireNonNullElse(asked.coinPackage(), ""),
            Objects.requireNonNullElse(asked.region(), ""),
            Objects.requireNonNullElse(asked.channel(), ""),
            asked.paymentMethod(),
            asked.coins() == null ? "" : Long.toString(asked.coins()),
            asked.policyVersion() == null ? "" : Long.toString(asked.policyVersion()),
            asked.bonusCoins() == null ? "" : Long.toString(asked.bonusCoins()));
    RechargeOpened wanted =
        new RechargeOpened(
            request.id(),
            viewer,
            buyer,
            asked.goods(),
            Optional.ofNullable(asked.region()),
            Optional.ofNullable(asked.channel()),
            asked.paymentMethod(),
            asked.bonusCoins() == null
                ? OptionalLong.empty()
                : OptionalLong.of(asked.bonusCoins()));
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Policy policy = policies.inForce();
    if (asked.policyVersion() != null) {
      Optional<Policies.Shown> shown = policies.shown(asked.policyVersion(), at);
      if (shown.filter(Policies.Shown::holds).isPresent()) {
        policy = shown.get().policy();
      } else {
        Optional<Refusal> changed = wanted.priceChanged(policy, shown.map(Policies.Shown::policy));
        if (changed.isPresent()) return refused(request, changed.get());
      }
    }
    return open(request, wanted, profile, policy, at);
  }

  private Outcome<Recharge> open(
      IdempotentRequest<Recharge> request,
      RechargeOpened wanted,
      Optional<ViewerProfile> profile,
      Policy policy,
      Instant at) {
    Optional<String> provider =
        providers.preferred().stream()
            .filter(candidate -> candidate.accepts(wanted.paymentMethod()))
            .findFirst()
            .map(Provider::name);
    Optional<Promotion> promotion = wanted.promotion(policy, at);
    // Of forty that are opened at once, each would read the others with each try.
    var held = new AtomicReference<>(List.<OpenRecharges.Open>of());
    return ledger.contend(
        OpenRecharges.key(wanted.viewer()),
        () -> openOnce(request, wanted, profile, policy, provider, promotion, at, held));
  }

  /**
   * Opens it, unless another recharge of the viewer was faster.
   *
   * @param held those that held their prices at the last try, and then at this one
   */
  private Optional<Outcome<Recharge>> openOnce(
      IdempotentRequest<Recharge> request,
      RechargeOpened wanted,
      Optional<ViewerProfile> profile,
      Policy policy,
      Optional<String> provider,
      Optional<Promotion> promotion,
      Instant at,
      AtomicReference<List<OpenRecharges.Open>> held) {
    Head<Wallet> head = ledger.head(Wallet.BOOK.account(wanted.viewer()), true);
    Optional<Refusal> frozen = WalletFrozen.refusal(head.state());
    if (frozen.isPresent()) return Optional.of(refused(request, frozen.get()));
    OpenRecharges open = OpenRecharges.find(ledger, wanted.viewer());
    List<OpenRecharges.Open> before = held.get();
    List<OpenRecharges.Open> holding = open.holding(ledger, head, at, before);
    held.set(holding);
    Optional<List<Write>> claim =
        promotion.flatMap(
            its -> PromotionClaim.claim(ledger, its, wanted.viewer(), request.id(), at));
    return switch (wanted.decide(policy, provider, promotion.filter(_ -> claim.isPresent()), at)) {
      case Decision.Accept<Recharge>(var recharge) -> {
        Money price = recharge.quote().price();
        Optional<Refusal> limited =
            OpenRecharges.refusal(holding)
                .or(
                    () ->
                        Allowance.refusal(
                            policies.inForce().spending(),
                            profile,
                            head.state(),
                            price,
                            OpenRecharges.minor(holding, price.currency()),
                            at));
        if (limited.isPresent() && !before.isEmpty()) {
          // Some may have been paid meanwhile, and are counted twice.
          held.set(List.of());
          yield openOnce(request, wanted, profile, policy, provider, promotion, at, held);
        }
        if (limited.isPresent()) yield Optional.of(refused(request, limited.get()));
        List<Write> others = new ArrayList<>(claim.orElse(List.of()));
        others.add(open.with(holding, recharge));
        yield ledger.register(request, recharge, others);
      }
      case Decision.Refuse<Recharge>(var refusal) -> Optional.of(refused(request, refusal));
    };
  }

  /** The package may have been sold, and the method accepted, when the key was first used. */
  private Outcome<Recharge> refused(IdempotentRequest<Recharge> request, Refusal refusal) {
    return ledger.replay(request).orElseGet(() -> new Outcome.Refused<>(refusal));
  }
}
