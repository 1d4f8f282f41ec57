/** Handlers without a framework that make the functions' calls: nothing can start much faster. */
@NullMarked
package io.giftledger.bench.floor;

import org.jspecify.annotations.NullMarked;
