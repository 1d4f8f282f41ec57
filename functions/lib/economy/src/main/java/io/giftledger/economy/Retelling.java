package io.giftledger.economy;

import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.State;
import java.util.List;

/**
 * A movement, told from its entry alone: how an audit knows what the entry should be, and what it
 * says of others. Each method may throw any {@link RuntimeException} if the entry is not one that
 * the movement appends.
 *
 * @param <S> the state of the account that the entry is on
 */
@FunctionalInterface
public interface Retelling<S extends State> {

  /**
   * What the movement appends that this entry tells of.
   *
   * @param before what the entry follows
   */
  Draft<S> draft(Entry<S> entry, Head<S> before);

  /** What the entry says of records of its partition. */
  default List<Said> said(Entry<S> entry) {
    return List.of();
  }

  /** What the entry itself says arrived by it. */
  default List<Credited> credited(Entry<S> entry) {
    return List.of();
  }
}
