package io.giftledger.verify;

import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.table.Key;
import io.micronaut.serde.annotation.Serdeable;

/**
 * The newest entry of an account, as a digest notes it down.
 *
 * @param account the account's partition
 * @param sequence the entry's number
 * @param hash the entry's hash, 64 hexadecimal digits
 */
@Serdeable
public record NotedHead(String account, long sequence, String hash) {

  /** The entry that was the newest. */
  public static NotedHead of(Entry<?> entry) {
    return new NotedHead(entry.account().partitionKey(), entry.sequence(), entry.hash().hex());
  }

  /**
   * Reads a line of a digest.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static NotedHead parse(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != 3) throw new IllegalArgumentException("not a line of a digest: " + line);
    return new NotedHead(words[0], Long.parseLong(words[1]), words[2]);
  }

  /** The line of a digest, without its line feed. */
  String line() {
    return account + " " + sequence + " " + hash;
  }

  /** Where the entry is stored. */
  Key key() {
    return new Key(account, Entry.sortKey(sequence));
  }

  /** Whether an entry's stored hash is the noted one. */
  boolean isHashOf(byte[] stored) {
    return stored.length == 32 && hash.equals(Hash.ofDigest(stored).hex());
  }
}
