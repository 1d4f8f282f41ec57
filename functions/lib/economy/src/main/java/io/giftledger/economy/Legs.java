package io.giftledger.economy;

import io.giftledger.ledger.Asset;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Posting;
import java.util.ArrayList;
import java.util.List;

/** The legs of a double entry as they are added up. One that moves nothing is left out. */
public final class Legs {

  private final List<Posting> postings = new ArrayList<>();

  /** Adds a leg, unless it moves nothing. */
  public Legs add(LedgerAccount account, Asset asset, long amount) {
    if (amount != 0) postings.add(new Posting(account, asset, amount));
    return this;
  }

  /** Adds a leg of money, unless it moves nothing. */
  public Legs add(LedgerAccount account, String currency, long minor) {
    return add(account, Asset.money(currency), minor);
  }

  /** All of them, in the order in which they were added. */
  public List<Posting> postings() {
    return List.copyOf(postings);
  }
}
