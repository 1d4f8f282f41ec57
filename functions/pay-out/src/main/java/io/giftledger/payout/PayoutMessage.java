package io.giftledger.payout;

import io.micronaut.serde.annotation.Serdeable;

/**
 * A message of the payouts queue.
 *
 * @param creator who is to be paid
 * @param withdrawal the withdrawal's id
 */
@Serdeable
record PayoutMessage(String creator, String withdrawal) {}
