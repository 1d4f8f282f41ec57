package io.giftledger.payments;

/**
 * What a payout provider tells of a payout, with its signature checked.
 *
 * @param creator who is paid
 * @param withdrawalId what it pays
 * @param says how it stands
 */
public record PayoutEvent(String creator, String withdrawalId, PayoutAnswer says) {}
