package io.giftledger.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A route's good body, spoilt in every way that one edit can: what a member must not be, members
 * that are missing, unknown or given twice, bytes that are no text, and what stands around the
 * object. Each must be refused by a problem that names the member.
 */
public final class SpoiltBodies {

  private static final List<String> NEITHER_TEXT_NOR_INTEGER =
      List.of(
          "true",
          "false",
          "[]",
          "[1]",
          "[\"rose\"]",
          "{}",
          "{\"a\":1}",
          "1.0",
          "1e0",
          "1.5",
          "1e400",
          "-0.5",
          "9".repeat(1_001),
          "[".repeat(2_000) + "]".repeat(2_000),
          "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000),
          "NaN",
          "Infinity",
          "0x1",
          "01",
          "+1",
          ".5",
          "'1'",
          "undefined",
          "");

  private static final List<String> NO_INTEGER =
      List.of("\"1\"", "\"1e3\"", "\"\"", "9223372036854775808", "-9223372036854775809");

  private static final List<String> NO_TEXT =
      List.of("1", "0", "-1", "9223372036854775807", "\"\\ud800\"", "\"\\x\"", "\"a\nb\"");

  private static final List<String> BEHIND =
      List.of(" x", "{}", "[]", "null", "1", "\"\"", "}", "]", ",", ":", "//", "#", "\u0000");

  private static final List<String> BEFORE =
      List.of("\ufeff", "x", ",", "[", "{", "/**/", "\u0000");

  /** Bytes that no UTF-8 text has: a stray one, an overlong zero, half a surrogate pair. */
  private static final List<byte[]> NO_UTF_8 =
      List.of(
          new byte[] {(byte) 0xff},
          new byte[] {(byte) 0xc0, (byte) 0x80},
          new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});

  private final Map<String, String> good = new LinkedHashMap<>();
  private final List<Spoilt> all = new ArrayList<>();

  /**
   * A body that must be refused.
   *
   * @param field the member that the answer must name; empty if none can be
   */
  private record Spoilt(byte[] body, Optional<String> field) {}

  /**
   * @param good the members of a good body: texts and integers
   * @param optional those of them that may be null
   * @param dispensable those of them that may be left out
   */
  public SpoiltBodies(Map<String, Object> good, List<String> optional, List<String> dispensable) {
    good.forEach((name, value) -> this.good.put(name, Json.write(value)));
    good.forEach(
        (name, value) -> {
          NEITHER_TEXT_NOR_INTEGER.forEach(other -> value(name, other));
          (value instanceof String ? NO_TEXT : NO_INTEGER).forEach(other -> value(name, other));
          if (!optional.contains(name)) value(name, "null");
          if (!dispensable.contains(name)) add(without(name), name);
          twice(name);
          unknown(name + "s");
          unknown(name.toUpperCase(Locale.ROOT));
        });
    unknown("");
    unknown("x".repeat(60));
    around();
  }

  /**
   * Sends them all.
   *
   * @param request makes a request that is good but for its body
   * @return how many there were
   * @throws AssertionError if one is not refused as it should be
   */
  public int assertRefused(Supplier<HttpRequest> request) {
    for (Spoilt spoilt : all) {
      String body = new String(spoilt.body(), StandardCharsets.UTF_8);
      HttpAnswer answer = request.get().bytes(spoilt.body()).send();
      assertTrue(answer.status() == 400 || answer.status() == 422, () -> body + ": " + answer);
      assertEquals(
          answer.status() == 400 ? "malformed_body" : "invalid_request", answer.code(), body);
      assertEquals("application/problem+json", answer.headers().get("Content-Type"), body);
      spoilt
          .field()
          .ifPresent(
              field ->
                  assertTrue(
                      answer.list("errors").stream()
                          .anyMatch(error -> field.equals(error.get("field"))),
                      () -> body + " must name " + field + ": " + answer.body()));
    }
    return all.size();
  }

  private void value(String name, String other) {
    Map<String, String> members = new LinkedHashMap<>(good);
    members.put(name, other);
    add(object(members), name);
  }

  private void twice(String name) {
    for (String other : List.of(good.get(name), "1", "null")) {
      String member = "\"" + name + "\":" + other;
      add(object(good).replace("}", "," + member + "}"), name);
      add("{" + member + "," + object(good).substring(1), name);
    }
    // The same name, written in another way.
    String escaped = "\\u%04x%s".formatted((int) name.charAt(0), name.substring(1));
    add(object(good).replace("}", ",\"" + escaped + "\":1}"), name);
  }

  private void unknown(String name) {
    for (String value : List.of("1", "null", "\"x\"", "{\"a\":[]}")) {
      add(object(good).replace("}", ",\"" + name + "\":" + value + "}"), name);
      add("{\"" + name + "\":" + value + "," + object(good).substring(1), name);
    }
  }

  private void around() {
    String whole = object(good);
    BEHIND.forEach(more -> add(whole + more, "body"));
    add(whole + whole, "body");
    BEFORE.forEach(more -> add(more + whole));
    for (int length = 1; length < whole.length(); length++) add(whole.substring(0, length));
    for (int at = 0; at < whole.length(); at++) {
      for (byte[] bytes : NO_UTF_8) {
        all.add(new Spoilt(inserted(bytes, whole, at), Optional.empty()));
      }
    }
    all.add(new Spoilt(whole.getBytes(StandardCharsets.UTF_16), Optional.empty()));
    all.add(new Spoilt(whole.getBytes(StandardCharsets.UTF_16BE), Optional.empty()));
    List.of("[]", "1", "null", "true", "\"\"", "[" + whole + "]").forEach(this::add);
    add(whole.replace("}", ",}"));
    add(whole.replace("\"", "'"));
  }

  private static byte[] inserted(byte[] bytes, String whole, int at) {
    byte[] before = whole.getBytes(StandardCharsets.UTF_8);
    byte[] spoilt = Arrays.copyOf(before, before.length + bytes.length);
    System.arraycopy(bytes, 0, spoilt, at, bytes.length);
    System.arraycopy(before, at, spoilt, at + bytes.length, before.length - at);
    return spoilt;
  }

  private String without(String name) {
    Map<String, String> members = new LinkedHashMap<>(good);
    members.remove(name);
    return object(members);
  }

  private static String object(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private void add(String body, String field) {
    all.add(new Spoilt(body.getBytes(StandardCharsets.UTF_8), Optional.of(field)));
  }

  private void add(String body) {
    all.add(new Spoilt(body.getBytes(StandardCharsets.UTF_8), Optional.empty()));
  }
}
