package io.giftledger.ledger.model;

/**
 * How much may go wrong in one run.
 *
 * @param faults writes that are lost, late, doubled or half reported, together
 * @param crashes writers that die, at whatever point, together
 */
public record Bounds(int faults, int crashes) {}
