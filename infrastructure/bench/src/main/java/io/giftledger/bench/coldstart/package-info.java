/** How long the first response of each function takes, and of handlers to compare it with. */
@NullMarked
package io.giftledger.bench.coldstart;

import org.jspecify.annotations.NullMarked;
