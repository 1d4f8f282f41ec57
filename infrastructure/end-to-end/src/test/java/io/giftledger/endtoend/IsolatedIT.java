package io.giftledger.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.policy.Policy;
import io.giftledger.endtoend.Api.Answer;
import io.giftledger.local.LocalRuntime;
import io.giftledger.local.Seed;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every deployable jar, run as Lambda runs it: a JVM of its own and AWS's runtime client. */
class IsolatedIT {

  private static final int GIFTS_PER_SECOND = 1;

  @Test
  void a_gift_and_a_withdrawal_go_through_the_deployable_jars() throws Exception {
    try (LocalRuntime runtime =
            LocalRuntime.start(LocalEconomy.TEMPLATE, 0, null, LocalRuntime.Mode.ISOLATED);
        Api api = new Api(runtime.url(), runtime::token)) {
      Seed seed = new Seed(runtime.aws().dynamoDb(), runtime.aws().tableName());
      new DynamoDbTable(runtime.aws().dynamoDb(), runtime.aws().tableName())
          .replace(
              Policy.item(
                  1,
                  Policy.trial()
                      .text("document")
                      .replace(
                          "\"giftsPerSecond\": 99", "\"giftsPerSecond\": " + GIFTS_PER_SECOND)));
      seed.creator(CreatorProfile.inGoodStanding("luna", 5_000, "US"));

      for (int times = 0; times < 3; times++) api.recharge("alice", "coins-10000");
      Answer sent = api.post("alice", "/v1/gifts", Api.newKey(), Api.gift("luna", "lion", "1"));
      assertEquals(201, sent.status(), sent::toString);
      Api.await("conversion", () -> api.get("luna", "/v1/earnings").number("diamonds") == 14_999);
      api.put(
          "luna",
          "/v1/payout-methods/bank",
          "{\"provider\":\"sandbox\",\"token\":\"sandbox_bank_ok\"}");
      Answer withdrawal =
          api.post(
              "luna",
              "/v1/withdrawals",
              Api.newKey(),
              "{\"diamonds\":14999,\"payout_method\":\"bank\"}");
      assertEquals(201, withdrawal.status(), withdrawal::toString);
      Api.await(
          "payout",
          () ->
              api.get("luna", "/v1/withdrawals/" + withdrawal.text("id"))
                  .text("status")
                  .equals("paid"));

      more_gifts_in_a_second_than_one_may_send_are_refused_until_the_next(api);

      LocalEconomy.assertBalanced(LocalEconomy.books(runtime));
    }
  }

  private static void more_gifts_in_a_second_than_one_may_send_are_refused_until_the_next(Api api)
      throws Exception {
    api.recharge("alice", "coins-100");
    long coins = api.get("alice", "/v1/wallet").number("coins");
    String rose = Api.gift("luna", "rose", "1");
    String key = "";
    Optional<Answer> refused = Optional.empty();
    // Of so many that follow each other at once, some two are in one second.
    for (int sent = 0; sent < 30 && refused.isEmpty(); sent++) {
      key = Api.newKey();
      Answer answer = api.post("alice", "/v1/gifts", key, rose);
      if (answer.status() == 201) coins--;
      else refused = Optional.of(answer);
    }
    Answer tooMany = refused.orElseThrow();
    assertEquals(429, tooMany.status(), tooMany::toString);
    assertEquals("too_many_gifts", tooMany.code());
    assertEquals(GIFTS_PER_SECOND, tooMany.number("gifts_per_second"));
    assertEquals(coins, api.get("alice", "/v1/wallet").number("coins"));
    Thread.sleep(1_000 * tooMany.headers().firstValueAsLong("Retry-After").orElseThrow());
    assertEquals(201, api.post("alice", "/v1/gifts", key, rose).status());
    assertEquals(coins - 1, api.get("alice", "/v1/wallet").number("coins"));
  }
}
