package io.giftledger.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.live.Faults;
import io.giftledger.endtoend.Api.Answer;
import io.giftledger.local.Local;
import io.giftledger.local.LocalRuntime;
import io.giftledger.local.Options;
import io.giftledger.local.TokenIssuer;
import io.giftledger.verify.Counts;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many gifts to one creator, with every queue message delivered twice, and the runtime killed in
 * the middle. {@code -Dgifts=10000} for more than the usual number.
 */
class KillIT {

  private static final int GIFTS = Integer.getInteger("gifts", 600);
  private static final int SENDERS = 50;
  private static final int CLIENTS = 16;

  @Test
  void a_runtime_killed_in_the_middle_loses_and_doubles_nothing(@TempDir Path data)
      throws Exception {
    assumeTrue(EmbeddedAws.keepsData(), "LocalStack's container ends with this process");
    int port = freePort();
    AtomicInteger sent = new AtomicInteger();
    Process first = startRuntime(port, data);
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      String url = "http://localhost:" + port;
      awaitServing(url);
      TokenIssuer issuer = TokenIssuer.start(url + "/issuer", data);
      Api api = new Api(url, user -> issuer.token(user, Instant.now().plusSeconds(3_600)));
      for (int sender = 0; sender < SENDERS; sender++)
        api.recharge("sender-" + sender, "coins-500");

      List<Future<?>> gifts = new ArrayList<>();
      for (int number = 0; number < GIFTS; number++) {
        String sender = "sender-" + number % SENDERS;
        String key = "gift-" + number;
        gifts.add(clients.submit(() -> sendUntilAnswered(api, sender, key, sent)));
      }
      awaitGifts("half of the gifts", () -> sent.get() >= GIFTS / 2);
      first.destroyForcibly().waitFor();

      Options again = new Options(port, data, LocalRuntime.Mode.IN_PROCESS, 2, Faults.NONE, false);
      try (LocalRuntime second = LocalRuntime.start(LocalEconomy.TEMPLATE, again)) {
        for (Future<?> gift : gifts) gift.get();
        awaitGifts(
            "all conversions",
            () -> api.get(Local.CREATOR, "/v1/earnings").number("points") >= GIFTS);
        Counts books = LocalEconomy.books(second);
        assertEquals(GIFTS, books.balance(ChartOfAccounts.COINS_SPENT, Assets.COIN));
        assertEquals(GIFTS, -books.balance(ChartOfAccounts.POINTS_ISSUED, Assets.POINT));
        assertEquals(0, books.balance(ChartOfAccounts.GIFTS_IN_TRANSIT, Assets.COIN));
        assertEquals(SENDERS * 500L - GIFTS, books.balance(ChartOfAccounts.WALLET, Assets.COIN));
        Answer earnings = api.get(Local.CREATOR, "/v1/earnings");
        assertEquals(GIFTS / 2, earnings.number("diamonds"));
        LocalEconomy.assertBalanced(books);
      }
      api.close();
    } finally {
      clients.shutdownNow();
      first.destroyForcibly();
    }
  }

  /** As an app should: the same request with the same key until there is an answer. */
  private static void sendUntilAnswered(Api api, String sender, String key, AtomicInteger sent) {
    Instant deadline = Instant.now().plusSeconds(600);
    while (Instant.now().isBefore(deadline)) {
      try {
        Answer answer = api.post(sender, "/v1/gifts", key, Api.gift(Local.CREATOR, "rose", "1"));
        if (answer.status() == 201) {
          sent.incrementAndGet();
          return;
        }
        assertTrue(answer.status() >= 500, answer::toString);
      } catch (IOException killed) {
        // No answer: it may have happened.
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
      pause();
    }
    throw new AssertionError("no answer to " + key);
  }

  private static void awaitGifts(String what, Callable<Boolean> done) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
    while (!done.call()) {
      assertTrue(System.nanoTime() < deadline, what);
      pause();
    }
  }

  private static void awaitServing(String url) throws Exception {
    Api probe = new Api(url, user -> "");
    Api.await(
        "a start",
        () -> {
          try {
            return probe.send(probe.request("/issuer/jwks.json")).status() == 200;
          } catch (IOException notYet) {
            return false;
          }
        });
    probe.close();
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private static Process startRuntime(int port, Path data) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx768m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-classpath",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Local.class.getName(),
            "--port",
            Integer.toString(port),
            "--data",
            data.toString(),
            "--deliver-twice")
        .directory(new File("../.."))
        .redirectErrorStream(true)
        .redirectOutput(data.resolve("first.log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
