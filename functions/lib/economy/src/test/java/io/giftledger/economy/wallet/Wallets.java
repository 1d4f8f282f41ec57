package io.giftledger.economy.wallet;

import java.time.Instant;

/** Wallets for tests whose coins nobody paid for. */
final class Wallets {

  private Wallets() {}

  static Wallet plus(Wallet wallet, long coins) {
    return coins == 0 ? wallet : wallet.with(wallet.lots().plus(Lot.bonus(1, coins)));
  }

  static Wallet spend(Wallet wallet, long coins, Instant at) {
    return wallet.spent(wallet.lots().spend(coins), at, combo(at));
  }

  private static Combo combo(Instant at) {
    var target = new Gift.Target(Gift.Target.Kind.VIDEO, "video-1");
    return Combo.of("gift-1", "mia", "rose", 1, target, at);
  }

  static Lots lots(long coins) {
    return plus(Wallet.BOOK.opening(), coins).lots();
  }
}
