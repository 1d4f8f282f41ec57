package io.giftledger.economy.policy;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What the live room plays when a gift comes.
 *
 * @param kind how much of the page it takes
 * @param asset what is played; empty for what a page draws by itself
 * @param duration how long it plays
 * @param tier the dearer the gift, the higher: of several effects those of the highest are kept
 */
public record Effect(Kind kind, Optional<Asset> asset, Duration duration, int tier) {

  /** How much of the page an effect takes. */
  public enum Kind {
    /** A place beside others. */
    SMALL,
    /** A line across the page. */
    BANNER,
    /** All of it: one after the other. */
    FULL_SCREEN;

    /** The name that is stored and shown. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A file that is played.
   *
   * @param url where it lies
   * @param sha256 the digest of its bytes, in lower-case hexadecimal digits
   */
  public record Asset(String url, String sha256) {}
}
