package io.giftledger.admin;

import io.giftledger.ledger.Entry;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;

/**
 * The entry that an act left on an account.
 *
 * @param user whose account it is
 * @param entry its number
 * @param kind what it is
 * @param at when it was appended
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record EntryView(String user, long entry, String kind, Instant at) {

  static EntryView of(Entry<?> entry) {
    return new EntryView(
        entry.account().owner(), entry.sequence(), entry.kind().label(), entry.at());
  }
}
