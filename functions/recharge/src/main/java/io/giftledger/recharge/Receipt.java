package io.giftledger.recharge;

import io.micronaut.serde.annotation.Serdeable;

/**
 * What a payment provider is answered.
 *
 * @param received always true: the event need not be sent again
 */
@Serdeable
record Receipt(boolean received) {}
