package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What {@link Ledger} does for its callers, so that another way to keep the same promise can be
 * held against the same scenarios.
 */
interface Protocol {

  /** Makes a protocol for one request. */
  @FunctionalInterface
  interface Over {
    Protocol over(Table table, InstantSource clock);
  }

  /** {@link Ledger#open}. */
  <S extends State, R extends OpeningRecord<S>> Outcome<R> open(
      Account<S> account, IdempotentRequest<R> request, OpeningRule<S, R> rule);

  /** {@link Ledger#append}. */
  <S extends State> AppendOutcome<S> append(Account<S> account, AppendRule<S> rule);

  /** {@link Ledger#register}. */
  <R extends BusinessRecord> Outcome<R> register(IdempotentRequest<R> request, R record);

  /** {@link Ledger#advance}. */
  Optional<Item> advance(Write.Transition transition);

  /** The ledger itself; it does not wait between tries. */
  static Protocol ledger(Table table, InstantSource clock) {
    Ledger ledger = Fixture.ledger(table, clock);
    return new Protocol() {
      @Override
      public <S extends State, R extends OpeningRecord<S>> Outcome<R> open(
          Account<S> account, IdempotentRequest<R> request, OpeningRule<S, R> rule) {
        return ledger.open(account, request, rule);
      }

      @Override
      public <S extends State> AppendOutcome<S> append(Account<S> account, AppendRule<S> rule) {
        return ledger.append(account, rule);
      }

      @Override
      public <R extends BusinessRecord> Outcome<R> register(
          IdempotentRequest<R> request, R record) {
        return ledger.register(request, record);
      }

      @Override
      public Optional<Item> advance(Write.Transition transition) {
        return ledger.advance(transition);
      }
    };
  }
}
