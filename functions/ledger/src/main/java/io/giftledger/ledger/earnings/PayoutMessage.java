package io.giftledger.ledger.earnings;

import io.micronaut.serde.annotation.Serdeable;

/**
 * A message of the payouts queue: a withdrawal that waits for its payout.
 *
 * @param creator who is to be paid
 * @param withdrawal the withdrawal's id
 */
@Serdeable
public record PayoutMessage(String creator, String withdrawal) {}
