@NullMarked
package io.giftledger.outbox;

import org.jspecify.annotations.NullMarked;
