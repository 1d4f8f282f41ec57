package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import java.util.List;

/**
 * The full state of an account after an entry: its balances and every counter that a rule needs.
 * Immutable.
 */
public interface State {

  /**
   * The state's fields by name, texts and whole numbers, as they are stored and hashed. A field
   * that has no value yet is left out.
   */
  Item fields();

  /**
   * What the state says the owner's own ledger accounts hold, for each asset that has a balance,
   * and what is owed at the {@linkplain Book#owing accounts of its book} for that. Every entry's
   * postings must lead from the balances before it to those after it.
   */
  List<Posting> balances();
}
