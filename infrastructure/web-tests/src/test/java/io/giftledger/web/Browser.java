package io.giftledger.web;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Debian's Chromium. */
final class Browser implements AutoCloseable {

  private static final Path CHROMIUM =
      Path.of(System.getenv().getOrDefault("GIFTLEDGER_CHROMIUM", "/usr/bin/chromium"));

  private static final double PATIENCE_MS = 20_000;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;
  private final String url;
  private final Function<String, String> tokens;

  /** What pages complained of, which none should. */
  private final List<String> complaints = new ArrayList<>();

  private Browser(String url, Function<String, String> tokens) {
    this.url = url;
    this.tokens = tokens;
    this.playwright = Playwright.create();
    this.browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(List.of("--no-sandbox", "--lang=en-US", "--disable-gpu")));
  }

  /** Skips the tests, and says so, where there is none. */
  static void assumeThereIsOne() {
    assumeTrue(
        Files.isExecutable(CHROMIUM),
        "no Chromium at %s: the pages are not tested (apt-get install chromium)"
            .formatted(CHROMIUM));
  }

  /**
   * Starts it.
   *
   * @param url where the pages are
   * @param tokens makes a token for a user
   */
  static Browser start(String url, Function<String, String> tokens) {
    return new Browser(url, tokens);
  }

  /** A window of nobody's. */
  Page window(ColorScheme scheme, int width, int height) {
    BrowserContext context =
        browser.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setLocale("en-US")
                .setColorScheme(scheme));
    context.setDefaultTimeout(PATIENCE_MS);
    Page page = context.newPage();
    page.onPageError(complaints::add);
    page.onDialog(
        dialog -> {
          complaints.add("a dialog: " + dialog.message());
          dialog.dismiss();
        });
    page.onConsoleMessage(
        message -> {
          if (message.text().contains("Content Security Policy")) complaints.add(message.text());
        });
    return page;
  }

  /** A phone's window in which somebody is signed in and looks at a page. */
  Page phone(String user, String place) {
    return open(window(ColorScheme.DARK, 390, 844), user, place);
  }

  /** Opens a page in a window as somebody. */
  Page open(Page page, String user, String place) {
    return openWith(page, tokens.apply(user), place);
  }

  /** Opens a page in a window for whoever has a token. */
  Page openWith(Page page, String token, String place) {
    page.navigate(url + "/icon");
    page.evaluate("token => sessionStorage.setItem('giftledger.token', token)", token);
    page.navigate(url + "/" + place);
    return page;
  }

  /** Closes all windows: what nobody looks at any more is not drawn. */
  void closeWindows() {
    browser.contexts().forEach(BrowserContext::close);
  }

  List<String> complaints() {
    return complaints;
  }

  String url() {
    return url;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
