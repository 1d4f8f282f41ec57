package io.giftledger.emulator.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.giftledger.template.TemplateException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":["x"]}                    | true
          {"a":["y","x"]}                | true
          {"a":["y"]}                    | false
          {"n":[1]}                      | true
          {"b":{"c":[{"prefix":"GI"}]}}  | true
          {"b":{"c":[{"suffix":"FT"}]}}  | true
          {"b":{"c":[{"prefix":"W"}]}}   | false
          {"b":{"d":[{"exists":false}]}} | true
          {"b":{"c":[{"exists":false}]}} | false
          {"a":[{"anything-but":["x"]}]} | false
          {"a":[{"anything-but":["y"]}]} | true
          {"a":["x"],"n":[2]}            | false
          {"n":[{"numeric":[">",0]}]}    | true
          {"n":[{"numeric":[">",1]}]}    | false
          """)
  void a_record_passes_if_every_member_matches(String pattern, boolean passes) throws Exception {
    var record = JSON.readTree("{\"a\":\"x\",\"n\":1,\"b\":{\"c\":\"GIFT\"}}");
    assertEquals(passes, filter(pattern).passes(record));
  }

  @Test
  void one_matching_pattern_is_enough_and_none_lets_everything_pass() throws Exception {
    var record = JSON.readTree("{\"a\":\"x\"}");
    assertEquals(true, filter("{\"a\":[\"y\"]}", "{\"a\":[\"x\"]}").passes(record));
    assertEquals(true, filter().passes(record));
  }

  @Test
  void a_pattern_that_could_not_be_deployed_is_refused() {
    assertThrows(TemplateException.class, () -> filter("{\"a\":\"x\"}"));
    assertThrows(TemplateException.class, () -> filter("{\"a\":[{\"number\":[\">\",1]}]}"));
    assertThrows(TemplateException.class, () -> filter("no json"));
  }

  private static EventFilter filter(String... patterns) {
    List<Object> filters =
        List.of(patterns).stream().<Object>map(p -> Map.of("Pattern", p)).toList();
    return EventFilter.of(Map.of("Filters", filters), "here");
  }
}
