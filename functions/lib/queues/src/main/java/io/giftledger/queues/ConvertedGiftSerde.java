package io.giftledger.queues;

import io.giftledger.economy.earnings.ConvertedGift;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.Decoder;
import io.micronaut.serde.Encoder;
import io.micronaut.serde.Serde;
import jakarta.inject.Singleton;
import java.io.IOException;

/** In a message, a gift is one line of text, as in a conversion: a batch has up to 90 of them. */
@Singleton
final class ConvertedGiftSerde implements Serde<ConvertedGift> {

  @Override
  public void serialize(
      Encoder encoder,
      EncoderContext context,
      Argument<? extends ConvertedGift> type,
      ConvertedGift gift)
      throws IOException {
    encoder.encodeString(gift.toString());
  }

  @Override
  public ConvertedGift deserialize(
      Decoder decoder, DecoderContext context, Argument<? super ConvertedGift> type)
      throws IOException {
    return ConvertedGift.parse(decoder.decodeString());
  }
}
