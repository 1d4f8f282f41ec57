package io.giftledger.payout;

import io.giftledger.economy.earnings.PayoutMessage;
import io.giftledger.lambda.PoisonException;
import io.giftledger.ledger.Account;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queue that withdrawals come from, and go back to while their payout is undecided. */
@Singleton
final class PayoutsQueue {

  private final SqsClient sqs;
  private final JsonMapper json;
  private final String url;

  /**
   * @param url {@code PAYOUTS_QUEUE_URL}
   */
  PayoutsQueue(SqsClient sqs, JsonMapper json, @Property(name = "payouts.queue.url") String url) {
    this.sqs = sqs;
    this.json = json;
    this.url = url;
  }

  /**
   * Reads a message's body.
   *
   * @throws PoisonException if it is not one
   */
  PayoutMessage read(String body) {
    try {
      PayoutMessage message =
          Objects.requireNonNull(json.readValue(body, PayoutMessage.class), "no message");
      if (Account.isOwner(message.creator()) && !message.withdrawal().isEmpty()) return message;
      throw new IllegalArgumentException("it names no withdrawal");
    } catch (IOException | RuntimeException malformed) {
      throw new PoisonException("malformed_body", malformed.toString(), malformed);
    }
  }

  /**
   * Sends a message once more.
   *
   * @param delay until it is delivered; at most SQS's 15 minutes
   */
  void sendAgain(PayoutMessage message, Duration delay) {
    try {
      String body = new String(json.writeValueAsBytes(message), StandardCharsets.UTF_8);
      sqs.sendMessage(
          send ->
              send.queueUrl(url)
                  .messageBody(body)
                  .delaySeconds(Math.toIntExact(delay.toSeconds())));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
