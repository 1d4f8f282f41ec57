package io.giftledger.economy.policy;

/** Coins as a viewer asks for them. */
public sealed interface Goods {

  /** The id that a top-up has in place of a package's. */
  String TOP_UP = "top-up";

  /** The policy's id of the package; {@link #TOP_UP} if it is none. */
  String id();

  /**
   * Those of a package.
   *
   * @param id the policy's id of it
   */
  record Package(String id) implements Goods {}

  /**
   * Just so many.
   *
   * @param coins how many
   */
  record Coins(long coins) implements Goods {
    @Override
    public String id() {
      return TOP_UP;
    }
  }
}
