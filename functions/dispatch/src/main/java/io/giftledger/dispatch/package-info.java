/** The table's stream is the outbox: what was committed is put on the queues. */
@NullMarked
package io.giftledger.dispatch;

import org.jspecify.annotations.NullMarked;
