package io.giftledger.bench.floor;

import com.eclipsesource.json.JsonObject;

/** Makes no call: what the runtime itself costs, and all that a cache of the runtime knows. */
public final class Nothing extends Floor {

  @Override
  JsonObject answer(JsonObject event) {
    return reply(200, new JsonObject());
  }
}
