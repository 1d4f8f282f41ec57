package io.giftledger.bench.floor;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;

/** The calls of {@code GET /v1/wallet}. */
public final class Account extends Floor {

  private final Table table = new Table();

  @Override
  JsonObject answer(JsonObject event) {
    String viewer = caller(event);
    Item head = table.newest("WALLET#" + viewer, "ENTRY#");
    table.get("VIEWER#" + viewer, "PROFILE");
    Json.parse(table.newest("POLICY", "VERSION#").attribute("document").s());
    table.get("WALLET#" + viewer, "OPEN#RECHARGES");
    return reply(200, Json.object().add("spent", head.state().number("everSpent")));
  }
}
