package io.giftledger.economy.challenge;

import io.giftledger.economy.Arriving;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Transfer;
import io.giftledger.economy.earnings.AwardCredited;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.util.Optional;

/**
 * Diamonds that a challenge awards to a creator: once for each tier.
 *
 * @param id derived from creator and tier
 * @param challenge the platform's id of the challenge
 * @param creator who is awarded
 * @param tier what for: the platform's name for it
 * @param diamonds whole diamonds
 * @param action who did it, and why
 * @param awardedAt when
 * @param arrival that they are in the creator's earnings
 */
public record Award(
    String id,
    String challenge,
    String creator,
    String tier,
    long diamonds,
    OperatorAction action,
    Instant awardedAt,
    Optional<Arrival> arrival)
    implements Transfer<Challenge, Earnings> {

  /** How awards are stored. */
  public static final RecordType<Award> TYPE = new RecordType<>("AWARD", Award::read);

  private static Award read(Item item) {
    return new Award(
        item.key().id(),
        item.key().owner(),
        item.text("creator"),
        item.text("tier"),
        item.number("diamonds"),
        OperatorAction.read(item),
        item.instant("awardedAt"),
        Arrival.read(item));
  }

  @Override
  public Key key() {
    return TYPE.key(Challenge.BOOK.account(challenge), id);
  }

  @Override
  public Instant at() {
    return awardedAt;
  }

  @Override
  public long policyVersion() {
    return 0;
  }

  @Override
  public Item details() {
    return asked().text(OperatorAction.DIGEST, action.digest(AwardOpened.KIND)).build();
  }

  @Override
  public Item figures() {
    return asked().build();
  }

  private Item.Builder asked() {
    return Item.builder()
        .text("creator", creator)
        .text("tier", tier)
        .number("diamonds", diamonds)
        .text(OperatorAction.REASON, action.reason());
  }

  @Override
  public Draft<Challenge> draft(Head<Challenge> head) {
    return AwardOpened.draft(this, head);
  }

  @Override
  public Account<Earnings> target() {
    return Earnings.BOOK.account(creator);
  }

  @Override
  public Arriving arriving() {
    return AwardCredited.arriving(key(), diamonds);
  }

  @Override
  public Draft<Earnings> arrivingDraft(Head<Earnings> head) {
    return AwardCredited.draft(arriving(), head);
  }

  @Override
  public Item item() {
    return stored(
            action.addTo(
                Item.builder(key())
                    .text("creator", creator)
                    .text("tier", tier)
                    .number("diamonds", diamonds)
                    .instant("awardedAt", awardedAt)))
        .build();
  }
}
