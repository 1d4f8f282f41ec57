package io.giftledger.bench.floor;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The calls for a batch of the conversions queue. */
public final class Convert extends Floor {

  private final Table table = new Table();

  @Override
  JsonObject answer(JsonObject event) {
    JsonObject batch = message(event);
    String earnings = "EARNINGS#" + batch.getString("creator", "");
    Item head = table.newest(earnings, "ENTRY#");
    List<TransactWriteItem> writes = new ArrayList<>();
    long points = head.state().number("points");
    for (JsonValue line : batch.get("gifts").asArray()) {
      String[] words = line.asString().split(" ", -1);
      points += Long.parseLong(words[5]);
      writes.add(
          table.moved(
              Item.key("WALLET#" + words[0], "GIFT#" + words[1]),
              "SENT",
              new Item().with("status", "CONVERTED").with("conversion", 2)));
    }
    writes.add(table.inserted(head.next("gifts_converted", head.state().with("points", points))));
    writes.add(table.inserted(Item.key(earnings, "CONVERSION#000000000002")));
    table.transact(writes);
    return allHandled();
  }
}
