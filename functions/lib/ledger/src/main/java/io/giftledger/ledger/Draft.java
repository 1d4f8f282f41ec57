package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import java.util.List;

/**
 * What a rule wants to append: an entry without its place in the chain.
 *
 * @param kind why
 * @param postings the double entry; sums to zero for each asset
 * @param state the account's state afterwards
 * @param ref the sort key of the business record that caused it; empty if none did
 * @param policyVersion the version of the policy that the rule applied; 0 if none
 * @param details what else whoever follows up on the entry has to know, texts and whole numbers by
 *     name: it is hashed, the record is not
 */
public record Draft<S extends State>(
    EntryKind kind, List<Posting> postings, S state, String ref, long policyVersion, Item details) {

  /** What takes a place in the chain and does nothing. */
  public static <S extends State> Draft<S> voiding(Head<S> head) {
    return new Draft<>(EntryKind.PLACE_VOIDED, List.of(), head.state(), "", 0, Item.EMPTY);
  }
}
