package io.giftledger.ledger;

import java.util.regex.Pattern;

/**
 * An account of the chart of accounts, which a posting debits or credits. An open word: the economy
 * says which there are.
 *
 * @param label the name that is stored and hashed: {@code wallet}, {@code platform:cash}
 */
public record LedgerAccount(String label) {

  private static final String PLATFORM = "platform:";
  private static final Pattern LABEL = Pattern.compile("[a-z][a-z0-9:-]{0,63}");

  /** Refuses what is no word of lower-case letters, digits, {@code :} and {@code -}. */
  public LedgerAccount {
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException("no ledger account: " + label);
    }
  }

  /** A counter-account of the platform: {@code platform:cash}. */
  public static LedgerAccount ofPlatform(String name) {
    return new LedgerAccount(PLATFORM + name);
  }

  /** Whether it belongs to the user whose chain the entry is on. */
  public boolean isOwners() {
    return !label.startsWith(PLATFORM);
  }
}
