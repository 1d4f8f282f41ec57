package io.giftledger.admin;

import java.util.List;

/** What a token must have to call the operator's API. Its issuer decides who has which. */
final class Scopes {

  /** Whoever operates the system: policies, wallets and earnings that stand still, dead letters. */
  static final List<String> OPERATOR = List.of("giftledger/operator");

  /** Whoever answers for the money: adjustments, payouts, the books. */
  static final List<String> FINANCE = List.of("giftledger/finance");

  /** The platform's own backend: what it tells of creators and viewers. */
  static final List<String> PLATFORM = List.of("giftledger/platform");

  /** Whoever may look at what the others did. */
  static final List<String> OPERATOR_OR_FINANCE = List.of(OPERATOR.getFirst(), FINANCE.getFirst());

  private Scopes() {}
}
