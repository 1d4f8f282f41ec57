package io.giftledger.endtoend;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import giftledger.client.ApiClient;
import giftledger.client.ApiException;
import giftledger.client.api.CoinsApi;
import giftledger.client.api.EarningsApi;
import giftledger.client.api.GiftsApi;
import giftledger.client.api.WalletApi;
import giftledger.client.model.Entry;
import giftledger.client.model.Gift;
import giftledger.client.model.GiftRequest;
import giftledger.client.model.Recharge;
import giftledger.client.model.RechargeRequest;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.local.LocalRuntime;
import io.giftledger.local.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that openapi-generator made of openapi.yaml play the README's story. */
class ClientIT {

  private static final Path TYPESCRIPT = Path.of("target/typescript");

  private static LocalRuntime runtime;

  @BeforeAll
  static void start() throws InterruptedException {
    runtime = LocalRuntime.start(LocalEconomy.TEMPLATE, 0, null, LocalRuntime.Mode.IN_PROCESS);
    Seed seed = new Seed(runtime.aws().dynamoDb(), runtime.aws().tableName());
    seed.policy();
    seed.creator(CreatorProfile.inGoodStanding("luna", 12_500, "US"));
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  /** With node, the compiler out of npm; its own checks are a part of the test. */
  @Test
  void a_generated_client_in_typescript_does_so_too() throws Exception {
    assumeTrue(runs("node", "--version") && runs("npm", "--version"), "there is no node with npm");
    try (Stream<Path> files = Files.list(Path.of("src/clients/typescript"))) {
      for (Path file : files.toList()) {
        Files.copy(
            file, TYPESCRIPT.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    assumeTrue(
        runs("npm", "install", "--no-save", "--no-package-lock", "typescript@5.9.3"),
        "npm has no typescript");

    assertTrue(runs("node", "node_modules/typescript/bin/tsc", "-p", "."));
    assertTrue(
        runs("node", "out/story.js", runtime.url(), runtime.token("alice"), runtime.token("luna")));
  }

  /** Whether a program is there, and ends well. */
  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .directory(TYPESCRIPT.toFile())
              .inheritIO()
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  @Test
  void a_generated_client_buys_coins_sends_a_gift_and_sees_what_it_earned() throws Exception {
    ApiClient alice = client("alice");
    CoinsApi coins = new CoinsApi(alice);
    GiftsApi gifts = new GiftsApi(alice);

    Recharge opened =
        coins.createRecharge(
            Api.newKey(),
            new RechargeRequest()._package("coins-1000").paymentMethod("sandbox_card"));
    assertEquals(Recharge.StatusEnum.AWAITING_PAYMENT, opened.getStatus());
    Api.await(
        "payment", () -> coins.getRecharge(opened.getId()).getStatus() == Recharge.StatusEnum.PAID);
    WalletApi wallet = new WalletApi(alice);
    long bought = wallet.getWallet().getCoins();
    // The client names the table, too, among all that the API answers with.
    assertEquals(
        Entry.KindEnum.RECHARGED,
        wallet.listWalletEntries(null, null, null, null).getEntries().getFirst().getKind());

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
    assertEquals(bought - 5, sent.getWalletCoins());
    ApiException refused =
        assertThrows(ApiException.class, () -> gifts.sendGift(Api.newKey(), panda.coins(4L)));
    assertEquals(409, refused.getCode());
    assertTrue(refused.getResponseBody().contains("\"code\":\"price_changed\""));

    EarningsApi earnings = new EarningsApi(client("luna"));
    Api.await("conversion", () -> gifts.getGift(sent.getId()).getConversion() != null);
    String conversion = requireNonNull(gifts.getGift(sent.getId()).getConversion());
    assertEquals("2.5", earnings.getConversion(conversion).getGifts().getFirst().getEarned());
  }

  private static ApiClient client(String user) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(runtime.url());
    client.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer " + runtime.token(user)));
    return client;
  }
}
