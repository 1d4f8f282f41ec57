package io.giftledger.withdraw;

import io.giftledger.economy.RefusalCode;
import io.giftledger.http.Call;
import io.giftledger.http.HttpFunction;
import io.giftledger.http.Problem;
import io.giftledger.http.Reply;
import io.giftledger.http.view.ExchangeView;
import io.giftledger.http.view.WithdrawalView;
import java.util.Map;

/**
 * Answers {@code POST /v1/withdrawals}, {@code POST /v1/exchanges} and {@code PUT
 * /v1/payout-methods/{id}}.
 */
public final class WithdrawHandler extends HttpFunction {

  private final Withdraw withdraw = bean(Withdraw.class);
  private final ExchangeDiamonds exchangeDiamonds = bean(ExchangeDiamonds.class);
  private final SetPayoutMethod setPayoutMethod = bean(SetPayoutMethod.class);

  /** Made by Lambda. */
  public WithdrawHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public WithdrawHandler(Map<String, String> environment) {
    super(environment);
    route("POST /v1/withdrawals", this::requestWithdrawal);
    route("POST /v1/exchanges", this::exchange);
    route("PUT /v1/payout-methods/{id}", this::setPayoutMethod);
  }

  private Reply requestWithdrawal(Call call) {
    return Reply.of(
        withdraw.request(call.caller(), call.idempotencyKey(), call.body(WithdrawalRequest.class)),
        WithdrawalView::requested);
  }

  private Reply exchange(Call call) {
    return Reply.of(
        exchangeDiamonds.exchange(
            call.caller(), call.idempotencyKey(), call.body(ExchangeRequest.class)),
        ExchangeView::of);
  }

  private Reply setPayoutMethod(Call call) {
    String id = call.path("id");
    if (!id.matches(PayoutMethodId.PATTERN)) {
      throw Problem.invalidField("id", "must match " + PayoutMethodId.PATTERN).exception();
    }
    return setPayoutMethod
        .set(call.caller(), id, call.body(PayoutMethodRequest.class))
        .map(method -> Reply.ok(PayoutMethodView.of(method)))
        .orElseGet(
            () ->
                Problem.of(
                        RefusalCode.UNKNOWN_CREATOR.because("Only creators have payout methods."))
                    .reply());
  }
}
