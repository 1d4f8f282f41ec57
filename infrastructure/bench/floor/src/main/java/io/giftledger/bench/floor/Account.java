package io.giftledger.bench.floor;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;

/** The call of {@code GET /v1/wallet}. */
public final class Account extends Floor {

  private final Table table = new Table();

  @Override
  JsonObject answer(JsonObject event) {
    Item head = table.newest("WALLET#" + caller(event), "ENTRY#");
    return reply(200, Json.object().add("spent", head.state().number("everSpent")));
  }
}
