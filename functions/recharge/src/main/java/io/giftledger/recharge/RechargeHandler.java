package io.giftledger.recharge;

import io.giftledger.dynamodb.Viewers;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.http.Call;
import io.giftledger.http.HttpFunction;
import io.giftledger.http.Problem;
import io.giftledger.http.Reply;
import io.giftledger.http.view.PaymentView;
import io.giftledger.http.view.RechargeView;
import io.giftledger.http.view.RefundView;
import io.giftledger.payments.Opening;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReceiver;
import io.giftledger.payments.booking.ReturnPurchase;
import io.giftledger.payments.booking.ReturnPurchase.Result;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Answers {@code POST /v1/recharges}, {@code POST /v1/recharges/{id}/refunds} and {@code POST
 * /v1/webhooks/{provider}}.
 */
public final class RechargeHandler extends HttpFunction {

  private final OpenRecharge openRecharge = bean(OpenRecharge.class);
  private final OpenPayment openPayment = bean(OpenPayment.class);
  private final ReturnPurchase returnPurchase = bean(ReturnPurchase.class);
  private final ReceiveWebhook receiveWebhook = bean(ReceiveWebhook.class);
  private final Viewers viewers = bean(Viewers.class);

  /** Made by Lambda. */
  public RechargeHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public RechargeHandler(Map<String, String> environment) {
    super(environment);
    route("POST /v1/recharges", this::openRecharge);
    route("POST /v1/recharges/{id}/refunds", this::refund);
    webhook("POST /v1/webhooks/{provider}", this::receiveWebhook);
  }

  /** A recharge that comes as far as its price, and is refused: there is no such package. */
  @Override
  protected void rehearse() throws IOException {
    rehearse(
        "POST /v1/recharges",
        """
        {"package": "%s", "region": "US", "channel": "web", "payment_method": "%s"}
        """
            .formatted(REHEARSAL, REHEARSAL));
  }

  private Reply openRecharge(Call call) {
    try {
      String viewer = call.caller();
      String idempotencyKey = call.idempotencyKey();
      RechargeRequest asked = call.body(RechargeRequest.class);
      Optional<ViewerProfile> profile = viewers.profile(viewer);
      return Reply.of(
          openRecharge.open(viewer, profile, call.buyer(profile), idempotencyKey, asked),
          recharge -> view(recharge, openPayment.open(recharge)));
    } catch (PaymentProviderException noAnswer) {
      return WebhookReceiver.unavailable(noAnswer);
    }
  }

  private Reply refund(Call call) {
    String viewer = call.caller();
    String idempotencyKey = call.idempotencyKey();
    call.requireNoBody();
    return switch (returnPurchase.book(viewer, call.path("id"), idempotencyKey)) {
      case Result.Booked(var entry, boolean before) ->
          new Reply(
              201,
              before ? Map.of("Idempotent-Replayed", "true") : Map.of(),
              RefundView.booked(entry));
      case Result.Refused(var refusal) -> Problem.of(refusal).reply();
      case Result.Unknown _ -> Problem.notFound("recharge").reply();
    };
  }

  private Reply receiveWebhook(Call call) {
    return receiveWebhook.receive(
        call.path("provider"), new Webhook(call.headers(), call.rawBody()));
  }

  /** What the first request was answered, and each repeat of it, whatever has come since. */
  private static RechargeView view(Recharge recharge, Optional<Opening> opening) {
    return opening
        .map(
            its ->
                RechargeView.opened(
                    recharge,
                    its instanceof Opening.Settled
                        ? Recharge.Status.PAID
                        : Recharge.Status.AWAITING_PAYMENT,
                    its.knownPaymentId(),
                    Optional.of(payment(its))))
        .orElseGet(
            () ->
                RechargeView.opened(
                    recharge,
                    Recharge.Status.AWAITING_PAYMENT,
                    recharge.paymentId(),
                    Optional.empty()));
  }

  private static PaymentView payment(Opening opening) {
    return switch (opening) {
      case Opening.ClientSecret(_, String secret) -> PaymentView.clientSecret(secret);
      case Opening.Redirect(_, var url) -> PaymentView.redirect(url);
      case Opening.StoreReceipt(String product, String accountToken) ->
          PaymentView.storeReceipt(product, accountToken);
      case Opening.Settled _ -> PaymentView.settled();
    };
  }
}
