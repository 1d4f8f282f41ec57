package io.giftledger.economy.recognition;

import io.giftledger.ledger.table.Item;

/** A row that is folded from a creator's chain, and from nothing else. */
public sealed interface Row permits Fan, Room, FanBoard, Standing, Progress {

  /** The attribute with the {@link #upTo}. */
  String UP_TO = "upTo";

  /** The number of the last entry of the creator's chain that has changed it. */
  long upTo();

  /** How it is stored. */
  Item item();
}
