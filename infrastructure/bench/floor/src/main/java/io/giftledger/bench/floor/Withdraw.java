package io.giftledger.bench.floor;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;

/** The calls of {@code POST /v1/withdrawals}. */
public final class Withdraw extends Floor {

  private static final long E4 = 10_000;

  private final Table table = new Table();

  @Override
  JsonObject answer(JsonObject event) {
    JsonObject asked = body(event);
    String creator = caller(event);
    long diamonds = asked.getLong("diamonds", 0);
    Item policy = table.newest("POLICY", "VERSION#");
    Json.parse(policy.attribute("document").s());
    table.get("CREATOR#" + creator, "PROFILE");
    table.get("PAYOUT_METHODS#" + creator, "PAYOUT_METHOD#" + asked.getString("payout_method", ""));
    Item head = table.newest("EARNINGS#" + creator, "ENTRY#");
    Item state = head.state();
    Item entry =
        head.next(
            "withdrawal_requested",
            state.with("diamondsE4", state.number("diamondsE4") - diamonds * E4));
    Item withdrawal =
        Item.key("EARNINGS#" + creator, "WITHDRAWAL#" + header(event, "idempotency-key"))
            .with("diamonds", diamonds)
            .with("payoutMethod", asked.getString("payout_method", ""))
            .with("status", "REQUESTED");
    table.insert(withdrawal);
    table.insert(entry);
    return reply(201, Json.object().add("status", "requested").add("diamonds", diamonds));
  }
}
