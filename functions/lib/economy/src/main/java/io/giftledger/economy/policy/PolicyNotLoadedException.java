package io.giftledger.economy.policy;

/**
 * A fault: the table holds no version of the policy that can be read, and none is in memory.
 * Nothing was changed; the same may be asked again once there is one.
 */
public final class PolicyNotLoadedException extends RuntimeException {

  /** There is none. */
  public PolicyNotLoadedException() {
    super("the table holds no policy that can be read");
  }
}
