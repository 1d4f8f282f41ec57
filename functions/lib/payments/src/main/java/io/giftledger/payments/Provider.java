package io.giftledger.payments;

/**
 * Somebody outside who moves money. Making one costs nothing and asks nobody: what it lacks, it
 * says when it is first used.
 */
public interface Provider {

  /** Its name: what it serves is stored with it, and it stands in the path of its webhooks. */
  String name();
}
