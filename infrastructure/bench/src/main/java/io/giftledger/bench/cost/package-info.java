/** What each operation costs, worked out from the calls that it really makes. */
@NullMarked
package io.giftledger.bench.cost;

import org.jspecify.annotations.NullMarked;
