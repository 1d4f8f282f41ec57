package io.giftledger.economy.challenge;

import io.giftledger.economy.OperatorAction;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.OpeningRecord;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;

/**
 * Diamonds that an operator gave to a challenge's budget.
 *
 * @param id derived from the operator's idempotency key
 * @param challenge the platform's id of the challenge
 * @param diamonds whole diamonds
 * @param action who did it, and why
 * @param fundedAt when
 */
public record Funding(
    String id, String challenge, long diamonds, OperatorAction action, Instant fundedAt)
    implements OpeningRecord<Challenge> {

  /** How fundings are stored. */
  public static final RecordType<Funding> TYPE = new RecordType<>("FUNDING", Funding::read);

  private static final String STATUS = "FUNDED";

  private static Funding read(Item item) {
    if (!item.text("status").equals(STATUS)) throw new IllegalArgumentException("not " + STATUS);
    return new Funding(
        item.key().id(),
        item.key().owner(),
        item.number("diamonds"),
        OperatorAction.read(item),
        item.instant("fundedAt"));
  }

  @Override
  public Key key() {
    return TYPE.key(Challenge.BOOK.account(challenge), id);
  }

  @Override
  public Instant at() {
    return fundedAt;
  }

  @Override
  public long policyVersion() {
    return 0;
  }

  @Override
  public Item details() {
    return action.figures(ChallengeFunded.KIND).toBuilder().number("diamonds", diamonds).build();
  }

  @Override
  public Draft<Challenge> draft(Head<Challenge> head) {
    return ChallengeFunded.draft(this, head);
  }

  @Override
  public Item item() {
    return action
        .addTo(
            Item.builder(key())
                .number("diamonds", diamonds)
                .text("status", STATUS)
                .instant("fundedAt", fundedAt))
        .build();
  }
}
