package io.giftledger.verify;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the table with what a digest has noted of it. A chain that was cut off, or rewritten
 * with correct hashes, is whole by itself; only this tells.
 */
public final class HeadCheck {

  private final LedgerReader ledger;

  /**
   * @param ledger the table
   */
  public HeadCheck(LedgerReader ledger) {
    this.ledger = ledger;
  }

  /**
   * Looks for noted entries. An account whose chain is broken is left to the walk, which names it.
   *
   * @param heads 1 to 100, each of another account
   * @param faults is told of each that is gone or another
   */
  public void check(List<NotedHead> heads, Consumer<Fault> faults) {
    Map<Key, Item> found = ledger.find(heads.stream().map(NotedHead::key).toList());
    for (NotedHead head : heads) {
      if (!isStored(head, found.get(head.key()))) explain(head).ifPresent(faults);
    }
  }

  private static boolean isStored(NotedHead head, @Nullable Item item) {
    if (item == null) return false;
    try {
      return head.isHashOf(item.bytes("hash"));
    } catch (RuntimeException unreadable) {
      return false;
    }
  }

  /** Reads the whole account, consistently: it says what is wrong, and where. */
  private Optional<Fault> explain(NotedHead head) {
    Chain<?> chain =
        Chain.ofPartition(head.account())
            .orElseThrow(() -> new IllegalStateException("a digest of no account"));
    if (ledger.verifyRest(chain).isPresent()) return Optional.empty();
    if (chain.sequence() < head.sequence()) {
      String words = "the chain ends at " + chain.sequence() + ", a digest has seen ";
      return Optional.of(
          new Fault(head.account(), chain.sequence() + 1, Fault.CUT_OFF, words + head.sequence()));
    }
    Key key = head.key();
    if (isStored(head, ledger.find(List.of(key)).get(key))) return Optional.empty();
    return Optional.of(
        new Fault(
            head.account(),
            head.sequence(),
            Fault.REWRITTEN,
            "a digest has seen another hash here: this entry or one before it was rewritten"));
  }
}
