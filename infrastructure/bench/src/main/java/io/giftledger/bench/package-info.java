/**
 * Measures what Giftledger costs and how fast it is. Every figure stands beside its floor: what the
 * same calls cost without us, measured in the same run.
 */
@NullMarked
package io.giftledger.bench;

import org.jspecify.annotations.NullMarked;
