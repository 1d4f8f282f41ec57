package io.giftledger.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a client gets.
 *
 * @param status the status
 * @param headers the headers
 * @param body the body, JSON as it was written
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {

  /** The body. */
  public Map<String, Object> json() {
    return Json.read(body);
  }

  /** A value of the body, which must be there. */
  public Object get(String name) {
    return Objects.requireNonNull(json().get(name), () -> name + " in " + body);
  }

  /** A text of the body, which must be there. */
  public String text(String name) {
    return (String) get(name);
  }

  /** A list of objects in the body, which must be there. */
  public List<Map<String, Object>> list(String name) {
    return Json.objects(get(name));
  }

  /** The problem's code; empty if it is no problem. */
  public String code() {
    return json().getOrDefault("code", "").toString();
  }

  /** Whether it says that it is the answer to an earlier request. */
  public boolean isReplay() {
    return "true".equals(headers.get("Idempotent-Replayed"));
  }

  /**
   * This answer.
   *
   * @throws AssertionError unless it has this status
   */
  public HttpAnswer expect(int expected) {
    assertEquals(expected, status, body);
    return this;
  }

  /**
   * This answer.
   *
   * @throws AssertionError unless it is this problem
   */
  public HttpAnswer expect(int expected, String code) {
    expect(expected);
    assertEquals(code, code(), body);
    assertEquals("application/problem+json", headers.get("Content-Type"));
    return this;
  }
}
