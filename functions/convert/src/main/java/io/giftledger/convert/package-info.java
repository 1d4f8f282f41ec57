/** Gifts become gift points and diamonds, a creator's batch at a time. */
@NullMarked
package io.giftledger.convert;

import org.jspecify.annotations.NullMarked;
