package io.giftledger.sendgift;

import io.giftledger.http.Call;
import io.giftledger.http.HttpFunction;
import io.giftledger.http.Reply;
import io.giftledger.http.view.GiftView;
import java.util.Map;
import java.util.OptionalLong;

/** Answers {@code POST /v1/gifts} and {@code PUT /v1/wallet/budget}. */
public final class SendGiftHandler extends HttpFunction {

  private final SendGift sendGift = bean(SendGift.class);
  private final SetBudget setBudget = bean(SetBudget.class);

  /** Made by Lambda. */
  public SendGiftHandler() {
    this(System.getenv());
  }

  /** Made with another environment. */
  public SendGiftHandler(Map<String, String> environment) {
    super(environment);
    route("POST /v1/gifts", this::sendGift);
    route("PUT /v1/wallet/budget", this::setBudget);
  }

  private Reply sendGift(Call call) {
    return Reply.of(
        sendGift.send(call.caller(), call.idempotencyKey(), call.body(GiftRequest.class)),
        GiftView::sent);
  }

  private Reply setBudget(Call call) {
    OptionalLong budget = call.body(BudgetRequest.class).budget();
    return Reply.ok(BudgetView.of(setBudget.set(call.caller(), budget)));
  }
}
