package io.giftledger.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.ledger.table.Key;
import io.micronaut.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTypeTest {

  private static final JsonMapper JSON = JsonMapper.createDefault();
  private static final String GIFT =
      "viewer-1 00000000000000000000000000 rose 2 20 40 5000 3 video:video-1";

  @Test
  void a_batch_is_written_as_lines_and_read_as_gifts() {
    GiftBatch batch = new GiftBatch("luna", List.of(ConvertedGift.parse(GIFT)));

    String body = ConversionsMessage.TYPE.write(JSON, batch);

    assertEquals("{\"creator\":\"luna\",\"gifts\":[\"" + GIFT + "\"]}", body);
    assertEquals(batch, ConversionsMessage.TYPE.read(JSON, body));
  }

  @Test
  void a_transfer_is_written_as_its_record_and_read_as_that() {
    TransferMessage message = new TransferMessage(new Key("EARNINGS#luna", "EXCHANGE#e1"));

    String body = ConversionsMessage.TYPE.write(JSON, message);

    assertEquals("{\"from\":\"EARNINGS#luna\",\"record\":\"EXCHANGE#e1\"}", body);
    assertEquals(message, ConversionsMessage.TYPE.read(JSON, body));
  }

  @Test
  void a_message_about_a_withdrawal_is_read_as_it_was_written() {
    for (PayoutMessage message :
        List.of(
            PayoutMessage.of("luna", "w1"),
            PayoutMessage.once("luna", "w1"),
            PayoutMessage.resolved("luna", "w1", "7htjvpgvnh0ibmmg1lkm2n9e1i"))) {
      assertEquals(message, readPayout(PayoutMessage.TYPE.write(JSON, message)));
    }
  }

  @Test
  void what_is_not_said_has_its_default() {
    assertEquals(
        PayoutMessage.of("luna", "w1"),
        readPayout(" {\"withdrawal\":\"w1\", \"creator\":\"luna\", \"resolution\":null} "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "not json",
        "{'creator':'luna'}",
        "{'creator':'luna','withdrawal':''}",
        "{'creator':'luna','withdrawal':7}",
        "{'creator':'luna','withdrawal':['w1']}",
        "{'creator':'luna','withdrawal':'w1','once':'true'}",
        "{'creator':'luna','withdrawal':'w1','once':1}",
        "{'creator':'luna','withdrawal':'w1','urgent':true}",
        "{'creator':'luna','withdrawal':'w1','withdrawal':'w2'}",
        "{'creator':'luna','withdrawal':'w1'}x",
        "{'creator':'luna','withdrawal':'w1'}{'creator':'luna','withdrawal':'w2'}",
        "{'creator':'luna','withdrawal':'w1','resolution':''}",
        "{'creator':'luna','withdrawal':'w1','resolution':'p1'}",
        "{'creator':'luna','withdrawal':'w1',"
            + "'resolution':{'kind':'PAID','text':'t','by':'ann','note':'n'}}"
      })
  void a_body_that_says_anything_else_is_malformed(String body) {
    PoisonException malformed =
        assertThrows(PoisonException.class, () -> readPayout(body.replace('\'', '"')));

    assertEquals(Cause.MALFORMED_BODY, malformed.reason());
  }

  private static PayoutMessage readPayout(String body) {
    return PayoutMessage.TYPE.read(JSON, body);
  }
}
