package io.giftledger.withdraw;

import io.giftledger.economy.creator.PayoutMethod;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;

/** A payout method as its creator sees it: never its token. */
@Serdeable(naming = SnakeCaseStrategy.class)
record PayoutMethodView(String id, String provider, boolean verified) {

  /** The view of a payout method. */
  static PayoutMethodView of(PayoutMethod method) {
    return new PayoutMethodView(method.id(), method.provider(), method.verified());
  }
}
