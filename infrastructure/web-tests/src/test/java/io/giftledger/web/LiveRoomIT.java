package io.giftledger.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsFocusedOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.policy.Policy;
import io.giftledger.emulator.live.EventServer;
import io.giftledger.emulator.live.Faults;
import io.giftledger.local.LocalRuntime;
import io.giftledger.local.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages, as people use them, on the whole system. */
class LiveRoomIT {

  private static final Path TEMPLATE = Path.of("../../template.yaml");
  private static final String CREATOR = "luna";
  private static final String ROOM = "luna-live-1";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final HasTextOptions AT_LAST = new HasTextOptions().setTimeout(30_000);

  private static final ContainsTextOptions CONTAINED_AT_LAST =
      new ContainsTextOptions().setTimeout(30_000);

  private static LocalRuntime runtime;
  private static Browser browser;

  @BeforeAll
  static void start() throws InterruptedException {
    Browser.assumeThereIsOne();
    runtime = LocalRuntime.start(TEMPLATE, 0, null, LocalRuntime.Mode.IN_PROCESS);
    var seed = new Seed(runtime.aws().dynamoDb(), runtime.aws().tableName());
    policy();
    seed.creator(CreatorProfile.inGoodStanding(CREATOR, 12_500, "US"));
    browser = Browser.start(runtime.url(), runtime::token);
  }

  /** The trial's, with a challenge of each room's viewers that is on whatever day it is. */
  private static void policy() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    String document =
        Policy.trial()
            .text("document")
            .replace(
                "\"fanBadgeDays\"",
                """
                "challenges": [{"id": "%s", "name": "Fill the sky", "side": "viewers", "goalCoins": 500,
                  "firstDay": "%s", "lastDay": "%s", "awardDiamonds": 100}], "fanBadgeDays"
                """
                    .formatted("fill-the-sky", today.minusDays(1), today.plusDays(1)));
    new DynamoDbTable(runtime.aws().dynamoDb(), runtime.aws().tableName())
        .replace(Policy.item(1, document));
  }

  @AfterAll
  static void stop() {
    if (browser != null) browser.close();
    if (runtime != null) runtime.close();
  }

  @AfterEach
  void pages_complained_of_nothing() {
    runtime.aws().events().have(Faults.NONE);
    browser.closeWindows();
    assertEquals(List.of(), browser.complaints());
  }

  // ---- What the pages' modules promise ----------------------------------------------------------

  @Test
  void whatever_is_lost_doubled_and_reordered_the_room_ends_with_the_snapshots_totals() {
    Page page = nobody();
    Object ends =
        page.evaluate(
            """
            async () => {
              const {Room} = await import(document.querySelector('script').src.replace('main.js', 'room.js'));
              let seed = 7;
              const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
              const faults = [];
              for (let round = 0; round < 50; round++) {
                const gifts = [];
                for (let i = 0; i < 100; i++) {
                  const combo = Math.floor(i / 7);
                  gifts.push({id: `g${i}`, sender: 'alice', creator: 'luna', gift: 'rose', quantity: 1, coins: 1 + (i % 5), paid_coins: i % 3,
                    combo: {id: `g${combo * 7}`, count: (i % 7) + 1}, at: new Date(1e12 + i).toISOString()});
                }
                const coins = gifts.reduce((sum, gift) => sum + gift.coins, 0);
                const paid = (n) => gifts.slice(0, n).reduce((sum, gift) => sum + gift.paid_coins, 0);
                const room = new Room();
                let shown = 0;
                room.addEventListener('gift', () => shown++);
                const upTo = (n) => ({as_of: `${n}`, gifts: n, combos: [], board: [],
                  coins: gifts.slice(0, n).reduce((sum, gift) => sum + gift.coins, 0),
                  challenges: [{id: 'c', creator: 'luna', coins: paid(n), goal_coins: 99, reached: false, ends_at: '2100-01-01T00:00:00Z'}],
                  recent: gifts.slice(Math.max(0, n - 30), n).reverse()});
                room.snapshot(upTo(0));
                const frames = gifts.filter(() => random() > 0.2).flatMap((gift) => (random() < 0.2 ? [gift, gift] : [gift]));
                for (let i = 1; i < frames.length; i++) {
                  if (random() < 0.2) [frames[i - 1], frames[i]] = [frames[i], frames[i - 1]];
                }
                frames.forEach((gift, i) => {
                  room.frame({gifts: [gift]});
                  if (i % 9 === 0) room.snapshot(upTo(Number(gift.id.slice(1))));
                });
                room.snapshot(upTo(40));
                room.snapshot(upTo(100));
                if (room.totals.gifts !== 100 || room.totals.coins !== coins) faults.push(JSON.stringify(room.totals));
                const [challenge] = room.challenges;
                if (challenge.coins !== paid(100) || !challenge.reached) faults.push(JSON.stringify(challenge));
                if (room.count('g91') !== 7) faults.push(`combo ${room.count('g91')}`);
                if (shown > 100) faults.push(`shown ${shown}`);
              }
              return faults;
            }
            """);
    assertEquals(List.of(), ends);
  }

  @Test
  void great_effects_play_one_by_one_dearest_first_and_three_small_ones_at_once() {
    Page page = nobody();
    Object played =
        page.evaluate(
            """
            async () => {
              const {EffectQueue} = await import(document.querySelector('script').src.replace('main.js', 'queue.js'));
              const played = [];
              const ends = [];
              let atOnce = 0;
              let most = 0;
              const queue = new EffectQueue({
                playFull: async (effect) => { played.push(effect.coins); await null; },
                playSmall: (effect) => {
                  most = Math.max(most, ++atOnce);
                  let grown = effect.count;
                  return {grow: (more) => (grown = more.count), ended: new Promise((end) => ends.push(() => { atOnce--; end(); }))};
                },
              });
              for (let i = 0; i < 30; i++) queue.offer({kind: 'full_screen', coins: 1000 + ((i * 7) % 30), key: `k${i}`, count: 1});
              const waiting = queue.waiting;
              while (ends.length) { ends.shift()(); await new Promise((next) => setTimeout(next)); }
              return {waiting, most, first: played[0], rest: played.slice(1), left: queue.lanes};
            }
            """);
    JsonNode ended = JSON.valueToTree(played);
    assertEquals(20, ended.path("waiting").asInt());
    assertEquals(3, ended.path("most").asInt());
    assertEquals(0, ended.path("left").asInt());
    assertEquals(20, ended.path("rest").size());
    for (int i = 0; i < 20; i++) assertEquals(1029 - i, ended.path("rest").path(i).asInt());
  }

  /**
   * A frame has the newest of a combo's gifts; the snapshot brings the others, when all is over.
   */
  @Test
  void a_combo_that_was_shown_is_not_shown_again_as_less() {
    Page page = nobody();
    Object played =
        page.evaluate(
            """
            async () => {
              const {EffectQueue} = await import(document.querySelector('script').src.replace('main.js', 'queue.js'));
              const lanes = [];
              const full = [];
              const queue = new EffectQueue({
                playFull: async (effect) => full.push(effect.count),
                playSmall: (effect) => {
                  const lane = {counts: [effect.count]};
                  lanes.push(lane);
                  return {grow: ({count}) => lane.counts.push(count), ended: new Promise((end) => (lane.end = end))};
                },
              });
              const ended = () => new Promise((next) => { lanes.at(-1).end(); setTimeout(next); });
              const offer = (key, count, kind = 'small') => queue.offer({kind, coins: 1, key, count});
              queue.grow('a', 4);
              const news = [offer('a', 4)];
              await ended();
              for (const count of [1, 2, 3]) news.push(offer('a', count));
              // It goes on after its lane has ended.
              news.push(offer('a', 5));
              await ended();
              // The page knows how long it is before it has any of its gifts.
              queue.grow('b', 6);
              for (const count of [2, 3]) news.push(offer('b', count));
              await ended();
              offer('c', 2, 'full_screen');
              offer('c', 1, 'full_screen');
              await ended();
              return {news, lanes: lanes.map(({counts}) => counts.join()), full};
            }
            """);
    JsonNode told = JSON.valueToTree(played);
    assertEquals(JSON.valueToTree(List.of("4", "5", "6,6", "2")), told.path("lanes"));
    assertEquals(
        JSON.valueToTree(List.of(true, false, false, false, true, true, true)), told.path("news"));
    assertEquals(JSON.valueToTree(List.of(2)), told.path("full"));
  }

  @Test
  void a_tap_is_kept_until_it_is_answered_or_expires_and_keeps_its_key() {
    Page page = nobody();
    Object sent =
        page.evaluate(
            """
            async () => {
              const {Outbox} = await import(document.querySelector('script').src.replace('main.js', 'outbox.js'));
              const kept = new Map();
              const storage = {getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v)};
              const keys = [];
              let answers = [false, true, true];
              const first = new Outbox('alice', async (entry) => { keys.push(entry.key); return answers.shift(); }, storage);
              first.add({gift: 'rose'});
              first.add({gift: 'rose'});
              while (first.entries.length) await new Promise((next) => setTimeout(next, 50));
              const retried = keys.length === 3 && keys[0] === keys[1] && keys[1] !== keys[2];
              // The page is closed before an answer; another one takes over.
              const closed = new Outbox('alice', () => new Promise(() => {}), storage);
              const {key} = closed.add({gift: 'panda'});
              const reopened = [];
              await new Outbox('alice', async (entry) => { reopened.push(entry.key); return true; }, storage).flush();
              // What has expired is not sent.
              kept.set('giftledger.outbox.alice', JSON.stringify([{key: 'old', gift: {}, expires: new Date(0).toISOString()}]));
              await new Outbox('alice', async (entry) => { reopened.push(entry.key); return true; }, storage).flush();
              return {retried, took: reopened.length === 1 && reopened[0] === key, left: JSON.parse(kept.get('giftledger.outbox.alice')).length};
            }
            """);
    JsonNode told = JSON.valueToTree(sent);
    assertTrue(told.path("retried").asBoolean(), told.toString());
    assertTrue(told.path("took").asBoolean(), told.toString());
    assertEquals(0, told.path("left").asInt(-1), told.toString());
  }

  @Test
  void of_what_was_missed_all_is_counted_and_only_what_was_a_moment_ago_is_played() {
    Page page = nobody();
    Object played =
        page.evaluate(
            """
            async () => {
              const {Room} = await import(document.querySelector('script').src.replace('main.js', 'room.js'));
              const room = new Room();
              const played = [];
              room.addEventListener('gift', ({detail}) => played.push(detail.id));
              const gift = (id, at) => ({id, sender: 'a', creator: 'luna', gift: 'rose', quantity: 1, coins: 1, combo: {id, count: 1}, at});
              const old = gift('old', '2027-01-01T00:00:00Z');
              const missed = gift('missed', '2027-01-01T01:00:00Z');
              const fresh = gift('fresh', '2027-01-01T01:59:30Z');
              room.snapshot({as_of: '2027-01-01T00:00:01Z', gifts: 1, coins: 1, recent: [old]});
              room.snapshot({as_of: '2027-01-01T02:00:00Z', gifts: 3, coins: 3, recent: [fresh, missed, old]});
              return [...played, room.totals.gifts, room.feed.length];
            }
            """);
    assertEquals(List.of("fresh", 3, 3), played);
  }

  @Test
  void who_slept_while_its_socket_ended_connects_again_when_it_wakes_and_not_before() {
    Page page = nobody();
    Object sockets =
        page.evaluate(
            """
            async () => {
              const {Live} = await import(document.querySelector('script').src.replace('main.js', 'live.js'));
              const made = [];
              window.WebSocket = class {
                constructor() { made.push(this); }
                send() {}
                close() { this.closed = true; }
              };
              const live = new Live({http: 'http://here', realtime: 'ws://here'}, '/room/a', () => 'token');
              const wake = () => document.dispatchEvent(new Event('visibilitychange'));
              const hear = (type) => made.at(-1).onmessage({data: JSON.stringify({type})});
              const counts = [];
              made[0].onopen();
              hear('connection_ack');
              hear('subscribe_success');
              wake();
              counts.push(made.length);
              const now = Date.now;
              Date.now = () => now() + 100_000;
              hear('ka');
              wake();
              counts.push(made.length);
              Date.now = () => now() + 300_000;
              wake();
              wake();
              counts.push(made.length);
              live.close();
              return {counts, closed: made.map((socket) => Boolean(socket.closed))};
            }
            """);
    JsonNode told = JSON.valueToTree(sockets);
    assertEquals(JSON.valueToTree(List.of(1, 1, 2)), told.path("counts"));
    assertEquals(JSON.valueToTree(List.of(true, true)), told.path("closed"));
  }

  @Test
  void a_channel_is_escaped_and_cut() {
    Page page = nobody();
    Object channels =
        page.evaluate(
            """
            async () => {
              const {channel} = await import(document.querySelector('script').src.replace('main.js', 'channel.js'));
              return [channel('room', 'luna-live-1'), channel('creator', 'a.b_c:d|e+f'), channel('room', 'x'.repeat(120))];
            }
            """);
    assertEquals(
        List.of(
            "/room/luna--live--1",
            "/creator/a-db-uc-cd-pe-af",
            "/room/%s/%s/%s".formatted("x".repeat(50), "x".repeat(50), "x".repeat(20))),
        channels);
  }

  // ---- People -----------------------------------------------------------------------------------

  @Test
  void somebody_signs_in_tops_up_and_sends_a_gift() {
    Page page = browser.window(ColorScheme.LIGHT, 390, 844);
    List<String> elsewhere = new ArrayList<>();
    page.onRequest(
        request -> {
          if (request.url().contains("stripe")) elsewhere.add(request.url());
        });
    page.navigate(browser.url() + "/");
    page.getByText("Sign in").click();
    page.locator("button[value=bob]").click();
    page.locator("#tab-wallet").click();
    page.locator("[data-offer=coins-100]").click();
    assertThat(page.locator("[data-balance]")).hasText("100", AT_LAST);
    // The module that would have it is the page's own.
    assertTrue(
        elsewhere.stream().allMatch(url -> url.startsWith(browser.url())), elsewhere::toString);
    page.locator("#tab-gifts").click();
    page.locator(".dock .primary").click();
    assertThat(page.locator(".combo b")).hasText("×1");
    page.locator(".combo").click();
    page.locator(".combo").click();
    assertThat(page.locator(".balance b")).hasText("97");
    assertThat(page.locator(".feed li").first()).containsText("Rose");
    assertEquals(97, get("bob", "/v1/wallet").path("coins").asInt());
    page.locator("#tab-board").click();
    assertThat(page.locator("[data-ranking=day]")).containsText(CREATOR, CONTAINED_AT_LAST);
    assertThat(page.locator(".board .badge").first()).containsText("♥", CONTAINED_AT_LAST);
    assertThat(page.locator(".feed .badge").first()).containsText("♥", CONTAINED_AT_LAST);
    page.locator("label:has-text('This week')").click();
    assertThat(page.locator("[data-ranking=week]")).containsText(CREATOR, CONTAINED_AT_LAST);
  }

  @Test
  void who_signs_out_is_signed_out_at_the_identity_provider_too() throws IOException {
    Page page = signedIn("bob");
    Request left =
        page.waitForRequest(
            request -> request.url().contains("/issuer/logout?"),
            () -> page.getByText("Sign out").click());
    assertThat(page.getByText("Sign in")).isVisible();
    page.waitForURL(browser.url() + "/");
    Map<String, String> said = query(left.url());
    assertEquals("giftledger-web", said.get("client_id"));
    assertEquals(browser.url() + "/", said.get("post_logout_redirect_uri"));
    assertEquals(browser.url() + "/", said.get("logout_uri"));
    String idToken = said.getOrDefault("id_token_hint", "");
    byte[] claims = Base64.getUrlDecoder().decode(idToken.split("\\.")[1]);
    assertEquals("bob", JSON.readTree(claims).path("sub").asText());
    assertEquals("[]", stored(page));
  }

  /** It is down, or it publishes no way to. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{}"})
  void who_signs_out_where_the_identity_provider_cannot_be_told_is_signed_out_here(String answer) {
    Page page = signedIn("bob");
    page.route(
        "**/openid-configuration",
        route -> {
          if (answer.isEmpty()) route.abort();
          else route.fulfill(new Route.FulfillOptions().setBody(answer));
        });
    page.waitForRequest("**/config.json", () -> page.getByText("Sign out").click());
    assertThat(page.getByText("Sign in")).isVisible();
    assertEquals(browser.url() + "/", page.url());
    assertEquals("[]", stored(page));
  }

  private static Page signedIn(String user) {
    Page page = browser.window(ColorScheme.LIGHT, 390, 844);
    page.navigate(browser.url() + "/");
    page.getByText("Sign in").click();
    page.locator("button[value=%s]".formatted(user)).click();
    page.locator("#tab-wallet").click();
    return page;
  }

  private static Object stored(Page page) {
    return page.evaluate("() => JSON.stringify(Object.keys(sessionStorage))");
  }

  private static Map<String, String> query(String url) {
    return Arrays.stream(URI.create(url).getRawQuery().split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
  }

  @Test
  void coins_that_run_out_in_a_combo_let_its_counter_fall_back_to_what_was_charged() {
    buy("ned", 100);
    Page page = browser.phone("ned", "#/watch/" + CREATOR + "/" + ROOM);
    assertThat(page.locator(".balance b")).hasText("100", AT_LAST);
    // On another device; this page does not know of it.
    send("ned", "panda", 19);
    send("ned", "ice-cream-cone", 4);
    page.evaluate(
        """
        async () => {
          document.querySelector('.dock .primary').click();
          while (!document.querySelector('.combo')) await new Promise((next) => setTimeout(next, 5));
          document.querySelector('.combo').click();
          await new Promise((next) => setTimeout(next, 5));
          window.counted = document.querySelector('.combo b').textContent;
        }
        """);
    assertThat(page.locator(".notice")).containsText("Not enough coins");
    assertEquals("×2", page.evaluate("() => window.counted"));
    assertThat(page.locator(".combo b")).hasText("×1");
    assertThat(page.locator(".balance b")).hasText("0");
    assertEquals(0, get("ned", "/v1/wallet").path("coins").asInt());
  }

  @Test
  void a_tap_of_whose_token_has_just_ended_is_sent_when_they_are_signed_in_again() {
    buy("tia", 100);
    String place = "#/watch/" + CREATOR + "/" + ROOM;
    Page page = browser.phone("tia", place);
    assertThat(page.locator(".balance b")).hasText("100", AT_LAST);
    page.evaluate(
        "token => sessionStorage.setItem('giftledger.token', token)",
        runtime.token("tia", Instant.now().minusSeconds(60)));
    page.locator(".dock .primary").click();
    page.evaluate("() => document.querySelector('gl-viewer').hub.refresh()");
    assertThat(page.getByText("Sign in")).isVisible();
    assertEquals(100, get("tia", "/v1/wallet").path("coins").asInt());
    browser.open(page, "tia", place);
    assertThat(page.locator(".balance b")).hasText("99", AT_LAST);
    assertEquals(99, get("tia", "/v1/wallet").path("coins").asInt());
  }

  @Test
  void taps_of_a_page_that_was_closed_are_sent_by_the_next_one_and_each_counts_once() {
    buy("wes", 100);
    String place = "#/watch/" + CREATOR + "/" + ROOM;
    Page closed = browser.phone("wes", place);
    assertThat(closed.locator(".balance b")).hasText("100", AT_LAST);
    // The first is charged, and its answer lost.
    AtomicBoolean first = new AtomicBoolean(true);
    closed.route(
        "**/v1/gifts",
        route -> {
          if (first.getAndSet(false)) route.fetch();
          route.abort();
        });
    closed.locator(".dock .primary").click();
    closed.locator(".combo").click();
    closed.locator(".combo").click();
    closed.waitForFunction("() => document.querySelector('gl-viewer').outbox.entries.length === 3");
    for (int i = 0; i < 100 && get("wes", "/v1/wallet").path("coins").asInt() == 100; i++) {
      closed.waitForTimeout(50);
    }
    assertEquals(99, get("wes", "/v1/wallet").path("coins").asInt());
    Page next = closed.context().newPage();
    closed.close();
    browser.open(next, "wes", place);

    assertThat(next.locator(".balance b")).hasText("97", AT_LAST);
    next.waitForFunction("() => document.querySelector('gl-viewer').outbox.entries.length === 0");
    assertEquals(97, get("wes", "/v1/wallet").path("coins").asInt());
  }

  @Test
  void with_the_keyboard_alone_a_gift_is_chosen_and_sent() {
    buy("kim", 100);
    Page page = browser.phone("kim", "#/watch/" + CREATOR + "/" + ROOM);
    assertThat(page.locator(".balance b")).hasText("100", AT_LAST);
    page.locator("#tab-gifts").focus();
    page.keyboard().press("ArrowRight");
    assertThat(page.locator("#tab-board")).isFocused();
    page.keyboard().press("ArrowLeft");
    for (int i = 0; i < 10 && !focused(page, "input[name=gift]"); i++) page.keyboard().press("Tab");
    page.keyboard().press("ArrowRight");
    page.keyboard().press("ArrowRight");
    assertThat(page.locator("input[value=panda]")).isChecked();
    assertEquals(
        "solid",
        page.locator(".gift:has(input[value=panda])")
            .evaluate("gift => getComputedStyle(gift).outlineStyle"));
    page.keyboard().press("Enter");
    assertThat(page.locator(".balance b")).hasText("95", AT_LAST);
    for (int i = 0; i < 10 && !focused(page, ".combo"); i++) page.keyboard().press("Tab");
    page.keyboard().press("Space");
    assertThat(page.locator(".balance b")).hasText("90", AT_LAST);
  }

  @Test
  void whoever_presses_send_by_the_keyboard_stays_on_it_while_a_combo_goes_on_and_ends() {
    buy("kai", 100);
    Page page = browser.phone("kai", "#/watch/" + CREATOR + "/" + newRoom());
    assertThat(page.locator(".balance b")).hasText("100", AT_LAST);
    page.locator(".dock .primary").focus();
    page.keyboard().press("Enter");
    assertThat(page.locator(".dock .combo")).isFocused();
    page.keyboard().press("Space");
    assertThat(page.locator(".dock .combo b")).hasText("×2");
    assertThat(page.locator(".dock .primary")).isFocused(new IsFocusedOptions().setTimeout(30_000));
    page.keyboard().press("Enter");
    assertThat(page.locator(".balance b")).hasText("97", AT_LAST);
  }

  /** What one taps in another window is seen in this one, by the frames of the room. */
  @Test
  void two_windows_of_one_viewer_know_of_each_others_taps() {
    assumeLive();
    buy("ivy", 100);
    String place = "#/watch/" + CREATOR + "/" + newRoom();
    Page one = browser.phone("ivy", place);
    Page two = browser.phone("ivy", place);
    for (Page page : List.of(one, two)) {
      assertThat(page.locator(".balance b")).hasText("100", AT_LAST);
      assertThat(page.locator(".live")).hasText("Live", AT_LAST);
    }
    one.locator(".dock .primary").click();
    assertThat(two.locator(".balance b")).hasText("99", AT_LAST);
    two.locator(".dock button").click();
    assertThat(two.locator(".dock .combo b")).hasText("×2");
    assertThat(one.locator(".dock .combo b")).hasText("×2");
    one.locator(".dock .combo").click();
    assertThat(one.locator(".dock .combo b")).hasText("×3");
    assertThat(two.locator(".dock .combo b")).hasText("×3");
    for (Page page : List.of(one, two)) {
      assertThat(page.locator(".balance b")).hasText("97", AT_LAST);
    }
  }

  @Test
  void the_address_of_an_overlay_shows_a_room_and_does_nothing_else() {
    Page studio = browser.window(ColorScheme.LIGHT, 390, 844);
    browser.open(studio, CREATOR, "#/studio");
    studio.getByText("Make an address").click();
    studio.locator("button[value=" + CREATOR + "]").click();
    String address = studio.locator(".address input").inputValue();
    accessible(studio);

    Page overlay = browser.window(ColorScheme.DARK, 800, 450);
    overlay.navigate(address);
    assertThat(overlay.locator("gl-overlay gl-stage")).isAttached();
    assertThat(overlay.locator(".expired")).hasCount(0);
    Object channels =
        overlay.evaluate(
            """
            async () => {
              const {Live} = await import(document.querySelector('script').src.replace('main.js', 'live.js'));
              const {events} = await (await fetch('/config.json')).json();
              const asked = (channel) => new Promise((answer) => {
                const live = new Live(events, channel, () => sessionStorage.getItem('giftledger.token'));
                for (const said of ['subscribed', 'refused']) {
                  live.addEventListener(said, () => { live.close(); answer(said); });
                }
              });
              return [await asked('/room/luna--live--1'), await asked('/creator/luna')];
            }
            """);
    assertEquals(List.of("subscribed", "refused"), channels);
    String token = address.substring(address.indexOf("?token=") + "?token=".length());
    assertEquals(
        List.of(200, 200, 403, 403, 403),
        Stream.of(
                "/v1/rooms/" + ROOM + "/snapshot",
                "/v1/gifts/catalogue",
                "/v1/wallet",
                "/v1/earnings",
                "/v1/admin/proposals")
            .map(path -> status(token, path))
            .toList());
  }

  private static int status(String token, String path) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(URI.create(runtime.url() + path))
                  .header("Authorization", "Bearer " + token)
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_hostile_name_is_text() {
    Page page = browser.phone("alice", "#/watch/" + CREATOR + "/" + ROOM);
    assertThat(page.locator(".gift").first()).isVisible();
    page.evaluate(
        """
        () => {
          const {room} = document.querySelector('gl-viewer').hub;
          const names = ['<img src=x onerror=alert(1)>', '"><script>alert(2)</script>', '${alert(3)}', 'عمر', ''];
          names.forEach((name, i) => room.gift({id: `h${i}`, sender: 'x', display_name: name, creator: 'luna',
            gift: i ? '<svg onload=alert(4)>' : 'universe', quantity: 1, coins: i ? 1 : 34999, level: '<b>9</b>',
            combo: {id: `h${i}`, count: 1}, at: new Date(Date.now() + i).toISOString()}));
          room.snapshot({as_of: 'x', gifts: 1e6, coins: 5, recent: [], combos: [], board: [
            {rank: 1, viewer: 'x', display_name: '<iframe src="javascript:alert(5)">', coins: 1, gifts: 1}], challenges: [
            {id: 'c', name: '<script>alert(6)</script>', side: 'creator', creator: 'luna', coins: 5, goal_coins: 20, reached: false}]});
        }
        """);
    assertThat(page.locator(".below")).containsText("<img src=x onerror=alert(1)>");
    assertThat(page.locator(".goals")).containsText("<script>alert(6)</script>5 / 20");
    // Whichever way a name or a number is written, what is beside it stays where it is.
    assertThat(page.locator(".feed small bdi").first()).hasText("<svg onload=alert(4)>");
    assertThat(page.locator(".goals small bdi")).hasText(new String[] {"5", "20"});
    page.locator("#tab-board").click();
    assertThat(page.locator(".board").first()).containsText("<iframe");
    assertEquals(
        0, page.locator("#page img, #page script, #page iframe, .feed svg[onload]").count());
  }

  @Test
  void whoever_wants_no_motion_gets_none() {
    Page page = browser.window(ColorScheme.DARK, 390, 844);
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    browser.open(page, "alice", "#/watch/" + CREATOR + "/" + ROOM);
    assertThat(page.locator(".gift").first()).isVisible();
    page.evaluate(GIFTS.formatted(1, "universe", 34999));
    assertThat(page.locator(".full .card")).isVisible();
    assertEquals(0, page.evaluate("() => document.querySelector('gl-stage').drawn"));
    assertEquals(
        0,
        page.evaluate(
            "() => document.getAnimations().filter(a => a.playState === 'running').length"));
  }

  @Test
  void an_effect_is_shown_only_if_it_is_the_file_that_the_policy_names() {
    Page page = browser.phone("alice", "#/watch/" + CREATOR + "/" + ROOM);
    assertThat(page.locator(".gift").first()).isVisible();
    page.evaluate(
        """
        async () => {
          const url = document.querySelector('link[rel=icon]').getAttribute('href');
          const bytes = await (await fetch(url)).arrayBuffer();
          const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
          window.play = (sha256) => {
            const stage = document.querySelector('gl-stage');
            const id = crypto.randomUUID();
            stage.show({id, sender: 'u', gift: 'rose', quantity: 1, coins: 5000, at: new Date().toISOString()},
              {name: 'Rose', effect: {kind: 'full_screen', duration_ms: 2000, tier: 1, url, sha256}});
          };
          window.named = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
        }
        """);
    page.evaluate("() => play('0'.repeat(64))");
    assertThat(page.locator(".full .card .art")).isVisible();
    assertEquals(0, page.locator(".full .asset").count());
    assertThat(page.locator(".full .card")).hasCount(0);
    page.evaluate("() => play(named)");
    assertThat(page.locator(".full .asset")).isVisible();
    assertEquals(
        true, page.locator(".full .asset").evaluate("picture => picture.src.startsWith('blob:')"));
  }

  @Test
  void a_burst_of_300_gifts_keeps_its_bounds() {
    Page page = browser.phone("alice", "#/watch/" + CREATOR + "/" + ROOM);
    assertThat(page.locator(".gift").first()).isVisible();
    page.evaluate(
        "() => { window.frames30 = 0; const tick = () => { window.frames30++;"
            + " requestAnimationFrame(tick); }; tick(); }");
    page.evaluate("() => { window.frames30 = 0; window.began = performance.now(); }");
    for (int i = 0; i < 10; i++) {
      page.evaluate(GIFTS.formatted(30, i % 2 == 0 ? "universe" : "rose", i % 2 == 0 ? 34999 : 1));
      page.waitForTimeout(150);
    }
    double perSecond =
        ((Number)
                page.evaluate("() => window.frames30 * 1000 / (performance.now() - window.began)"))
            .doubleValue();
    System.out.printf("burst of 300 gifts: %.0f frames a second%n", perSecond);
    assertTrue(page.locator(".lane").count() <= 3);
    assertTrue((int) page.evaluate("() => document.querySelector('gl-stage').queue.waiting") <= 20);
    assertTrue(page.locator(".feed li").count() <= 8);
    // 60 where nothing else runs, also without a graphics card; more than 40 were seen on two cores
    // that 24 processes wanted. A page that stands still is a fault on any machine.
    assertTrue(perSecond >= 10, () -> perSecond + " frames a second");
  }

  /**
   * And each fits its window, and has its picture taken for who wants to look. Colours depend on
   * the scheme alone and places on the size alone, so that each once is enough.
   */
  @ParameterizedTest
  @CsvSource({"LIGHT, 390, 844", "DARK, 1280, 800"})
  void axe_finds_no_serious_fault_on_any_page(ColorScheme scheme, int width, int height) {
    buy("alice", 100);
    Page page = browser.window(scheme, width, height);
    page.emulateMedia(
        new Page.EmulateMediaOptions()
            .setColorScheme(scheme)
            .setReducedMotion(ReducedMotion.REDUCE));
    page.navigate(browser.url() + "/");
    page.getByText("Sign in").waitFor();
    sound(page, "welcome", scheme);
    page.getByText("Sign in").click();
    page.locator("button[value=alice]").waitFor();
    sound(page, "sign-in", scheme);
    browser.open(page, "alice", "#/watch/" + CREATOR + "/" + ROOM);
    assertThat(page.locator(".gift").first()).isVisible();
    page.evaluate(GIFTS.formatted(3, "rose", 1));
    page.evaluate(CROWDED, "gl-viewer");
    assertThat(page.locator(".feed li").first()).containsText(LONG);
    sound(page, "viewer", scheme);
    page.locator("#tab-board").click();
    page.locator("[data-ranking]").waitFor();
    sound(page, "ranking", scheme);
    page.locator("#tab-wallet").click();
    page.locator("[data-offer]").first().waitFor();
    sound(page, "wallet", scheme);
    browser.open(page, CREATOR, "?studio#/studio");
    page.locator(".tiles").waitFor();
    page.evaluate(CROWDED, "gl-studio");
    assertThat(page.locator(".board li").first()).containsText(LONG);
    sound(page, "studio", scheme);
    browser.open(page, CREATOR, "?overlay=1#/watch/" + CREATOR + "/" + ROOM);
    assertThat(page.locator("gl-overlay gl-stage")).isAttached();
    sound(page, "overlay", scheme);
    page.route(
        "**/v1/admin/unapplied-payments*",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody(
                        """
                        {"payments": [{"provider": "sandbox", "payment": "%1$s", "reason": "second_payment", "status": "unapplied",
                          "user": "%1$s", "booked_at": "2027-01-01T00:00:00Z", "left": {"amount": 129, "currency": "USD"}}]}
                        """
                            .formatted(LONG))));
    page.route(
        "**/v1/admin/trial-balance",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody(
                        """
                        {"as_of": "2027-01-01T00:00:00Z", "accounts": 2, "entries": 2, "faults": 0, "unbalanced": [], "balances": [
                          {"account": "platform:cash", "asset": "USD", "balance": 46637},
                          {"account": "platform:commission", "asset": "diamond_e4", "balance": 12345678}]}
                        """)));
    browser.openWith(page, operator(), "?desk#/desk");
    page.locator(".desk .good").first().waitFor();
    assertThat(page.locator(".history li").first()).containsText(LONG);
    assertThat(page.locator("[aria-label=Balances]")).containsText("$466.37");
    assertThat(page.locator("[aria-label=Balances]")).containsText("1,234.5678");
    sound(page, "desk", scheme);
  }

  /** Small phones, upright and on their side. */
  @ParameterizedTest
  @CsvSource({"320, 568", "360, 640", "375, 667", "568, 320", "740, 360", "844, 390"})
  void on_a_small_phone_a_gift_and_its_price_are_seen_and_all_can_be_reached(
      int width, int height) {
    Page page = browser.window(ColorScheme.LIGHT, width, height);
    browser.open(page, "alice", "#/watch/" + CREATOR + "/" + ROOM);
    assertThat(page.locator(".gift").first()).isVisible();
    page.evaluate(
        "() => { const page = document.querySelector('gl-viewer'); page.wallet = {...page.wallet,"
            + " coins: 9999}; page.chosen = 'castle-fantasy'; page.quantity = 66; }");
    page.locator(".dock .primary span").waitFor();
    sound(page, "viewer-small-" + height, ColorScheme.LIGHT);
    assertEquals(
        List.of(),
        page.evaluate(
            """
            () => {
              const panel = document.querySelector('#panel').getBoundingClientRect();
              return [...document.querySelector('.gift').querySelectorAll('.art, .name, .price')]
                .filter((part) => part.getBoundingClientRect().bottom > panel.bottom)
                .map((part) => part.outerHTML.slice(0, 80));
            }
            """));
  }

  private static final String LONG = "0b8f3c1e-6d5a-4c7b-9e21-of-a-name-without-an-end";

  /** A room with all that there can be, under the longest names. */
  private static final String CROWDED =
      """
      (page) => {
        const {room} = document.querySelector(page).hub;
        const long = '%s';
        const at = new Date().toISOString();
        const challenges = ['a', 'b', 'c'].map((id) => ({id, name: `${id} ${long}`, creator: 'luna', coins: 123456, goal_coins: 100000, reached: true, ends_at: '2100-01-01T00:00:00Z'}));
        const board = [1, 2].map((rank) => ({rank, viewer: `${long}${rank}`, level: 12, badge: 7, coins: 1234567, gifts: 1}));
        room.snapshot({as_of: at, gifts: 1e6, coins: 1e9, combos: [], recent: [], board, challenges});
        room.gift({id: 'long', sender: long, level: 12, badge: 7, creator: 'luna', gift: 'castle-fantasy', quantity: 1, coins: 1, combo: {id: 'long', count: 1314}, at});
      }
      """
          .formatted(LONG);

  private static void sound(Page page, String name, ColorScheme scheme) {
    int width = page.viewportSize().width;
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(
                Path.of(
                    "target/pictures/%s-%d-%s.png"
                        .formatted(name, width, scheme.name().toLowerCase(Locale.ROOT)))));
    accessible(page);
    assertEquals(List.of(), page.evaluate(BEYOND), name + " is wider than its window");
  }

  /** What of a page can be acted on and is not wholly in the window, from side to side. */
  private static final String BEYOND =
      """
      () => [...document.querySelectorAll('button, input, a, .pill, .totals, .card, .tile, .board li, .history li, .feed li')]
        .filter((element) => element.checkVisibility() && !element.closest('.scroll, .goals'))
        .filter((element) => {
          const {left, right} = element.getBoundingClientRect();
          return left < -1 || right > document.documentElement.clientWidth + 1;
        })
        .map((element) => element.outerHTML.slice(0, 80))
      """;

  private static String operator() {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    runtime.url()
                        + "/issuer/token?sub=ann&scope=giftledger/finance%20giftledger/operator"))
            .build();
    return body(request).strip();
  }

  // ---- The whole --------------------------------------------------------------------------------

  @Test
  void a_gift_flies_from_one_window_to_the_other() {
    assumeLive();
    buy("mia", 100);
    Page luna = browser.phone(CREATOR, "#/studio");
    Page mia = browser.phone("mia", "#/watch/" + CREATOR + "/" + ROOM);
    assertThat(luna.locator(".live")).hasText("Live", AT_LAST);
    assertThat(mia.locator(".balance b")).hasText("100", AT_LAST);
    mia.locator(".dock .primary").click();
    assertThat(
            luna.locator(".lane")
                .filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("mia"))
                .first())
        .isVisible();
    assertThat(luna.locator(".feed li").first()).containsText("mia");
    for (int i = 1; i < 20; i++) {
      mia.waitForTimeout(120);
      mia.locator(".dock .combo").click();
    }
    assertThat(luna.locator(".feed li").first()).containsText("×20", CONTAINED_AT_LAST);
  }

  /** One that no other test looks at. */
  private static String newRoom() {
    return "luna-live-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** What counts for it comes with the gift, before any snapshot knows it. */
  @Test
  void a_challenge_moves_with_the_frame_of_a_gift() {
    assumeLive();
    buy("pia", 100);
    String room = newRoom();
    Page pia = browser.phone("pia", "#/watch/" + CREATOR + "/" + room);
    Page bob = browser.phone("bob", "#/watch/" + CREATOR + "/" + room);
    assertThat(pia.locator(".balance b")).hasText("100", AT_LAST);
    assertThat(bob.locator(".live")).hasText("Live", AT_LAST);
    pia.locator(".dock .primary").click();
    assertThat(bob.locator(".goals small")).hasText("1 / 500", AT_LAST);
    bob.route("**/snapshot", Route::abort);
    pia.locator("input[value=panda]").click();
    pia.locator(".dock .primary").click();
    assertThat(bob.locator(".goals small")).hasText("6 / 500", AT_LAST);
    assertThat(pia.locator(".goals small")).hasText("6 / 500", AT_LAST);
    JsonNode snapshot = get("bob", "/v1/rooms/" + room + "/snapshot");
    for (int i = 0; i < 60 && snapshot.at("/challenges/0/coins").asInt() < 6; i++) {
      bob.waitForTimeout(500);
      snapshot = get("bob", "/v1/rooms/" + room + "/snapshot");
    }
    assertEquals(6, snapshot.at("/challenges/0/coins").asInt());
  }

  @Test
  void a_tab_that_slept_ends_with_the_rooms_totals_and_its_combo_is_over() {
    assumeLive();
    buy("uma", 100);
    buy("vic", 1000);
    String room = newRoom();
    Page uma = browser.phone("uma", "#/watch/" + CREATOR + "/" + room);
    assertThat(uma.locator(".balance b")).hasText("100", AT_LAST);
    assertThat(uma.locator(".live")).hasText("Live", AT_LAST);
    uma.locator(".dock .primary").click();
    assertThat(uma.locator(".dock .combo b")).hasText("×1");
    uma.evaluate(HIDDEN, true);
    CDPSession sleep = uma.context().newCDPSession(uma);
    sleep.send("Page.setWebLifecycleState", json("state", "frozen"));
    runtime.aws().events().cut();
    // More than a snapshot names one by one.
    for (int i = 0; i < 40; i++) send("vic", "panda", 1, room);
    for (int i = 0; i < 600 && snapshotGifts(room) < 41; i++) uma.waitForTimeout(100);
    sleep.send("Page.setWebLifecycleState", json("state", "active"));
    // An hour later by the page's own clock, whatever happens to timers while a computer sleeps.
    uma.evaluate("() => { const now = Date.now; Date.now = () => now() + 3_600_000; }");
    uma.evaluate(HIDDEN, false);

    assertThat(uma.locator("[data-total=gifts]")).hasText("41", AT_LAST);
    assertThat(uma.locator("[data-total=coins]")).hasText("201", AT_LAST);
    assertThat(uma.locator(".live")).hasText("Live", AT_LAST);
    assertThat(uma.locator(".dock .combo")).hasCount(0);
    assertThat(uma.locator(".feed li").first()).containsText("×40");
    assertThat(uma.locator(".balance b")).hasText("99");
    send("vic", "panda", 1, room);
    assertThat(uma.locator("[data-total=gifts]")).hasText("42", AT_LAST);
  }

  private static int snapshotGifts(String room) {
    return get("uma", "/v1/rooms/" + room + "/snapshot").path("gifts").asInt();
  }

  private static JsonObject json(String name, String value) {
    JsonObject object = new JsonObject();
    object.addProperty(name, value);
    return object;
  }

  /** As when another tab is looked at, or this one again. */
  private static final String HIDDEN =
      """
      hidden => {
        Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});
        document.dispatchEvent(new Event('visibilitychange'));
      }
      """;

  @Test
  void under_faults_two_pages_end_with_the_ledgers_totals() {
    assumeLive();
    buy("zoe", 1000);
    String room = newRoom();
    Page zoe = browser.phone("zoe", "#/watch/" + CREATOR + "/" + room);
    Page bob = browser.phone("bob", "#/watch/" + CREATOR + "/" + room);
    assertThat(zoe.locator(".balance b")).hasText("1,000", AT_LAST);
    assertThat(bob.locator(".live")).hasText("Live", AT_LAST);
    runtime.aws().events().have(Faults.parse("lost=20,doubled=20,reordered=20"));
    zoe.locator(".dock .primary").click();
    zoe.locator(".combo").waitFor();
    zoe.evaluate(
        """
        async () => {
          const {outbox} = document.querySelector('gl-viewer');
          for (let i = 1; i < 100; i++) {
            if (i === 50) document.querySelector('input[value=panda]').click();
            // No faster than they are answered, or a slow machine has them expire.
            do await new Promise((next) => setTimeout(next, 25)); while (outbox.entries.length > 20);
            document.querySelector('.dock .combo, .dock .primary').click();
          }
        }
        """);
    assertThat(zoe.locator(".balance b")).hasText(String.valueOf(1000 - 50 - 50 * 5), AT_LAST);
    assertEquals(700, get("zoe", "/v1/wallet").path("coins").asInt());
    for (Page page : List.of(zoe, bob)) {
      assertThat(page.locator("[data-total=gifts]")).hasText("100", AT_LAST);
      assertThat(page.locator("[data-total=coins]")).hasText("300", AT_LAST);
    }
    JsonNode snapshot = get("bob", "/v1/rooms/" + room + "/snapshot");
    assertEquals(100, snapshot.path("gifts").asInt());
    assertEquals(300, snapshot.path("coins").asInt());
  }

  /** Without channels a page learns of gifts by snapshots alone. */
  private static void assumeLive() {
    assumeTrue(
        !runtime.aws().template().resources(EventServer.TYPE).isEmpty(),
        "the template has no event API");
  }

  private static final String GIFTS =
      """
      () => {
        const {room} = document.querySelector('gl-viewer').hub;
        for (let i = 0; i < %d; i++) {
          const id = crypto.randomUUID();
          room.gift({id, sender: 'u' + (i %% 7), creator: 'luna', gift: '%s', quantity: 1, coins: %d,
            combo: {id, count: 1}, at: new Date().toISOString()});
        }
      }
      """;

  private static Page nobody() {
    Page page = browser.window(ColorScheme.LIGHT, 800, 600);
    page.navigate(browser.url() + "/");
    return page;
  }

  private static boolean focused(Page page, String selector) {
    return (boolean)
        page.evaluate("selector => document.activeElement.matches(selector)", selector);
  }

  /** Axe finds nothing serious on a page as it is. */
  static void accessible(Page page) {
    List<String> faults =
        new AxeBuilder(page)
            .analyze().getViolations().stream()
                .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                .map(LiveRoomIT::described)
                .toList();
    assertEquals(List.of(), faults, page.url());
  }

  private static String described(Rule rule) {
    return rule.getId()
        + ": "
        + rule.getNodes().stream().map(node -> node.getHtml()).limit(3).toList();
  }

  /** Has somebody buy coins, and waits until they have them. */
  private static void buy(String user, int coins) {
    JsonNode recharge =
        send(
            request(user, "/v1/recharges")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"package\":\"coins-%d\",\"payment_method\":\"sandbox_card\"}"
                            .formatted(coins))));
    for (int i = 0; i < 200; i++) {
      if (get(user, "/v1/recharges/" + recharge.path("id").asText())
          .path("status")
          .asText()
          .equals("paid")) {
        return;
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    throw new AssertionError("not paid: " + recharge);
  }

  private static void send(String user, String gift, int quantity) {
    send(user, gift, quantity, ROOM);
  }

  private static void send(String user, String gift, int quantity, String room) {
    JsonNode sent =
        send(
            request(user, "/v1/gifts")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"creator\":\"%s\",\"gift\":\"%s\",\"quantity\":%d,\"live_stream\":\"%s\"}"
                            .formatted(CREATOR, gift, quantity, room))));
    assertEquals("sent", sent.path("status").asText(), sent.toString());
  }

  private static JsonNode get(String user, String path) {
    return send(request(user, path).GET());
  }

  private static HttpRequest.Builder request(String user, String path) {
    return HttpRequest.newBuilder(URI.create(runtime.url() + path))
        .header("Authorization", "Bearer " + runtime.token(user));
  }

  private static JsonNode send(HttpRequest.Builder request) {
    try {
      return JSON.readTree(body(request.build()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String body(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
