package io.giftledger.economy.earnings;

import io.giftledger.economy.Arriving;
import io.giftledger.economy.Transfer;
import io.giftledger.economy.wallet.CoinsExchanged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.util.Optional;

/**
 * A creator's exchange of diamonds into coins of their own wallet. Its rate is fixed here, whatever
 * the policy becomes.
 *
 * @param id derived from the creator's idempotency key
 * @param creator whose diamonds become whose coins
 * @param askedDiamonds whole diamonds that the creator asked to exchange at most
 * @param diamonds whole diamonds that it consumes: the fewest that become as many coins
 * @param coins what they become
 * @param policyVersion the policy that set rate and limits
 * @param requestedAt when it was asked for
 * @param arrival that the coins are in the wallet
 */
public record Exchange(
    String id,
    String creator,
    long askedDiamonds,
    long diamonds,
    long coins,
    long policyVersion,
    Instant requestedAt,
    Optional<Arrival> arrival)
    implements Transfer<Earnings, Wallet> {

  /** How exchanges are stored. */
  public static final RecordType<Exchange> TYPE = new RecordType<>("EXCHANGE", Exchange::read);

  private static Exchange read(Item item) {
    return new Exchange(
        item.key().id(),
        item.key().owner(),
        item.number("askedDiamonds"),
        item.number("diamonds"),
        item.number("coins"),
        item.number("policyVersion"),
        item.instant("requestedAt"),
        Arrival.read(item));
  }

  @Override
  public Key key() {
    return TYPE.key(Earnings.BOOK.account(creator), id);
  }

  @Override
  public Instant at() {
    return requestedAt;
  }

  @Override
  public Item details() {
    return Item.builder()
        .number("askedDiamonds", askedDiamonds)
        .number("diamonds", diamonds)
        .number("coins", coins)
        .build();
  }

  @Override
  public Draft<Earnings> draft(Head<Earnings> head) {
    return DiamondsExchanged.draft(this, head);
  }

  @Override
  public Account<Wallet> target() {
    return Wallet.BOOK.account(creator);
  }

  @Override
  public Arriving arriving() {
    return CoinsExchanged.arriving(key(), coins, policyVersion);
  }

  @Override
  public Draft<Wallet> arrivingDraft(Head<Wallet> head) {
    return CoinsExchanged.draft(arriving(), head);
  }

  @Override
  public Item item() {
    return stored(
            details().toBuilder()
                .key(key())
                .number("policyVersion", policyVersion)
                .instant("requestedAt", requestedAt))
        .build();
  }
}
