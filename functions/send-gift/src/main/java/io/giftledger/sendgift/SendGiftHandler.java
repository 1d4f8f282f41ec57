package io.giftledger.sendgift;

import io.giftledger.dynamodb.Viewers;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.http.Call;
import io.giftledger.http.HttpFunction;
import io.giftledger.http.Reply;
import io.giftledger.http.view.GiftView;
import io.giftledger.lambda.Metrics;
import io.giftledger.ledger.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers {@code POST /v1/gifts} and {@code PUT /v1/wallet/budget}. */
public final class SendGiftHandler extends HttpFunction {

  private final Viewers viewers = bean(Viewers.class);
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

  /**
   * A gift that comes as far as a decision, and is refused: there is neither wallet nor creator.
   */
  @Override
  protected void rehearse() throws IOException {
    rehearse(
        "POST /v1/gifts",
        """
        {"creator": "%s", "gift": "%s", "quantity": 1, "live_stream": "none"}
        """
            .formatted(REHEARSAL, REHEARSAL));
  }

  private Reply sendGift(Call call) {
    String sender = call.caller();
    String idempotencyKey = call.idempotencyKey();
    GiftRequest asked = call.body(GiftRequest.class);
    Optional<ViewerProfile> profile = viewers.recent(sender);
    Outcome<Gift> outcome =
        sendGift.send(sender, profile, call.buyer(profile), idempotencyKey, asked);
    if (outcome instanceof Outcome.Opened<Gift>(Gift gift)) {
      Metrics.countEach("Gifts", "gifts", List.of(gift.id()));
      Metrics.count("GiftCoins", gift.coins());
    }
    return Reply.of(outcome, GiftView::sent);
  }

  private Reply setBudget(Call call) {
    OptionalLong budget = call.body(BudgetRequest.class).budget();
    return Reply.ok(BudgetView.of(setBudget.set(call.caller(), budget)));
  }
}
