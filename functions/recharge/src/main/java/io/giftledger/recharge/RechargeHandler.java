package io.giftledger.recharge;

import io.giftledger.http.Call;
import io.giftledger.http.HttpFunction;
import io.giftledger.http.Problem;
import io.giftledger.http.Reply;
import io.giftledger.http.view.RechargeView;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code POST /v1/recharges} and {@code POST /v1/webhooks/{provider}}. */
public final class RechargeHandler extends HttpFunction {

  private static final Logger LOG = LoggerFactory.getLogger(RechargeHandler.class);

  private final OpenRecharge openRecharge = bean(OpenRecharge.class);
  private final SettleRecharge settleRecharge = bean(SettleRecharge.class);
  private final PaymentProvider provider = bean(PaymentProvider.class);

  /** Made by Lambda. */
  public RechargeHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public RechargeHandler(Map<String, String> environment) {
    super(environment);
    route("POST /v1/recharges", this::openRecharge);
    route("POST /v1/webhooks/{provider}", this::receiveWebhook);
  }

  private Reply openRecharge(Call call) {
    try {
      return Reply.of(
          openRecharge.open(call.caller(), call.idempotencyKey(), call.body(RechargeRequest.class)),
          recharge -> RechargeView.opened(recharge, recharge.paymentId().orElseThrow()));
    } catch (PaymentProviderException noAnswer) {
      LOG.atWarn().addKeyValue("provider", provider.name()).setCause(noAnswer).log("no answer");
      return new Reply(
          503,
          Map.of("Retry-After", "2"),
          new Problem(
              503,
              "payment_provider_unavailable",
              "The payment provider did not answer. Send the same request again."));
    }
  }

  private Reply receiveWebhook(Call call) {
    if (!call.path("provider").equals(provider.name())) {
      return new Problem(404, "unknown_provider", "There is no such payment provider.").reply();
    }
    Optional<Problem> problem = settleRecharge.settle(provider.read(call));
    return problem.map(Problem::reply).orElseGet(() -> Reply.ok(new Receipt(true)));
  }
}
