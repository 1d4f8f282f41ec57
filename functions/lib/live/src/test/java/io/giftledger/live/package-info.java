/** Tests. */
@NullMarked
package io.giftledger.live;

import org.jspecify.annotations.NullMarked;
