package io.giftledger.economy;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Value;
import java.util.Set;
import java.util.TreeSet;

/** Reads an item that somebody may have put by hand, and notes which attributes are wrong. */
public final class PutByHand {

  private final Item item;
  private final Set<String> faults = new TreeSet<>();

  /** Reads an item. */
  public PutByHand(Item item) {
    this.item = item;
  }

  /** A whole number; if there is none, what allows the least. */
  public long number(String name, long otherwise) {
    return item.attributes().get(name) instanceof Value.Number(long number)
        ? number
        : wrong(name, otherwise);
  }

  /** A flag; if there is none, what allows the least. */
  public boolean flag(String name, boolean otherwise) {
    return item.attributes().get(name) instanceof Value.Flag(boolean flag)
        ? flag
        : wrong(name, otherwise);
  }

  /** A text; if there is none, what allows the least. */
  public String text(String name, String otherwise) {
    return item.attributes().get(name) instanceof Value.Text(String text)
        ? text
        : wrong(name, otherwise);
  }

  private <T> T wrong(String name, T otherwise) {
    faults.add(name);
    return otherwise;
  }

  /** The attributes that were asked for and are missing or of another type. */
  public Set<String> faults() {
    return Set.copyOf(faults);
  }
}
