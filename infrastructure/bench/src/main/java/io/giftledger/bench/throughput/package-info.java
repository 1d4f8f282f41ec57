/** How many gifts the local runtime takes and converts, and what they do to its memory. */
@NullMarked
package io.giftledger.bench.throughput;

import org.jspecify.annotations.NullMarked;
