package io.giftledger.dynamodb;

import io.giftledger.economy.recognition.Rankings;
import io.giftledger.economy.recognition.Recognition;
import io.giftledger.economy.recognition.Rows;
import io.giftledger.ledger.Backoff;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Table;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes the ledger of a function, which itself knows no framework. */
@Factory
final class LedgerFactory {

  @Singleton
  Ledger ledger(Table table, InstantSource clock, Backoff backoff, Format format) {
    return new Ledger(table, clock, backoff, format);
  }

  @Singleton
  Format format() {
    return Format.CURRENT;
  }

  @Singleton
  Recognition recognition(
      Table ledger,
      TableScan chains,
      Rows rows,
      InstantSource clock,
      Backoff backoff,
      Format format) {
    return new Recognition(ledger, chains, rows, clock, backoff, format);
  }

  @Singleton
  Rankings rankings(Rows rows, InstantSource clock) {
    return new Rankings(rows, clock);
  }
}
