package io.giftledger.economy.policy;

import io.giftledger.ledger.table.Value;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a policy's document turned out to be. It is read in one way, when it is published and when
 * it is loaded; so what does not load was never published, but put by hand.
 */
public sealed interface PolicyReading {

  /** A policy that may be in force. */
  record Whole(Policy policy) implements PolicyReading {}

  /**
   * No policy.
   *
   * @param faults all that is wrong, at least one
   */
  record Faulty(List<Fault> faults) implements PolicyReading {}

  /**
   * Something that is wrong in a document.
   *
   * @param path where: {@code $.gifts[3].coins}
   * @param words what is wrong there
   */
  record Fault(String path, String words) {
    @Override
    public String toString() {
      return path + " " + words;
    }
  }

  /** A document that is not even one. */
  static PolicyReading faulty(String words) {
    return new Faulty(List.of(new Fault("$", words)));
  }

  /**
   * Reads a document.
   *
   * @param version the number that it has, or shall have, in the table; empty if that is not known
   */
  static PolicyReading of(Value document, OptionalLong version) {
    return new PolicyReader(version).read(document);
  }
}
