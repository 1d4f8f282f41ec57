package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import java.time.Instant;

/**
 * A business record whose entry follows from it: a gift, a withdrawal.
 *
 * @param <S> the state of the account that the entry is on
 */
public interface OpeningRecord<S extends State> extends BusinessRecord {

  /** The instant of its entry. */
  Instant at();

  /** The policy that its rule applied. */
  long policyVersion();

  /**
   * What its entry says of it in its details: whatever follows from the record follows from this,
   * for it is hashed.
   */
  Item details();

  /**
   * What its entry appends: a function of the record and the head that it was decided on, so that
   * whoever writes the entry writes the same.
   *
   * @param head what the entry follows
   */
  Draft<S> draft(Head<S> head);
}
