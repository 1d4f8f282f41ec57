package io.giftledger.bench.floor;

import com.eclipsesource.json.JsonObject;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The calls for a message of the payouts queue that the sandbox's provider pays at once. */
public final class PayOut extends Floor {

  private final Table table = new Table();

  /** The function has the queue at hand, too, for a payout that is not decided at once. */
  private final SqsClient sqs = Queues.client();

  @Override
  JsonObject answer(JsonObject event) {
    JsonObject message = message(event);
    String earnings = "EARNINGS#" + message.getString("creator", "");
    Item key = Item.key(earnings, "WITHDRAWAL#" + message.getString("withdrawal", ""));
    Item withdrawal = table.get(earnings, key.attribute("SK").s());
    table.get(earnings, "ENTRY#%012d".formatted(withdrawal.number("entry")));
    table.move(
        key,
        "REQUESTED",
        new Item().with("status", "SUBMITTED").with("submittedAt", Instant.now().toString()));
    Item head = table.newest(earnings, "ENTRY#");
    Item state = head.state();
    Item entry =
        head.next("payout_paid", state.with("heldE4", withdrawal.number("diamonds") * -10_000));
    table.transact(
        List.of(
            table.inserted(entry),
            table.moved(
                key, "SUBMITTED", new Item().with("status", "PAID").with("payoutId", "payout-1"))));
    return sqs.serviceName().isEmpty() ? message : allHandled();
  }
}
