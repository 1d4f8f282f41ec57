package io.giftledger.economy.policy;

/** Says which policy counts now. */
@FunctionalInterface
public interface PolicyInForce {

  /**
   * The policy in force.
   *
   * @throws PolicyNotLoadedException if there is none that can be read
   */
  Policy inForce();
}
