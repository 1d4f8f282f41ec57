/** The way from the table to the queues: what was committed and waits for what follows. */
@NullMarked
package io.giftledger.queues;

import org.jspecify.annotations.NullMarked;
