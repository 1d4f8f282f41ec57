/**
 * What every HTTP function shares: routes, calls, problems, the caller, idempotency keys,
 * signatures.
 */
@NullMarked
package io.giftledger.http;

import org.jspecify.annotations.NullMarked;
