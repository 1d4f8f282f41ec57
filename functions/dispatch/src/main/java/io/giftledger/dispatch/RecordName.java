package io.giftledger.dispatch;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.lambda.StreamEvent.StreamRecord;
import io.giftledger.queues.MessageType;
import io.micronaut.serde.annotation.Serdeable;

/**
 * A message of the queue for dispatch's failures: names a record of the stream, and says no more of
 * it, for the table has the rest.
 *
 * @param partition the item's partition key
 * @param sort the item's sort key
 * @param sequenceNumber the change's place in its shard
 */
@Serdeable
record RecordName(
    @JsonProperty("PK") String partition, @JsonProperty("SK") String sort, String sequenceNumber) {

  static final MessageType<RecordName> TYPE = MessageType.of(RecordName.class, _ -> {});

  static RecordName of(StreamRecord record) {
    return new RecordName(record.text("PK"), record.text("SK"), record.sequenceNumber());
  }
}
