package io.giftledger.bench.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The examples are those of the DynamoDB Developer Guide. */
class CapacityUnitsTest {

  @Test
  void the_guides_shirt_has_23_bytes() {
    assertEquals(
        23,
        ItemSize.of(
            Map.of(
                "shirt-color", AttributeValue.fromS("R"),
                "shirt-size", AttributeValue.fromS("M"))));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "7, 2",
    "-7, 3",
    "27, 2",
    "270, 2",
    "275, 3",
    "1.5, 2",
    "1000000, 2",
    "-0.001, 3"
  })
  void a_number_has_a_byte_for_two_significant_digits_and_one_more(String number, long bytes) {
    assertEquals(1 + bytes, ItemSize.of(Map.of("n", AttributeValue.fromN(number))));
  }

  @Test
  void a_list_or_map_has_three_bytes_and_one_for_each_element() {
    assertEquals(1 + 3, ItemSize.of(Map.of("l", AttributeValue.fromL(List.of()))));
    assertEquals(1 + 3, ItemSize.of(Map.of("m", AttributeValue.fromM(Map.of()))));
    AttributeValue abc = AttributeValue.fromS("abc");
    assertEquals(
        1 + 3 + 2 * (1 + 3), ItemSize.of(Map.of("l", AttributeValue.fromL(List.of(abc, abc)))));
    assertEquals(
        1 + 3 + 1 + 2 + 3, ItemSize.of(Map.of("m", AttributeValue.fromM(Map.of("ab", abc)))));
  }

  @Test
  void other_types_have_the_bytes_of_what_they_hold() {
    assertEquals(
        3 + 32 + 1 + 1,
        ItemSize.of(
            Map.of(
                "b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[32])),
                "t", AttributeValue.fromBool(true),
                "n", AttributeValue.fromNul(true))));
    assertEquals(1 + 2, ItemSize.of(Map.of("s", AttributeValue.fromS("é"))));
  }

  @ParameterizedTest
  @CsvSource({
    // GetItem: 3.5 KB are billed as 4 KB, 10 KB as 12 KB.
    "3584, 1", "10240, 3",
    // BatchGetItem rounds each item: 1.5 KB and 6.5 KB are 4 KB and 8 KB.
    "1536, 1", "6656, 2",
    // Query rounds once: 40.8 KB are 44 KB, 1,500 items of 64 bytes are 96 KB.
    "41779, 11", "96000, 24",
    // What is not there.
    "0, 1"
  })
  void a_read_is_rounded_up_to_4_kb(long bytes, double units) {
    assertEquals(new Units(units, 0), CapacityUnits.read(bytes, true));
    assertEquals(new Units(units / 2, 0), CapacityUnits.read(bytes, false));
  }

  @ParameterizedTest
  @CsvSource({"500, 1", "512, 1", "1024, 1", "1025, 2", "1536, 2"})
  void a_write_is_rounded_up_to_1_kb(long bytes, double units) {
    assertEquals(new Units(0, units), CapacityUnits.write(bytes));
  }

  @Test
  void a_transaction_of_three_500_byte_items_takes_six_write_units() {
    assertEquals(new Units(0, 6), CapacityUnits.transaction(List.of(500L, 500L, 500L)));
  }
}
