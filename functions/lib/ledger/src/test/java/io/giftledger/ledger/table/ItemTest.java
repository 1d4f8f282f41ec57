package io.giftledger.ledger.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ItemTest {

  private static final Key KEY = new Key("WALLET#a:b", "GIFT#x");

  @Property
  void every_attribute_is_read_as_it_was_written(
      @ForAll String text,
      @ForAll long number,
      @ForAll boolean flag,
      @ForAll @LongRange(min = 0, max = 4_102_444_800_000L) long epochMillis,
      @ForAll byte[] bytes,
      @ForAll List<String> texts) {
    Instant instant = Instant.ofEpochMilli(epochMillis);
    Item item =
        Item.builder(KEY)
            .text("text", text)
            .number("number", number)
            .flag("flag", flag)
            .instant("instant", instant)
            .bytes("bytes", bytes)
            .texts("texts", texts)
            .map("map", Item.builder().number("number", number).text("text", text).build())
            .build();

    assertEquals(KEY, item.key());
    assertEquals(text, item.text("text"));
    assertEquals(number, item.number("number"));
    assertEquals(flag, item.flag("flag"));
    assertEquals(instant, item.instant("instant"));
    assertArrayEquals(bytes, item.bytes("bytes"));
    assertEquals(texts, item.texts("texts"));
    assertEquals(number, item.map("map").number("number"));
    assertEquals(text, item.map("map").text("text"));
    assertEquals(item, item.toBuilder().build());
  }

  @Test
  void what_is_absent_is_not_stored() {
    Item item =
        Item.builder(KEY).text("a", Optional.empty()).instant("b", Optional.empty()).build();

    assertEquals(Optional.empty(), item.findText("a"));
    assertEquals(Optional.empty(), item.findInstant("b"));
    assertEquals(OptionalLong.empty(), item.findNumber("c"));
    assertEquals(2, item.attributes().size());
  }

  @Test
  void what_must_be_there_and_is_not_is_a_fault_that_names_it() {
    Item item = Item.builder(KEY).build();

    var fault = assertThrows(IllegalStateException.class, () -> item.text("status"));
    assertEquals("status is missing", fault.getMessage());
  }

  @Test
  void a_key_names_its_owner_and_its_record() {
    assertEquals("a:b", KEY.owner());
    assertEquals("x", KEY.id());
    assertEquals("000000000042", Key.padded(42));
    assertThrows(IllegalArgumentException.class, () -> Key.padded(1_000_000_000_000L));
  }
}
