package io.giftledger.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import giftledger.client.ApiClient;
import giftledger.client.ApiException;
import giftledger.client.api.CoinsApi;
import giftledger.client.api.EarningsApi;
import giftledger.client.api.GiftsApi;
import giftledger.client.api.WalletApi;
import giftledger.client.model.Gift;
import giftledger.client.model.GiftRequest;
import giftledger.client.model.Recharge;
import giftledger.client.model.RechargeRequest;
import io.giftledger.economy.creator.CreatorProfile;
import org.junit.jupiter.api.Test;

/** A client that openapi-generator made of openapi.yaml plays the README's story. */
class ClientIT {

  @Test
  void a_generated_client_buys_coins_sends_a_gift_and_sees_what_it_earned() throws Exception {
    try (LocalRuntime runtime =
        LocalRuntime.start(EconomyIT.TEMPLATE, 0, null, LocalRuntime.Mode.IN_PROCESS)) {
      Seed seed = new Seed(runtime.aws().dynamoDb(), runtime.aws().tableName());
      seed.policy();
      seed.creator(CreatorProfile.inGoodStanding("luna", 12_500, "US"));
      ApiClient alice = client(runtime, "alice");
      CoinsApi coins = new CoinsApi(alice);
      GiftsApi gifts = new GiftsApi(alice);

      Recharge opened =
          coins.createRecharge(
              Api.newKey(),
              new RechargeRequest()._package("coins-1000").paymentMethod("sandbox_card"));
      assertEquals(Recharge.StatusEnum.AWAITING_PAYMENT, opened.getStatus());
      Api.await(
          "payment",
          () -> coins.getRecharge(opened.getId()).getStatus() == Recharge.StatusEnum.PAID);
      assertEquals(1_000, new WalletApi(alice).getWallet().getCoins());

      GiftRequest panda =
          new GiftRequest()
              .creator("luna")
              .gift("panda")
              .quantity(1L)
              .liveStream("luna-live-1")
              .coins(5L);
      String key = Api.newKey();
      Gift sent = gifts.sendGift(key, panda);
      assertEquals(sent, gifts.sendGift(key, panda));
      assertEquals(995, sent.getWalletCoins());
      ApiException refused =
          assertThrows(ApiException.class, () -> gifts.sendGift(Api.newKey(), panda.coins(4L)));
      assertEquals(409, refused.getCode());
      assertTrue(refused.getResponseBody().contains("\"code\":\"price_changed\""));

      EarningsApi earnings = new EarningsApi(client(runtime, "luna"));
      Api.await("conversion", () -> earnings.getEarnings().getDiamonds() == 2);
      String conversion = gifts.getGift(sent.getId()).getConversion();
      assertEquals("2.5", earnings.getConversion(conversion).getGifts().getFirst().getEarned());
    }
  }

  private static ApiClient client(LocalRuntime runtime, String user) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(runtime.url());
    client.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer " + runtime.token(user)));
    return client;
  }
}
