package io.giftledger.lambda;

import io.giftledger.ledger.TimeLeft;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Tells a function's collaborators of the invocation that they work for. */
@Factory
final class InvocationFactory {

  @Singleton
  TimeLeft timeLeft() {
    return LambdaFunction::timeLeftOfInvocation;
  }
}
