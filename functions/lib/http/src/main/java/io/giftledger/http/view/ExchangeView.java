package io.giftledger.http.view;

import io.giftledger.economy.Transfer.Arrival;
import io.giftledger.economy.earnings.Exchange;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.Locale;
import java.util.Optional;

/**
 * An exchange of diamonds for coins as its creator sees it.
 *
 * @param walletEntry the number of the wallet's entry that credited the coins
 */
@Serdeable(naming = SnakeCaseStrategy.class)
public record ExchangeView(
    String id,
    String status,
    long diamonds,
    long coins,
    long policyVersion,
    String requestedAt,
    Optional<String> creditedAt,
    Optional<Long> walletEntry) {

  /** The exchange as it is. */
  public static ExchangeView of(Exchange exchange) {
    return new ExchangeView(
        exchange.id(),
        exchange.status().name().toLowerCase(Locale.ROOT),
        exchange.diamonds(),
        exchange.coins(),
        exchange.policyVersion(),
        exchange.requestedAt().toString(),
        exchange.arrival().map(arrival -> arrival.at().toString()),
        exchange.arrival().map(Arrival::sequence));
  }
}
