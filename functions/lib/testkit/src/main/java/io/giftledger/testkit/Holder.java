package io.giftledger.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.ledger.Account;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Somebody with an account on the embedded table. */
public abstract sealed class Holder<S extends State> permits Viewer, Creator {

  private static final int PAGE = 1_000;

  private final Account<S> account;
  private final Ledger ledger;

  Holder(Account<S> account, Ledger ledger) {
    this.account = account;
    this.ledger = ledger;
  }

  /** The ledger that their deeds are done with. */
  final Ledger ledger() {
    return ledger;
  }

  /** The user id. */
  public final String id() {
    return account.owner();
  }

  /** The account. */
  public final Account<S> account() {
    return account;
  }

  /** The newest entry's state, read consistently. */
  public final S state() {
    return ledger.head(account, true).state();
  }

  /** How many entries there are. */
  public final long sequence() {
    return ledger.head(account, true).sequence();
  }

  /** The newest entry. */
  public final Entry<S> newest() {
    return ledger.entries(account, 1, Optional.empty()).getFirst();
  }

  /** All entries, oldest first, each proven to follow from the one before. */
  public final List<Entry<S>> chain() {
    List<Entry<S>> newestFirst = new ArrayList<>();
    Optional<Long> before = Optional.empty();
    while (true) {
      List<Entry<S>> page = ledger.entries(account, PAGE, before);
      if (page.isEmpty()) break;
      newestFirst.addAll(page);
      before = Optional.of(page.getLast().sequence());
    }
    Head<S> head = Head.opening(account);
    for (Entry<S> entry : newestFirst.reversed()) {
      assertTrue(entry.follows(head), () -> "the chain breaks at " + entry);
      head = entry.head();
    }
    return newestFirst.reversed();
  }
}
