package io.giftledger.payments;

import io.giftledger.economy.Money;
import java.time.Instant;

/**
 * One payment to a creator, as a provider is asked for it.
 *
 * @param idempotencyKey the withdrawal's id: the same key is the same payout
 * @param creator who is paid; a provider gives it back in its webhooks
 * @param token the provider's token for where to pay
 * @param amount how much
 * @param requestedAt when it was asked for, as its entry says: what a provider forgets after some
 *     time is counted from here, since nobody can set this forward
 * @param submittedAt when the provider was, or could have been, first asked; never before that
 */
public record PayoutOrder(
    String idempotencyKey,
    String creator,
    String token,
    Money amount,
    Instant requestedAt,
    Instant submittedAt) {}
