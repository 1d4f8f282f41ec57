package io.giftledger.http;

import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Outcome;
import java.util.Map;
import java.util.function.Function;

/**
 * What a route answers.
 *
 * @param status the HTTP status
 * @param headers headers besides the content type
 * @param body becomes JSON, unless it is a {@link Csv}
 */
public record Reply(int status, Map<String, String> headers, Object body) {

  /**
   * A body that is sent as it is.
   *
   * @param text a table as RFC 4180 writes it
   */
  public record Csv(String text) {}

  /** 200 with a body. */
  public static Reply ok(Object body) {
    return new Reply(200, Map.of(), body);
  }

  /**
   * What became of a request for a new record. A repeat is answered as the first was, and says so
   * in a header.
   *
   * @param view the record as it was when it was made, whatever it has become
   */
  public static <R extends BusinessRecord> Reply of(Outcome<R> outcome, Function<R, ?> view) {
    return switch (outcome) {
      case Outcome.Opened<R>(R record) -> new Reply(201, Map.of(), view.apply(record));
      case Outcome.Replayed<R>(R record) ->
          new Reply(201, Map.of("Idempotent-Replayed", "true"), view.apply(record));
      case Outcome.KeyReused<R> _ -> Problem.idempotencyKeyReused().reply();
      case Outcome.Refused<R>(var refusal) -> Problem.of(refusal).reply();
    };
  }
}
