package io.giftledger.withdraw;

import io.giftledger.dynamodb.Creators;
import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.Transfer;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.earnings.DiamondsExchanged;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.Maturity;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Outcome;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Exchanges diamonds for coins of the creator's own wallet. */
@Singleton
final class ExchangeDiamonds {

  private final Ledger ledger;
  private final Policies policies;
  private final Creators creators;

  ExchangeDiamonds(Ledger ledger, Policies policies, Creators creators) {
    this.ledger = ledger;
    this.policies = policies;
    this.creators = creators;
  }

  /**
   * Exchanges once, however often it is asked with the same key, and credits the coins. If this
   * dies between the two, a repeat credits them, and so does whoever gets the entry's message.
   *
   * @param creator whose diamonds become whose coins
   * @param idempotencyKey the creator's key for this exchange
   */
  Outcome<Exchange> exchange(String creator, String idempotencyKey, ExchangeRequest asked) {
    Account<Earnings> earnings = Earnings.BOOK.account(creator);
    IdempotentRequest<Exchange> request =
        IdempotentRequest.of(
            Exchange.TYPE, earnings, idempotencyKey, Long.toString(asked.diamonds()));
    DiamondsExchanged exchanged = new DiamondsExchanged(request.id(), creator, asked.diamonds());
    var policy = policies.inForce();
    var profile = creators.current(creator);
    Duration wait =
        profile.map(CreatorProfile::country).map(policy::exchangeMaturity).orElse(Duration.ZERO);
    Wallet wallet = ledger.head(Wallet.BOOK.account(creator), true).state();
    return Transfer.completed(
        ledger,
        Exchange.TYPE,
        ledger.open(
            earnings,
            request,
            (head, at) ->
                exchanged.decide(
                    head,
                    at,
                    policy,
                    profile,
                    wallet,
                    Maturity.of(ledger, head, at, wait, asked.diamonds()))));
  }
}
