package io.giftledger.payments.stripe;

import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutEvent;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.giftledger.payments.stripe.StripeApi.Attempt;
import io.giftledger.payments.stripe.StripeConnect.Payout;
import io.giftledger.payments.stripe.StripeConnect.Transfer;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pays creators through Stripe Connect: the money is transferred to the creator's connected
 * account, and paid out from there to their bank. If the bank does not take it, the transfer is
 * reversed, and only then has the payout come back. Where nobody says with what Connect's webhooks
 * are signed, Stripe pays nobody.
 */
@Singleton
@Requires(property = "stripe.connect.webhook.secret.arn")
final class StripePayouts implements PayoutProvider {

  /** How long Stripe surely knows an idempotency key; then it is looked what there is. */
  static final Duration KEY_KNOWN = Duration.ofHours(20);

  private static final Pattern ACCOUNT = Pattern.compile("acct_[A-Za-z0-9]{1,64}");

  private final StripeApi api;
  private final StripePayoutWebhooks webhooks;
  private final boolean livemode;
  private final InstantSource clock;

  /**
   * @param livemode {@code STRIPE_LIVEMODE}: whether the money is real
   */
  StripePayouts(
      StripeApi api,
      StripePayoutWebhooks webhooks,
      @Property(name = "stripe.livemode", defaultValue = "false") boolean livemode,
      InstantSource clock) {
    this.api = api;
    this.webhooks = webhooks;
    this.livemode = livemode;
    this.clock = clock;
  }

  @Override
  public String name() {
    return StripePayments.NAME;
  }

  @Override
  public Standing standing(String token) {
    if (!ACCOUNT.matcher(token).matches()) return Standing.UNKNOWN;
    return api.findAccount(token)
        .map(account -> account.isVerified() ? Standing.VERIFIED : Standing.UNVERIFIED)
        .orElse(Standing.UNKNOWN);
  }

  @Override
  public PayoutAnswer pay(PayoutOrder order) {
    if (!ACCOUNT.matcher(order.token()).matches()) {
      return new PayoutAnswer.Refused("unknown_account");
    }
    Optional<Long> amount = StripeAmounts.ofMoney(order.amount());
    if (amount.isEmpty()) return new PayoutAnswer.Refused("amount_not_payable");
    boolean isKeyKnown = clock.instant().isBefore(order.requestedAt().plus(KEY_KNOWN));
    Map<String, String> money = new LinkedHashMap<>();
    money.put("amount", Long.toString(amount.get()));
    money.put("currency", order.amount().currency().toLowerCase(Locale.ROOT));
    money.put("metadata[withdrawal_id]", order.idempotencyKey());
    money.put("metadata[creator]", order.creator());
    return switch (transfer(order, money, isKeyKnown)) {
      case Attempt.Refused<Transfer>(String code) -> new PayoutAnswer.Refused(code);
      case Attempt.Done<Transfer>(Transfer transfer) ->
          handOn(order, money, isKeyKnown, ours(transfer.id(), transfer.livemode()));
    };
  }

  private Attempt<Transfer> transfer(
      PayoutOrder order, Map<String, String> money, boolean isKeyKnown) {
    if (!isKeyKnown) {
      Optional<Transfer> found = api.findTransfer(order.idempotencyKey());
      if (found.isPresent()) return new Attempt.Done<>(found.get());
    }
    Map<String, String> parameters = new LinkedHashMap<>(money);
    parameters.put("destination", order.token());
    parameters.put("transfer_group", order.idempotencyKey());
    return api.transfer(order.idempotencyKey(), parameters);
  }

  private PayoutAnswer handOn(
      PayoutOrder order, Map<String, String> money, boolean isKeyKnown, String transfer) {
    Map<String, String> parameters = new LinkedHashMap<>(money);
    parameters.put("metadata[transfer]", transfer);
    Optional<Payout> found =
        isKeyKnown
            ? Optional.empty()
            : api.findPayout(order.token(), order.idempotencyKey(), order.requestedAt());
    Attempt<Payout> attempt =
        found
            .<Attempt<Payout>>map(Attempt.Done::new)
            .orElseGet(() -> api.payOut(order.token(), order.idempotencyKey(), parameters));
    return switch (attempt) {
      case Attempt.Refused<Payout>(String code) -> {
        api.reverse(transfer, order.idempotencyKey());
        yield new PayoutAnswer.Refused(code);
      }
      case Attempt.Done<Payout>(Payout made) -> {
        // A repeat is answered as the first request was; how it stands now, only asking tells.
        Payout payout = api.payout(order.token(), ours(made.id(), made.livemode()));
        if (payout.isBack()) api.reverse(transfer, order.idempotencyKey());
        yield payout
            .answer()
            .orElseThrow(
                () ->
                    new PaymentProviderException(
                        StripePayments.NAME, "Stripe's word for a payout is not known"));
      }
    };
  }

  private String ours(@Nullable String id, @Nullable Boolean mode) {
    if (id == null || !id.matches(StripeObject.ID)) {
      throw new PaymentProviderException(StripePayments.NAME, "Stripe's answer has no id");
    }
    if (mode != null && mode != livemode) {
      throw new PaymentProviderException(
          StripePayments.NAME, "the key is of another mode than STRIPE_LIVEMODE");
    }
    return id;
  }

  @Override
  public WebhookReading<PayoutEvent> read(Webhook webhook) {
    return webhooks.read(webhook);
  }
}
