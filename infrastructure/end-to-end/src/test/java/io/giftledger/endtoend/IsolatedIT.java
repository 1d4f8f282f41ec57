package io.giftledger.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.endtoend.Api.Answer;
import io.giftledger.local.LocalRuntime;
import io.giftledger.local.Seed;
import org.junit.jupiter.api.Test;

/** Every deployable jar, run as Lambda runs it: a JVM of its own and AWS's runtime client. */
class IsolatedIT {

  @Test
  void a_gift_and_a_withdrawal_go_through_the_deployable_jars() throws Exception {
    try (LocalRuntime runtime =
            LocalRuntime.start(EconomyIT.TEMPLATE, 0, null, LocalRuntime.Mode.ISOLATED);
        Api api = new Api(runtime.url(), runtime::token)) {
      Seed seed = new Seed(runtime.aws().dynamoDb(), runtime.aws().tableName());
      seed.policy();
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

      EconomyIT.assertBalanced(EconomyIT.books(runtime));
    }
  }
}
