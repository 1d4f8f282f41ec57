package io.giftledger.ledger;

import java.util.Optional;

/**
 * Where along a chain something ceases to be true that was true from its beginning.
 *
 * @param last the last entry of which it is true; the opening head if it is true of none
 * @param next the entry after it, the first of which it is not true; empty if it is true of all
 */
public record Boundary<S extends State>(Head<S> last, Optional<Head<S>> next) {}
