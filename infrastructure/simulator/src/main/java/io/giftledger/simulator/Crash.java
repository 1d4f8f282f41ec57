package io.giftledger.simulator;

/** The process dies here: no code of the function's may handle it. */
final class Crash extends Error {
  Crash() {
    super("the process died", null, false, false);
  }
}
