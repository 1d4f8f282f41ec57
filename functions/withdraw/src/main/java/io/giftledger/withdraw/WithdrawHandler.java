package io.giftledger.withdraw;

import io.giftledger.http.Call;
import io.giftledger.http.HttpFunction;
import io.giftledger.http.Problem;
import io.giftledger.http.Reply;
import io.giftledger.http.view.ExchangeView;
import io.giftledger.http.view.WithdrawalView;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.WebhookReceiver;
import java.io.IOException;
import java.util.Map;

/** Answers whatever is asked of a withdrawal or an exchange, and where a creator is paid to. */
public final class WithdrawHandler extends HttpFunction {

  private final Withdraw withdraw = bean(Withdraw.class);
  private final CancelWithdrawal cancelWithdrawal = bean(CancelWithdrawal.class);
  private final ExchangeDiamonds exchangeDiamonds = bean(ExchangeDiamonds.class);
  private final PayoutMethods payoutMethods = bean(PayoutMethods.class);

  /** Made by Lambda. */
  public WithdrawHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public WithdrawHandler(Map<String, String> environment) {
    super(environment);
    route("POST /v1/withdrawals", this::requestWithdrawal);
    route("POST /v1/withdrawals/quote", this::quote);
    route("POST /v1/withdrawals/{id}/cancel", this::cancel);
    route("POST /v1/exchanges", this::exchange);
    route("GET /v1/payout-methods", this::payoutMethods);
    route("PUT /v1/payout-methods/{id}", this::setPayoutMethod);
    route("DELETE /v1/payout-methods/{id}", this::removePayoutMethod);
  }

  /** What a withdrawal would pay, for a creator that there is not. */
  @Override
  protected void rehearse() throws IOException {
    rehearse(
        "POST /v1/withdrawals/quote",
        """
        {"diamonds": 1, "payout_method": "%s"}
        """
            .formatted(REHEARSAL));
  }

  private Reply requestWithdrawal(Call call) {
    return Reply.of(
        withdraw.request(call.caller(), call.idempotencyKey(), call.body(WithdrawalRequest.class)),
        WithdrawalView::requested);
  }

  private Reply quote(Call call) {
    return withdraw.quote(call.caller(), call.body(QuoteRequest.class));
  }

  private Reply cancel(Call call) {
    String creator = call.caller();
    call.requireNoBody();
    return Reply.ok(WithdrawalView.now(cancelWithdrawal.cancel(creator, call.path("id"))));
  }

  private Reply exchange(Call call) {
    return Reply.of(
        exchangeDiamonds.exchange(
            call.caller(), call.idempotencyKey(), call.body(ExchangeRequest.class)),
        ExchangeView::of);
  }

  private Reply payoutMethods(Call call) {
    return Reply.ok(payoutMethods.all(call.caller()));
  }

  private Reply removePayoutMethod(Call call) {
    String caller = call.caller();
    payoutMethods.remove(caller, payoutMethodId(call));
    return payoutMethods(call);
  }

  private static String payoutMethodId(Call call) {
    String id = call.path("id");
    if (!id.matches(PayoutMethodId.PATTERN)) {
      throw Problem.invalidField("id", "must match " + PayoutMethodId.PATTERN).exception();
    }
    return id;
  }

  private Reply setPayoutMethod(Call call) {
    String caller = call.caller();
    String id = payoutMethodId(call);
    PayoutMethodRequest asked = call.body(PayoutMethodRequest.class);
    try {
      return Reply.ok(payoutMethods.set(caller, id, asked));
    } catch (PaymentProviderException noAnswer) {
      return WebhookReceiver.unavailable(noAnswer);
    }
  }
}
