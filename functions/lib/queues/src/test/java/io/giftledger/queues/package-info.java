@NullMarked
package io.giftledger.queues;

import org.jspecify.annotations.NullMarked;
