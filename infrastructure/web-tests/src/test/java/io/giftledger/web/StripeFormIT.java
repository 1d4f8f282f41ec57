package io.giftledger.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.local.LocalRuntime;
import io.giftledger.local.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the pages do with Stripe's form. Stripe itself cannot be had here: a script in its place
 * keeps what it is asked for and answers as <a
 * href="https://docs.stripe.com/js/payment_intents/confirm_payment">Stripe's documentation</a>
 * says; the API's answers about a payment of Stripe's are as openapi.yaml describes them.
 */
class StripeFormIT {

  private static final Path TEMPLATE = Path.of("../../template.yaml");
  private static final String KEY = "pk_test_51abc";
  private static final String SECRET = "pi_1_secret_2";
  private static final String PLACE = "#/watch/luna/luna-live-1";
  private static final HasTextOptions AT_LAST = new HasTextOptions().setTimeout(30_000);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String STRIPE =
      """
      window.asked = [];
      window.Stripe = (key) => {
        asked.push(['Stripe', key]);
        return {
          elements: ({clientSecret, appearance}) => {
            asked.push(['elements', clientSecret, appearance.theme]);
            return {create: (type) => ({
              on: (event, then) => event === 'ready' && setTimeout(then),
              mount: (place) => {
                asked.push(['mount', type, place.className]);
                // As Stripe's kit loads parts of itself.
                const part = document.createElement('script');
                part.src = 'https://a.js.stripe.com/part.js';
                document.head.append(part);
              },
            })};
          },
          confirmPayment: async ({elements, confirmParams, redirect}) => {
            asked.push(['confirmPayment', Boolean(elements), confirmParams.return_url, redirect]);
            return window.answers.shift();
          },
          retrievePaymentIntent: async (secret) => {
            asked.push(['retrievePaymentIntent', secret]);
            return {paymentIntent: {status: 'requires_payment_method', last_payment_error: {message: 'Your bank did not let you.'}}};
          },
        };
      };
      """;

  private static LocalRuntime runtime;
  private static Browser browser;

  private final AtomicReference<String> status = new AtomicReference<>("awaiting_payment");
  private final List<JsonNode> opened = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private final List<String> ofStripe = new ArrayList<>();

  @BeforeAll
  static void start() throws InterruptedException {
    Browser.assumeThereIsOne();
    runtime = LocalRuntime.start(TEMPLATE, Map.of("StripePublishableKey", KEY));
    var seed = new Seed(runtime.aws().dynamoDb(), runtime.aws().tableName());
    seed.policy();
    seed.creator(CreatorProfile.inGoodStanding("luna", 12_500, "US"));
    browser = Browser.start(runtime.url(), runtime::token);
  }

  @AfterAll
  static void stop() {
    if (browser != null) browser.close();
    if (runtime != null) runtime.close();
  }

  @AfterEach
  void pages_complained_of_nothing() {
    browser.closeWindows();
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void nothing_is_loaded_from_stripe_until_somebody_pays_there() {
    Page page = wallet("ada");
    page.locator("input[value=sandbox_card]").check();
    page.locator("[data-offer=coins-100]").click();

    assertThat(page.locator("[data-balance]")).hasText("100", AT_LAST);
    assertEquals(List.of(), ofStripe);
  }

  @Test
  void a_payment_is_confirmed_in_stripes_form_and_its_coins_come_with_the_webhook() {
    Page page = wallet("bea");
    play(page, "{paymentIntent: {status: 'succeeded'}}");
    page.locator("[data-offer=coins-100]").click();
    page.locator("dialog .primary").click();
    assertThat(page.locator("dialog")).hasCount(0);
    assertThat(page.locator(".notice")).isHidden();
    // Here the webhook comes.
    status.set("paid");

    assertThat(page.locator(".notice")).hasText("100 coins are yours.", AT_LAST);
    assertEquals("card", opened.getFirst().path("payment_method").asText());
    assertEquals(
        JSON.valueToTree(
            List.of(
                List.of("Stripe", KEY),
                List.of("elements", SECRET, "night"),
                List.of("mount", "payment", "element"),
                List.of(
                    "confirmPayment",
                    true,
                    runtime.url() + "/?recharge=recharge-1",
                    "if_required"))),
        JSON.valueToTree(page.evaluate("() => asked")));
    assertEquals(
        List.of("https://js.stripe.com/dahlia/stripe.js", "https://a.js.stripe.com/part.js"),
        ofStripe);
  }

  @Test
  void a_declined_card_is_said_in_stripes_words_and_another_one_pays() {
    Page page = wallet("cleo");
    play(
        page,
        "{error: {type: 'card_error', code: 'card_declined', message: 'Your card was declined.'}},"
            + "{error: {type: 'api_error', message: 'pk_test_51abc is odd'}},"
            + "{paymentIntent: {status: 'succeeded'}}");
    page.locator("[data-offer=coins-100]").click();
    page.locator("dialog .primary").click();
    assertThat(page.locator("dialog [role=alert]")).hasText("Your card was declined.");
    LiveRoomIT.accessible(page);
    page.locator("dialog .primary").click();
    assertThat(page.locator("dialog [role=alert]"))
        .hasText("The payment could not be made. Please try again.");
    // Its webhook was here first, and counts for nothing once another card is taken.
    status.set("declined");
    page.locator("dialog .primary").click();
    assertThat(page.locator("dialog")).hasCount(0);
    page.waitForTimeout(500);
    status.set("paid");

    assertThat(page.locator(".notice")).hasText("100 coins are yours.", AT_LAST);
    assertEquals(1, opened.size());
  }

  @Test
  void an_attempt_whose_answer_was_lost_is_not_made_twice() {
    Page page = wallet("dana");
    play(
        page,
        "{error: {type: 'invalid_request_error', code: 'payment_intent_unexpected_state',"
            + " payment_intent: {status: 'succeeded'}}}");
    page.locator("[data-offer=coins-100]").click();
    page.locator("dialog .primary").click();
    status.set("paid");

    assertThat(page.locator(".notice")).hasText("100 coins are yours.", AT_LAST);
  }

  @Test
  void a_form_that_was_closed_opens_the_same_purchase_again() {
    Page page = wallet("eva");
    page.locator("[data-offer=coins-100]").click();
    page.keyboard().press("Escape");
    assertThat(page.locator("dialog")).hasCount(0);
    page.locator("[data-offer=coins-100]").click();
    page.locator("dialog .quiet").click();
    assertThat(page.locator("dialog")).hasCount(0);

    assertEquals(2, opened.size());
    assertEquals(keys.get(0), keys.get(1));
    assertEquals(opened.get(0), opened.get(1));
  }

  @Test
  void who_comes_back_from_their_bank_gets_their_coins() {
    Page page = signedIn("fay");
    page.evaluate("place => sessionStorage.setItem('giftledger.payment', place)", PLACE);
    page.navigate(runtime.url() + "/" + back("succeeded"));
    assertThat(page.locator("#tab-wallet[aria-selected=true]")).isVisible();
    assertEquals(runtime.url() + "/" + PLACE, page.url());
    status.set("paid");

    assertThat(page.locator(".notice")).hasText("100 coins are yours.", AT_LAST);
    assertEquals(List.of(), ofStripe);
  }

  @Test
  void whom_their_bank_refused_reads_why_and_can_try_again() {
    Page page = signedIn("gia");
    page.evaluate("place => sessionStorage.setItem('giftledger.payment', place)", PLACE);
    status.set("declined");
    page.navigate(runtime.url() + "/" + back("failed"));

    assertThat(page.locator("dialog [role=alert]")).hasText("Your bank did not let you.");
    assertThat(page.locator("dialog h2")).hasText("Pay $1.29");
    assertFalse(page.url().contains("secret"), page.url());
    play(page, "{paymentIntent: {status: 'processing'}}");
    page.locator("dialog .primary").click();
    status.set("paid");
    assertThat(page.locator(".notice")).hasText("100 coins are yours.", AT_LAST);
  }

  @Test
  void a_script_that_does_not_load_is_asked_for_again() {
    Page page = wallet("hana");
    page.route("https://js.stripe.com/**", Route::abort);
    page.locator("[data-offer=coins-100]").click();
    assertThat(page.locator("dialog [role=alert]"))
        .hasText("Stripe does not answer. Are you online?");
    page.locator("dialog .quiet").click();
    page.unroute("https://js.stripe.com/**");
    page.route("https://js.stripe.com/**", this::stripe);
    page.locator("[data-offer=coins-100]").click();

    assertThat(page.locator("dialog .primary")).isEnabled();
  }

  /** What else tries to run from elsewhere, may not. */
  @Test
  void no_other_script_runs_beside_stripes() {
    Page page = wallet("ina");
    page.locator("[data-offer=coins-100]").click();
    assertThat(page.locator("dialog .primary")).isEnabled();

    Object refused =
        page.evaluate(
            """
            () => ['https://evil.example/x.js', 'https://evil-js.stripe.com.example/x.js', 'http://js.stripe.com/x.js'].map((url) => {
              try {
                document.createElement('script').src = url;
                return 'taken';
              } catch {
                return 'refused';
              }
            })
            """);
    assertEquals(List.of("refused", "refused", "refused"), refused);
    browser.complaints().clear();
  }

  private static String back(String status) {
    return "?recharge=recharge-1&payment_intent=pi_1&payment_intent_client_secret=%s&redirect_status=%s"
        .formatted(SECRET, status);
  }

  /** What Stripe answers to one attempt after another. */
  private static void play(Page page, String answers) {
    page.evaluate("() => { window.answers = [" + answers + "]; }");
  }

  private Page wallet(String user) {
    Page page = signedIn(user);
    page.locator("#tab-wallet").click();
    page.locator("[data-offer=coins-100]").waitFor();
    return page;
  }

  private Page signedIn(String user) {
    Page page = browser.phone(user, PLACE);
    page.route(url -> url.contains(".stripe.com"), this::stripe);
    page.route("**/v1/recharges", this::open);
    page.route("**/v1/recharges/recharge-1", route -> answer(route, 200, recharge(false)));
    // The first of all waits for functions that have just started.
    page.locator(".gift").first().waitFor();
    return page;
  }

  private void stripe(Route route) {
    ofStripe.add(route.request().url());
    route.fulfill(
        new Route.FulfillOptions()
            .setContentType("text/javascript")
            .setBody(route.request().url().endsWith("stripe.js") ? STRIPE : ""));
  }

  /** Opens a payment with Stripe; any other is the API's own business. */
  private void open(Route route) {
    Request request = route.request();
    JsonNode body = read(request.postData());
    if (!body.path("payment_method").asText().equals("card")) {
      route.resume();
      return;
    }
    keys.add(request.headers().get("idempotency-key"));
    opened.add(body);
    answer(route, 201, recharge(true));
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(Route route, int status, String body) {
    route.fulfill(
        new Route.FulfillOptions()
            .setStatus(status)
            .setContentType("application/json")
            .setBody(body));
  }

  private String recharge(boolean opening) {
    return """
    {"id": "recharge-1", "status": "%s", "package": "coins-100", "region": "US", "channel": "web", "coins": 100, "bonus_coins": 0,
     "price": {"amount": 129, "currency": "USD"}, "tax": {"amount": 0, "currency": "USD"}, "payment_method": "card", "provider": "stripe",
     "payment_id": "pi_1", "policy_version": 1, "opened_at": "2026-11-27T14:34:12.927Z"%s}
    """
        .formatted(
            opening ? "awaiting_payment" : status.get(),
            opening
                ? ", \"payment\": {\"type\": \"client_secret\", \"client_secret\": \"%s\"}"
                    .formatted(SECRET)
                : "");
  }
}
