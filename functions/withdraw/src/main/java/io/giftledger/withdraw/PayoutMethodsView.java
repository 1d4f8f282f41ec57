package io.giftledger.withdraw;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;

/** All of a creator's payout methods, by their ids. */
@Serdeable(naming = SnakeCaseStrategy.class)
record PayoutMethodsView(List<PayoutMethodView> payoutMethods) {}
