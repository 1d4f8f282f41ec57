package io.giftledger.economy.creator;

import java.util.Locale;
import java.util.Optional;

/**
 * How far it is known who a creator is. Whoever checks identities for the platform says so; we know
 * a reference to that, never a name.
 *
 * @param state how far
 * @param reference the checking provider's own id for it
 */
public record Identity(State state, Optional<String> reference) {

  /** It is known who they are. */
  public static final Identity VERIFIED = new Identity(State.VERIFIED, Optional.empty());

  /** How far it is known. Only who is {@link #VERIFIED} can withdraw. */
  public enum State {
    /** Nobody has asked. */
    NONE,
    /** The creator is being checked. */
    PENDING,
    /** It is known who they are. */
    VERIFIED,
    /** It was known, but their documents have expired since. */
    EXPIRED,
    /** They are not who they say. */
    REJECTED,
    /** A person is looking at it. */
    REVIEW;

    /** The word that is stored and shown. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether it is known who they are. */
  public boolean isVerified() {
    return state == State.VERIFIED;
  }
}
