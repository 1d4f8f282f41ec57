package io.giftledger.local;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a page signs a user in with the identity provider: OAuth's authorization code with PKCE. Who
 * somebody is, they say themselves: this is a provider for one machine.
 */
final class SignIn {

  private static final Duration TOKEN_LIFE = Duration.ofHours(12);
  private static final Duration CODE_LIFE = Duration.ofMinutes(1);
  private static final int CODES_MAX = 100;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");

  /** Whom the page offers, with what they are in the story that a newcomer plays. */
  private static final Map<String, String> USERS =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        {
          put("alice", "a viewer");
          put("bob", "another viewer");
          put(Local.CREATOR, "the creator");
          put("ann", "an operator");
        }
      };

  private record Grant(
      String user, String scope, String challenge, String redirect, Instant until) {}

  private final TokenIssuer issuer;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Grant> grants =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Grant> eldest) {
          return size() > CODES_MAX;
        }
      };

  SignIn(TokenIssuer issuer) {
    this.issuer = issuer;
  }

  /** The page on which one says who one is. */
  HttpResponse page(Map<String, String> asked) {
    String fault = fault(asked);
    if (!fault.isEmpty()) return HttpResponse.message(400, fault);
    String hidden =
        asked.entrySet().stream()
            .map(
                member ->
                    "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
                        .formatted(escaped(member.getKey()), escaped(member.getValue())))
            .collect(Collectors.joining());
    String users =
        USERS.entrySet().stream()
            .map(
                user ->
                    "<button name=\"user\" value=\"%1$s\"><b>%1$s</b><span>%2$s</span></button>"
                        .formatted(user.getKey(), user.getValue()))
            .collect(Collectors.joining());
    HttpResponse page =
        HttpResponse.of(200, "text/html;charset=utf-8", PAGE.formatted(hidden, users));
    page.headers().set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    page.headers().set("Cache-Control", "no-store");
    return page;
  }

  /** Sends who said who they are back to the page that asked, with a code. */
  HttpResponse granted(Map<String, String> form) {
    String fault = fault(form);
    if (!fault.isEmpty()) return HttpResponse.message(400, fault);
    String typed = form.getOrDefault("name", "").strip();
    String user = form.getOrDefault("user", typed);
    if (!user.matches("[A-Za-z0-9._:|+-]{1,128}")) {
      return HttpResponse.message(400, "a user's name has letters and digits");
    }
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    String code = base64(bytes);
    synchronized (grants) {
      grants.put(
          code,
          new Grant(
              user,
              form.getOrDefault("scope", ""),
              form.getOrDefault("code_challenge", ""),
              form.getOrDefault("redirect_uri", ""),
              Instant.now().plus(CODE_LIFE)));
    }
    var headers = new Headers();
    headers.set(
        "Location",
        "%s?code=%s&state=%s"
            .formatted(
                form.getOrDefault("redirect_uri", ""),
                code,
                URLEncoder.encode(form.getOrDefault("state", ""), StandardCharsets.UTF_8)));
    return new HttpResponse(303, headers, new byte[0]);
  }

  /** Gives a token for a code, once, to whoever asked for it. */
  HttpResponse token(Map<String, String> form) {
    Grant grant;
    synchronized (grants) {
      grant = grants.remove(form.getOrDefault("code", ""));
    }
    if (grant == null
        || !"authorization_code".equals(form.get("grant_type"))
        || grant.until().isBefore(Instant.now())
        || !grant.redirect().equals(form.get("redirect_uri"))
        || !grant.challenge().equals(challenge(form.getOrDefault("code_verifier", "")))) {
      return HttpResponse.of(400, "application/json", "{\"error\":\"invalid_grant\"}");
    }
    Instant until = Instant.now().plus(TOKEN_LIFE);
    String token = issuer.token(Map.of("sub", grant.user(), "scope", grant.scope()), until);
    String idToken = issuer.token(grant.user(), until);
    HttpResponse response =
        HttpResponse.of(
            200,
            "application/json",
            "{\"access_token\":\"%s\",\"id_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
                .formatted(token, idToken, TOKEN_LIFE.toSeconds()));
    response.headers().set("Cache-Control", "no-store");
    return response;
  }

  /** Sends who signed out back to the page; there is no session to end. */
  HttpResponse ended(Map<String, String> asked) {
    String back = asked.getOrDefault("post_logout_redirect_uri", "");
    if (!isHere(back)) {
      return HttpResponse.message(400, "post_logout_redirect_uri is not on this machine");
    }
    var headers = new Headers();
    headers.set("Location", back);
    return new HttpResponse(303, headers, new byte[0]);
  }

  private static String fault(Map<String, String> asked) {
    if (!"code".equals(asked.get("response_type"))) return "response_type must be code";
    if (!"S256".equals(asked.get("code_challenge_method"))
        || asked.getOrDefault("code_challenge", "").isEmpty()) {
      return "PKCE with S256 is needed";
    }
    return isHere(asked.getOrDefault("redirect_uri", ""))
        ? ""
        : "redirect_uri is not on this machine";
  }

  private static boolean isHere(String uri) {
    try {
      return LOOPBACK.contains(String.valueOf(URI.create(uri).getHost()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String challenge(String verifier) {
    try {
      return base64(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="dark light">
      <title>Sign in</title>
      <style>
      :root { --back: #f6f3f7; --card: #fff; --ink: #1b1424; --soft: #665f70; --line: #e4dee8; --hot: #c2185b; }
      @media (prefers-color-scheme: dark) {
        :root { --back: #120d1a; --card: #1d1628; --ink: #f7f2fb; --soft: #b3a9bf; --line: #33293f; --hot: #ff7a9c; }
      }
      * { box-sizing: border-box; }
      body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--back);
        color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
      main { width: min(22rem, 90vw); padding: 2rem; border-radius: 1.5rem; background: var(--card);
        border: 1px solid var(--line); }
      h1 { margin: 0 0 .25rem; font-size: 1.5rem; }
      p { margin: 0 0 1.25rem; color: var(--soft); }
      form { display: grid; gap: .6rem; }
      button, input { font: inherit; color: inherit; padding: .8rem 1rem; border-radius: .9rem;
        border: 1px solid var(--line); background: none; }
      button { display: flex; justify-content: space-between; cursor: pointer; }
      button span { color: var(--soft); }
      button:not([name]) { justify-content: center; font-weight: 700; background: var(--hot); color: var(--card); }
      button:hover { border-color: var(--hot); }
      :focus-visible { outline: 3px solid var(--hot); outline-offset: 2px; }
      label { color: var(--soft); font-size: .875rem; margin-top: .5rem; }
      </style>
      </head>
      <body>
      <main>
      <h1>Who are you?</h1>
      <p>This machine&#39;s own identity provider asks for no password.</p>
      <form method="post" action="/issuer/authorize">%s%s</form>
      <form method="post" action="/issuer/authorize">%1$s
      <label for="name">Somebody else</label>
      <input id="name" name="name" required maxlength="128" pattern="[A-Za-z0-9._:|+\\-]+" autocomplete="off">
      <button>Sign in</button>
      </form>
      </main>
      </body>
      </html>
      """;
}
