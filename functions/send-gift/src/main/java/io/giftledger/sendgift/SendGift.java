package io.giftledger.sendgift;

import io.giftledger.dynamodb.Creators;
import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.policy.Buyer;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Outcome;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Stream;

/** Sends a gift: coins leave the sender's wallet, and the gift is on its way to the creator. */
@Singleton
final class SendGift {

  private final Ledger ledger;
  private final Policies policies;
  private final Creators creators;

  SendGift(Ledger ledger, Policies policies, Creators creators) {
    this.ledger = ledger;
    this.policies = policies;
    this.creators = creators;
  }

  /**
   * Sends a gift once, however often it is asked with the same key.
   *
   * @param sender who pays
   * @param profile what the platform tells of them, if it does
   * @param buyer what is known of them as a buyer: in the money of where they buy they are shown
   *     the gift's price
   * @param idempotencyKey the sender's key for this gift
   */
  Outcome<Gift> send(
      String sender,
      Optional<ViewerProfile> profile,
      Buyer buyer,
      String idempotencyKey,
      GiftRequest asked) {
    Account<Wallet> wallet = Wallet.BOOK.account(sender);
    Gift.Target target = asked.target();
    IdempotentRequest<Gift> request =
        IdempotentRequest.of(
            Gift.TYPE,
            wallet,
            idempotencyKey,
            Stream.concat(
                    Stream.of(
                        asked.creator(),
                        asked.gift(),
                        Long.toString(asked.quantity()),
                        target.kind().label(),
                        target.id()),
                    asked.coinsExpected().stream().mapToObj(Long::toString))
                .toArray(String[]::new));
    GiftSent gift =
        new GiftSent(
            request.id(),
            sender,
            asked.creator(),
            asked.gift(),
            asked.quantity(),
            target,
            asked.coinsExpected(),
            asked.expires());
    var policy = policies.inForce();
    var creator =
        Account.isOwner(asked.creator())
            ? creators.recent(asked.creator())
            : Optional.<CreatorProfile>empty();
    var market = policy.prices().market(buyer);
    return ledger.open(
        wallet, request, (head, at) -> gift.decide(head, at, policy, creator, profile, market));
  }
}
