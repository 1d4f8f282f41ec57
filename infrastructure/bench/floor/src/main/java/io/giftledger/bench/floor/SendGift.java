package io.giftledger.bench.floor;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;

/** The calls of {@code POST /v1/gifts}. */
public final class SendGift extends Floor {

  private final Table table = new Table();

  @Override
  JsonObject answer(JsonObject event) {
    JsonObject asked = body(event);
    String viewer = caller(event);
    String sender = "WALLET#" + viewer;
    Item policy = table.newest("POLICY", "VERSION#");
    table.get("VIEWER#" + viewer, "PROFILE");
    table.get("CREATOR#" + asked.getString("creator", ""), "PROFILE");
    Item head = table.newest(sender, "ENTRY#");
    long coins = price(policy, asked) * asked.getLong("quantity", 1);
    Item gift =
        Item.key(sender, "GIFT#" + header(event, "idempotency-key"))
            .with("creator", asked.getString("creator", ""))
            .with("gift", asked.getString("gift", ""))
            .with("quantity", asked.getLong("quantity", 1))
            .with("coins", coins)
            .with("targetId", asked.getString("live_stream", ""))
            .with("status", "SENT");
    Item state = head.state();
    Item entry = head.next("gift_sent", state.with("everSpent", state.number("everSpent") + coins));
    table.insert(gift);
    table.insert(entry);
    return reply(201, Json.object().add("status", "sent").add("coins", coins));
  }

  private static long price(Item policy, JsonObject asked) {
    JsonObject document = Json.parse(policy.attribute("document").s()).asObject();
    for (JsonValue gift : document.get("gifts").asArray()) {
      if (gift.asObject().getString("id", "").equals(asked.getString("gift", ""))) {
        return gift.asObject().getLong("coins", 0);
      }
    }
    throw new IllegalArgumentException("no such gift");
  }
}
